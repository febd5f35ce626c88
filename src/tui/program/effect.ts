import type { ApiRequest } from "../../work/api-test/api-examples.ts";
import type { Tab } from "./message.ts";

/** What the reducer wants done; `effects/` does it and answers with messages. */
export type Effect =
  | { type: "quit" }
  | { type: "look" }
  | { type: "load"; tab: Tab }
  | { type: "load-rejected"; filter: string }
  | { type: "add-path"; path: string }
  | { type: "remove-path"; id: number }
  /** Of the given scan paths, or of all. */
  | { type: "scan"; prune: boolean; paths: readonly number[] | null }
  | { type: "stop-scan" }
  | { type: "store-setting"; key: string; value: string }
  | { type: "reset-setting"; key: string }
  | { type: "back-up" }
  | { type: "stop-backup" }
  | { type: "verify"; file: string }
  | { type: "plan-restore"; file: string }
  | { type: "restore"; file: string; force: boolean }
  | { type: "keep-address"; address: string }
  | { type: "check-header"; line: string }
  | { type: "send"; address: string; header: string; request: ApiRequest }
  | { type: "walk"; address: string; header: string; requests: readonly ApiRequest[] }
  | { type: "stop-sending" };

/** A part of the state after a message, and what is to be done. */
export interface Step<S> {
  state: S;
  effects: Effect[];
}

/** A step with the effects it has; none unless told. */
export function step<S>(state: S, ...effects: Effect[]): Step<S> {
  return { state, effects };
}

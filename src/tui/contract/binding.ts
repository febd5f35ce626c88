import type { Shared } from "./shared.ts";

/** A key, or several for the same. */
export interface Binding<S, M> {
  /** Names as `keyNames` gives them. */
  keys: readonly string[];
  /** The keys for people. */
  shown: string;
  /** What the footer says; empty where only the help tells of it. */
  short: string;
  /** What the help says. */
  does: string;
  send: M;
  /** When it works. */
  when(state: S, shared: Shared): boolean;
}

/** A binding of keys, named with spaces between them, that works always unless told. */
export function bind<S, M>(
  keys: string,
  shown: string,
  short: string,
  does: string,
  send: M,
  when: (state: S, shared: Shared) => boolean = () => true,
): Binding<S, M> {
  return { keys: keys.split(" "), shown, short, does, send, when };
}

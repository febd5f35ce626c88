import { reachable } from "../../core/access/listen-address.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import { processStates } from "./heartbeat.ts";

const AUTO = SETTINGS.api_test_address.default;
/** Where serve listens unless it is told otherwise. */
const USUAL = "http://127.0.0.1:8080";

/** Where the API test sends its requests: the address that was kept, else that of the serve that runs now. */
export function keptAddress(store: Store, now: number): string {
  const { api_test_address: kept } = store.settings.read().settings;
  if (kept !== AUTO) return kept;
  const serving = processStates(store, now).find(({ kind, status, detail }) => {
    return kind === "serve" && status !== "gone" && detail !== null;
  });
  return reachable(serving?.detail ?? USUAL);
}

/** Keeps an address; an empty one, and `auto`, stand for the serve that runs. */
export function keepAddress(store: Store, address: string): void {
  store.write(() => store.settings.write("api_test_address", address === "" ? AUTO : address));
}

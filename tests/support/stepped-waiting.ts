import type { Waiting } from "../../src/client/clients/waiting.ts";

/** A clock that stands still but for the pauses that are made, which take no time. */
export function steppedWaiting(): Waiting {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

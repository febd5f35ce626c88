import { ReseederError } from "../../core/errors.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";

/** A lease that was not renewed for so long was left by a process that died. */
const LEASE_MS = 60_000;
const RENEW_MS = 15_000;
const RETRY_AFTER_S = 5;

/**
 * Runs `action` while no other process changes the list in force.
 * @throws ReseederError `LIST_BUSY` where one does
 */
export async function holdingList<T>(stores: Stores, clock: () => number, action: () => Promise<T>): Promise<T> {
  const key = { name: "listing", token: crypto.randomUUID() };
  const taken = await writeRetryingWhileBusy(stores, (store) => store.leases.take(key, process.pid, clock(), LEASE_MS));
  if (!taken) throw new ReseederError("LIST_BUSY", "Another list is being imported", { retryAfter: RETRY_AFTER_S });
  const renewing = setInterval(() => {
    // One that is not renewed ends by itself; the next tries come soon enough.
    writeRetryingWhileBusy(stores, (store) => store.leases.renew(key, clock(), LEASE_MS)).catch(() => {});
  }, RENEW_MS);
  try {
    return await action();
  } finally {
    clearInterval(renewing);
    await writeRetryingWhileBusy(stores, (store) => store.leases.release(key));
  }
}

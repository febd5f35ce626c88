import { AGING_USER_DATA } from "../../core/access/user-data.ts";
import { Store } from "../../store/store.ts";
import { type RemovedRows, removeOld, type Write } from "./user-rows.ts";

export interface RetentionRequest {
  /** The database. */
  path: string;
  /** What is older than this, in Unix milliseconds, goes. */
  before: number;
}

/** What a round removed; kinds of which nothing was old are left out. */
export interface RetentionResult {
  rows: RemovedRows[];
}

/** Rounds that are remembered. */
const KEEP_RUNS = 20;

/**
 * Removes what is old, in small transactions. Stopped half-way, the next round does the rest.
 * @throws ReseederError `DATABASE_…`
 */
export async function removeByAge({ path, before }: RetentionRequest, signal: AbortSignal): Promise<RetentionResult> {
  const store = Store.open(path);
  const write: Write = async (change) => store.write(() => change(store));
  try {
    const rows = await removeOld(write, AGING_USER_DATA, before, signal);
    await write(() => store.runs.trim("retention", KEEP_RUNS));
    // The log keeps bytes of rows until it is written over; where somebody reads from it, a later round empties it.
    store.emptyLog();
    return { rows: rows.filter((each) => each.rows > 0) };
  } finally {
    store.close();
  }
}

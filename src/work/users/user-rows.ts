import { isAnonymousName } from "../../core/access/anonymous-name.ts";
import type { UserData } from "../../core/access/user-data.ts";
import { NAMING, type Renamed, type Renaming } from "../../store/people/user-renaming.ts";
import type { Store } from "../../store/store.ts";
import { readFindings, storableBody } from "../match/report.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { userNames } from "./user-name.ts";

/** How many rows of a kind something was done to. */
export interface RemovedRows {
  kind: UserData;
  rows: number;
}

/** Rows of one transaction: a few milliseconds, for which other writers wait. */
const ROWS_PER_WRITE = 1_000;

/** Runs one write transaction. */
export type Write = <T>(change: (store: Store) => T) => Promise<T>;

/**
 * Removes what is older than a time, in small transactions. Stopped half-way, the next call does the rest.
 * @param before Unix milliseconds
 */
export async function removeOld(
  write: Write,
  kinds: readonly UserData[],
  before: number,
  signal?: AbortSignal,
): Promise<RemovedRows[]> {
  const removed: RemovedRows[] = [];
  for (const kind of kinds) {
    let rows = 0;
    for (let after: number | null = 0; after !== null && !signal?.aborted; await yieldToEventLoop()) {
      const from: number = after;
      const turn = await write((store) => store.userData.removeOlder(kind, before, from, ROWS_PER_WRITE));
      rows += turn.rows;
      after = turn.next;
    }
    removed.push({ kind, rows });
  }
  return removed;
}

/**
 * Puts names in the place of users' ids that were stored before `anonymize_users` was set, in small transactions. Names
 * stay, so that it may be done again, and goes on where it was stopped.
 */
export async function anonymize(store: Store): Promise<RemovedRows[]> {
  const nameOf = userNames(store, { anonymize_users: 1 });
  const name = (userId: string) => (isAnonymousName(userId) ? userId : nameOf(userId));
  const renaming: Renaming = { name, body: (text) => renamedBody(text, name) };
  const renamed: RemovedRows[] = [];
  for (const kind of NAMING) {
    let rows = kind === "requests" ? store.write(() => store.userRenaming.forgetPaths()) : 0;
    for (let table = 0; table < store.userRenaming.tables(kind); table++) {
      let after: string | number | null = null;
      do {
        const from: string | number | null = after;
        after = store.write((): string | number | null => {
          let next: string | number | null = from;
          // The history goes user by user, and most have little.
          for (let done = 0; done < ROWS_PER_WRITE; ) {
            const turn: Renamed = store.userRenaming.rename(kind, table, next, ROWS_PER_WRITE, renaming);
            rows += turn.rows;
            done += Math.max(1, turn.rows);
            next = turn.next;
            if (next === null || kind !== "history") break;
          }
          return next;
        });
        await yieldToEventLoop();
      } while (after !== null);
    }
    renamed.push({ kind, rows });
  }
  return renamed;
}

function renamedBody(text: string, name: (userId: string) => string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return text;
  }
  const { userId } = readFindings(body);
  const renamed = userId === null ? null : name(userId);
  return renamed === userId && userId !== null ? text : storableBody(body, text, renamed);
}

import { USER_DATA, type UserData } from "../../core/access/user-data.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { userNames } from "./user-name.ts";
import type { RemovedRows, Write } from "./user-rows.ts";

/** What is removed of one user: tokens name programs. */
const OF_ONE = USER_DATA.filter((kind): kind is Exclude<UserData, "tokens"> => kind !== "tokens");

/**
 * Removes what the database has of one user, under his id and under the name that `anonymize_users` puts in its place; a
 * transaction for each kind.
 */
export async function removeUser(store: Store, write: Write, userId: string): Promise<RemovedRows[]> {
  const names = [userId, userNames(store, { anonymize_users: 1 })(userId)];
  const removed: RemovedRows[] = [];
  for (const kind of OF_ONE) {
    const rows = await write((each) => names.reduce((sum, name) => sum + each.userData.removeUser(kind, name), 0));
    removed.push({ kind, rows });
    await yieldToEventLoop();
  }
  return removed;
}

import type { IndexWriter } from "../../store/index/index-writer.ts";
import type { Store } from "../../store/store.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { holdingList } from "./list-lease.ts";
import { checkOwner } from "./list-owner.ts";

/** Rows of one transaction: some 5 ms, for which other writers wait. */
const PER_WRITE = 250;

/** What the end of a list did. */
export interface EndedList {
  /** A list was in force. */
  ended: boolean;
  /** Torrents that are offered again. */
  lifted: number;
}

/**
 * Ends the list in force: nothing is withheld any more. Stopped half-way, the next call goes on.
 * @throws ReseederError `LIST_OWNED` while a tracker is connected, `LIST_BUSY`, `DATABASE_…`
 */
export async function endList(stores: Stores, clock: () => number = Date.now): Promise<EndedList> {
  checkOwner(stores, "sync");
  return holdingList(stores, clock, async () => {
    const ended = stores.use((store) => store.listing.status().state !== "none");
    await writeRetryingWhileBusy(stores, (store) => store.listing.end());
    let lifted = 0;
    for (let after = 0, more = true; more; ) {
      const from = after;
      const page = await writeRetryingWhileBusy(stores, (store, writer) => release(store, writer, from));
      after = page.last;
      lifted += page.lifted;
      more = page.more;
      await yieldToEventLoop();
    }
    for (let removed = PER_WRITE; removed === PER_WRITE; await yieldToEventLoop()) {
      removed = await writeRetryingWhileBusy(stores, (store) => store.listedTorrents.removeSome(PER_WRITE));
    }
    return { ended, lifted };
  });
}

function release(store: Store, writer: IndexWriter, after: number): { last: number; lifted: number; more: boolean } {
  const ids = store.torrentsUnderList.marked(after, PER_WRITE);
  let lifted = 0;
  for (const id of ids) {
    if (writer.lift(id) && store.torrents.stateBits(id) === 0) lifted++;
    writer.releaseExternalId(id);
    writer.setTrackerAddedAt(id, null);
  }
  return { last: ids.at(-1) ?? after, lifted, more: ids.length === PER_WRITE };
}

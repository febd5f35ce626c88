import { lookupValues, namesOfListed } from "../../core/content/record.ts";
import type { Log } from "../../core/log.ts";
import { PostingsBuffer } from "../../store/index/postings-buffer.ts";
import type { Store } from "../../store/store.ts";
import { retryWhileBusy } from "../runtime/retry-while-busy.ts";
import { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { finishNames } from "./finish-names.ts";

/** Torrents whose rows are made at a time. */
const PER_TURN = 10_000;

/** Writes the postings that a scan left unwritten when it was stopped; their values are in the file lists. */
export async function finishIndexing(store: Store): Promise<void> {
  const ids = store.torrents.unindexed();
  for (let start = 0; start < ids.length; start += PER_TURN) {
    const turn = ids.slice(start, start + PER_TURN);
    const rows = new PostingsBuffer(store);
    for (const [id, { name }] of store.torrents.describe(turn)) {
      const { files, writtenName } = store.torrents.fileNames(id);
      rows.add(
        id,
        lookupValues(files, (file) => namesOfListed(file, name, writtenName)),
      );
    }
    for (const _ of rows.flush()) await yieldToEventLoop();
  }
}

/**
 * Does the same for a server that starts: where torrents are pushed no scan may ever come to find what a killed process
 * left. What another process is about to write is written twice, which changes nothing.
 */
export async function finishLeftOver(path: string, log: Log): Promise<void> {
  const stores = new Stores(path, { busyTimeoutMs: 20, relaxed: true });
  try {
    const borrowed = stores.borrow();
    try {
      await retryWhileBusy(() => finishIndexing(borrowed.store));
      await retryWhileBusy(() => finishNames(borrowed.store));
    } finally {
      borrowed.release();
    }
  } catch (error) {
    log("warn", "torrents of an interrupted process remain unindexed until the next scan", { error: String(error) });
  } finally {
    stores.close();
  }
}

import { furtherKeys } from "../../core/content/record.ts";
import type { FlatPostings } from "../../store/index/postings.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

/** Torrents of one write: some milliseconds. */
const PER_WRITE = 200;

/**
 * Writes the postings of further names for torrents of a database that knew none, from their file lists. Stopped half-way,
 * the next call goes on.
 */
export async function finishNames(store: Store, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    const left = store.write((writer) => {
      const ids = store.torrents.withoutFurtherNames(PER_WRITE);
      const rows: FlatPostings = [];
      for (const [id, { name }] of store.torrents.describe(ids)) {
        const { files, writtenName } = store.torrents.fileNames(id);
        for (const [key, count] of furtherKeys(files, name, writtenName)) rows.push(key, id, count);
      }
      writer.index("name", rows);
      if (ids.length > 0) writer.noteFurtherNames((ids.at(-1) ?? 1) - 1);
      return ids.length;
    });
    if (left < PER_WRITE) return;
    await yieldToEventLoop();
  }
}

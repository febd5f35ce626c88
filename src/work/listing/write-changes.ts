import { ID_SAID_BY, type IndexWriter } from "../../store/index/index-writer.ts";
import { type ListedRow, reasonOf } from "../../store/listing/listed-torrents.ts";
import type { Store } from "../../store/store.ts";
import { Checkpointer } from "../ingest/checkpointer.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import type { IncomingList } from "./incoming-list.ts";
import type { ListChanges, TorrentChange } from "./list-changes.ts";

/** Rows of one transaction: some 5 ms, for which other writers wait. */
const PER_WRITE = { lines: 1_000, torrents: 250 };
/** What a changed row costs in the database's log: a page of its table, as a rule. */
const BYTES_PER_ROW = 4_096;

export interface CompleteRound {
  owner: string;
  /** As the setting. */
  unlisted: "withhold" | "offer";
  /** Unix milliseconds. */
  now: number;
}

/**
 * Brings the stored list and the torrents to what a list says, in small transactions: first what takes torrents off
 * offer, so that a process that is killed half-way leaves none on offer that was to be withheld. The last transaction
 * decides on what was put in meanwhile and puts the list in force.
 * @throws ReseederError `DATABASE_…`
 */
export async function writeChanges(
  stores: Stores,
  incoming: IncomingList,
  changes: ListChanges,
  round: CompleteRound,
): Promise<void> {
  const { removed, upserts, torrents } = changes;
  const { now } = round;
  // A round with nothing new costs no thread beside it, and not its memory.
  if (removed.length + upserts.length + torrents.length === 0) return await complete(stores, changes, round);
  await using log = new Checkpointer(stores.path);
  const write = async <T>(
    rows: readonly T[],
    size: number,
    change: (some: T[], store: Store, writer: IndexWriter) => void,
  ) => {
    for (let start = 0; start < rows.length; start += size) {
      const some = rows.slice(start, start + size);
      await writeRetryingWhileBusy(stores, (store, writer) => change(some, store, writer));
      await log.wrote(some.length * BYTES_PER_ROW);
      await yieldToEventLoop();
    }
  };
  if (changes.namesChanged) await writeRetryingWhileBusy(stores, (store) => store.listing.touch());
  await write(removed, PER_WRITE.lines, (some, store) => store.listedTorrents.remove(some));
  const change = (some: TorrentChange[], store: Store, writer: IndexWriter) => {
    for (const torrent of some) changeTorrent(store, writer, torrent, now);
  };
  await write(
    torrents.filter(({ reason }) => reason !== null),
    PER_WRITE.torrents,
    change,
  );
  await write(upserts, PER_WRITE.lines, (some, store) => {
    store.listedTorrents.upsert(some.map((line) => lineOf(incoming, line)));
  });
  await write(
    torrents.filter(({ reason }) => reason === null),
    PER_WRITE.torrents,
    change,
  );
  await complete(stores, changes, round);
}

function lineOf(incoming: IncomingList, line: number): ListedRow {
  return {
    infoHash: incoming.infoHash(line),
    externalId: incoming.externalId(line),
    addedAt: incoming.addedAtOf(line),
    reason: incoming.reason(line),
  };
}

function changeTorrent(store: Store, writer: IndexWriter, torrent: TorrentChange, now: number): void {
  const { id, reason, externalId, addedAt, swarm } = torrent;
  if (reason === null) writer.lift(id);
  else writer.withhold(id, reason);
  if (externalId !== null) writer.setExternalId(id, externalId, ID_SAID_BY.LIST);
  writer.setTrackerAddedAt(id, addedAt);
  if (swarm) store.swarms.apply(writer, [{ torrentId: id, at: now, ...swarm }], now);
}

/** Decides on torrents that were put in since the list was compared, and puts it in force once there are no more. */
async function complete(stores: Stores, { lastId, numbers }: ListChanges, round: CompleteRound): Promise<void> {
  for (let after: number | null = lastId; after !== null; ) {
    const from = after;
    after = await writeRetryingWhileBusy(stores, (store, writer): number | null => {
      const page = store.torrentsUnderList.page(from, PER_WRITE.torrents);
      for (const torrent of page) {
        const lines = store.listedTorrents.naming(torrent);
        const externalId = lines.find((line) => line.externalId !== null)?.externalId ?? null;
        const addedAt = lines.find((line) => line.addedAt !== null)?.addedAt ?? null;
        const reason = reasonOf(
          lines.map((line) => line.reason),
          round.unlisted,
        );
        changeTorrent(store, writer, { id: torrent.id, reason, externalId, addedAt, swarm: null }, round.now);
      }
      if (page.length === PER_WRITE.torrents) return page.at(-1)?.id ?? null;
      store.listing.complete(round.owner, numbers, round.now);
      return null;
    });
  }
}

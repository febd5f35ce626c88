import { TorrentFileNames } from "../../core/personal/torrent-file-name.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import { HISTORY_START, type HistoryTorrent } from "../../store/people/history.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import type { DiskSpeeds } from "../torrents/disk-speeds.ts";
import type { PersonalTorrents } from "../torrents/personal-torrents.ts";
import { PER_TURN, readAhead, type WantedTorrent } from "../torrents/read-ahead.ts";
import type { TrackerDownload } from "../tracker/lookups.ts";

/** A torrent of a user's archive. */
export interface ArchivedTorrent {
  torrentId: number;
  /** A file name, each only once. */
  fileName: string;
  /** When the user downloaded it, in Unix milliseconds. */
  at: number | null;
  /** As it lies on disk at this moment, or as it was made for the user; valid until the next one is asked for. */
  torrent: Uint8Array;
}

/** A torrent of the history that is on offer and could not be read, or not be made personal. */
export interface OmittedTorrent {
  torrentId: number;
  infoHash: string;
  name: string;
  omitted: true;
}

/**
 * What a user once downloaded, as far as it is on offer, in the order of its info-hashes. Nothing is held beyond a few
 * torrents and the names given.
 * @param history pages of what he downloaded: `ownHistory`, or `trackerHistory`
 */
export async function* userArchive(
  store: Store,
  history: Iterable<readonly HistoryTorrent[]>,
  personal: PersonalTorrents | null,
  disks?: DiskSpeeds,
): AsyncGenerator<ArchivedTorrent | OmittedTorrent> {
  const names = new TorrentFileNames();
  const done = new Set<number>();
  for await (const { torrentId, at, description, torrent } of readAhead(store, downloaded(store, history), disks)) {
    // A page of the history: whatever else waits goes first.
    if (!description) await yieldToEventLoop();
    // The same one may stand there with both of its hashes.
    if (!description || torrentId === null || done.has(torrentId)) continue;
    done.add(torrentId);
    const infoHash = shownInfoHash(description);
    const outgoing = torrent && personal ? personal.of(torrent, description) : torrent;
    if (!outgoing) yield { torrentId, infoHash, name: description.name, omitted: true };
    else {
      const fileName = names.next(description.name, description.externalId, infoHash);
      yield { torrentId, fileName, at, torrent: outgoing };
    }
  }
}

/** An entry of the history; without a description, the end of a page. */
interface Downloaded extends WantedTorrent {
  torrentId: number | null;
  at: number | null;
}

const PAGE_END: Downloaded = { torrentId: null, at: null, description: undefined, locations: [] };

function* downloaded(store: Store, history: Iterable<readonly HistoryTorrent[]>): Generator<Downloaded, undefined> {
  for (const page of history) {
    const ids = page.flatMap(({ torrentId }) => (torrentId === null ? [] : [torrentId]));
    const descriptions = store.torrents.describe(ids);
    const locations = Map.groupBy(store.locations.ofTorrents(ids), (location) => location.torrentId);
    for (const { torrentId, at } of page) {
      const description = torrentId === null ? undefined : descriptions.get(torrentId);
      if (description) yield { torrentId, at, description, locations: locations.get(description.id) ?? [] };
    }
    yield PAGE_END;
  }
}

/** What our own history has of a user. @param userId as it has him (work/users/user-name.ts) */
export function* ownHistory(store: Store, userId: string): Generator<HistoryTorrent[]> {
  for (let after = HISTORY_START; ; ) {
    const page = store.history.torrentsOf(userId, after, PER_TURN);
    yield page;
    const last = page.at(-1);
    if (!last || page.length < PER_TURN) return;
    after = last.infoHash;
  }
}

/** What the tracker's database has of a user; each page is looked up when it is its turn. */
export function* trackerHistory(store: Store, downloads: readonly TrackerDownload[]): Generator<HistoryTorrent[]> {
  for (let start = 0; start < downloads.length; start += PER_TURN) {
    const page = downloads.slice(start, start + PER_TURN);
    const ids = store.history.onOffer(page.map(({ infoHash }) => infoHash));
    yield page.map((download, i) => ({ ...download, torrentId: ids[i] ?? null }));
  }
}

import { withoutSecrets } from "../../core/personal/personalise.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Store } from "../../store/store.ts";
import type { ExportTarget } from "./export-target.ts";
import { readAhead, type WantedTorrent } from "./read-ahead.ts";

/** One torrent on offer; `bytes` is null where no file and no row holds it any more, else valid until the next one. */
export interface ExportedTorrent {
  /** `<the tracker's own id, else the info-hash>.torrent`; each only once. */
  name: string;
  infoHash: string;
  bytes: Uint8Array | null;
}

/** How an export went. */
export interface ExportCounts {
  exported: number;
  /** On offer, and nowhere to be read. */
  skipped: number;
  bytes: number;
}

const PER_PAGE = 200;
/** What is safe as the name of a file everywhere. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** All torrents on offer, in the order in which they were added, without anybody's passkey. */
async function* exportTorrents(store: Store): AsyncGenerator<ExportedTorrent> {
  const taken = new Set<string>();
  for await (const { description, torrent } of readAhead(store, wantedOf(store))) {
    if (!description) continue;
    const infoHash = shownInfoHash(description);
    const id = description.externalId ?? "";
    // Some file systems do not tell upper and lower case apart.
    const stem = PLAIN_ID.test(id) && !taken.has(id.toLowerCase()) ? id : infoHash;
    taken.add(stem.toLowerCase());
    yield { name: `${stem}.torrent`, infoHash, bytes: torrent && withoutSecrets(torrent) };
  }
}

function* wantedOf(store: Store): Generator<WantedTorrent, undefined> {
  for (let after = 0; ; ) {
    const ids = store.torrents.offeredAfter(after, PER_PAGE);
    if (ids.length === 0) return;
    after = ids.at(-1) ?? after;
    const descriptions = store.torrents.describe(ids);
    const locations = Map.groupBy(store.locations.ofTorrents(ids), ({ torrentId }) => torrentId);
    for (const id of ids) yield { description: descriptions.get(id), locations: locations.get(id) ?? [] };
  }
}

/**
 * Writes all torrents on offer into a target, which is abandoned where that fails or is cancelled.
 * @throws ReseederError as the target and the store do
 */
export async function writeTorrents(
  store: Store,
  target: ExportTarget,
  { signal, onEach }: { signal: AbortSignal; onEach: (torrent: ExportedTorrent, counts: ExportCounts) => void },
): Promise<ExportCounts> {
  const counts = { exported: 0, skipped: 0, bytes: 0 };
  try {
    for await (const torrent of exportTorrents(store)) {
      if (signal.aborted) return counts;
      if (torrent.bytes) {
        await target.put(torrent.name, torrent.bytes);
        counts.exported++;
        counts.bytes += torrent.bytes.length;
      } else counts.skipped++;
      onEach(torrent, counts);
    }
    await target.finish();
    return counts;
  } finally {
    target.abandon();
  }
}

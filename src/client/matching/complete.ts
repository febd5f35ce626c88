import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import type { TorrentSource } from "../sources/torrent-source.ts";
import { foundTorrent } from "./found-torrent.ts";
import type { FoundTorrent, MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";
import { type Incomplete, remembered } from "./settle.ts";

/** Asks again for torrents of which only the user's own announce addresses are missing. */
export async function* completeAll(
  source: TorrentSource,
  incomplete: readonly Incomplete[],
  options: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const own = incomplete.filter(({ gathered }) => gathered.source === source);
  const waiting = new Map(own.map((torrent) => [torrent.wanted.infoHash, torrent]));
  if (waiting.size === 0 || source.complete === null) return;
  const memory = new MemoryLimit(1_000);
  const wanted = own.map((torrent) => torrent.wanted);
  for await (const event of source.complete(wanted, options.signal)) {
    if (event.type === "problem") yield { type: "problem", message: event.message };
    if (event.type !== "torrent") continue;
    const { bytes } = event.torrent;
    const metainfo = parsedOrNull(bytes);
    const torrent = metainfo === null ? undefined : waiting.get(shownInfoHash(metainfo));
    if (metainfo === null || torrent === undefined) continue;
    waiting.delete(torrent.wanted.infoHash);
    memory.note(metainfo.files.length);
    const found = await foundAgain(torrent, options);
    if (found === null) continue;
    yield { type: "found", torrent: { ...found, stripped: false, torrent: { ...found.torrent, metainfo, bytes } } };
  }
  for (const torrent of waiting.values()) {
    yield { type: "problem", message: `${torrent.gathered.name}: the server no longer offers it` };
    const found = await foundAgain(torrent, options);
    if (found !== null) yield { type: "found", torrent: found };
  }
}

/** Null where the state has lost it meanwhile. */
async function foundAgain(
  { gathered, isRemembered, found }: Incomplete,
  options: MatchOptions,
): Promise<FoundTorrent | null> {
  if (found !== null) return found;
  const verified = await remembered(gathered, options);
  return verified === null ? null : foundTorrent(verified, isRemembered, options.library);
}

function parsedOrNull(bytes: Uint8Array): Metainfo | null {
  try {
    return parseMetainfo(bytes, {}, { hashPieces: false });
  } catch {
    return null;
  }
}

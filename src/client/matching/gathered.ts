import { candidatesOf } from "../../core/completion/candidates.ts";
import type { Verdict } from "../../core/completion/verdict.ts";
import { bytesToHex } from "../../core/hex.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import type { MatchState } from "../../store/client/match-state.ts";
import type { Spool } from "../../work/files/spool.ts";
import type { Library } from "../library/library.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import type { SourcedTorrent, TorrentSource } from "../sources/torrent-source.ts";
import { fingerprintOf } from "./fingerprint.ts";

/** A torrent that may be the library's, while it waits to be verified; its bytes are on disk. */
export interface Gathered {
  /** As it goes by: 40 digits, or 64 of v2 alone. */
  infoHash: string;
  name: string;
  bytes: () => Promise<Uint8Array>;
  /** Of the .torrent. */
  length: number;
  /** How many it has. */
  files: number;
  /** Bytes of its content. */
  size: number;
  seeders: number | null;
  torrentId: number | null;
  stripped: boolean;
  /** Its source knows what came of it. */
  reported: boolean;
  source: TorrentSource;
  /** Local files that may be its, likeliest of each file first. */
  locals: number[];
  /** Of those local files, as they are now. */
  fingerprint: Uint8Array;
  /** What came of it, once that is known. */
  outcome?: { status: Verdict["status"]; pieces: number };
}

/** Bytes of .torrents that are kept on disk while they wait. */
const MAX_SPOOLED = 8 * 1024 * 1024 * 1024;

/** Why a torrent is not gathered. */
export type Dropped =
  /** Nothing of the library has the size of one of its files. */
  | { dropped: "unwanted"; infoHash: string; name: string }
  /** It was offered already, by this source or another. */
  | { dropped: "known" }
  /** No .torrent, or another than was said. */
  | { dropped: "bad"; message: string };

/** Collects torrents from sources: reads, checks and keeps each that may be the library's, once. */
export class Gathering {
  readonly torrents: Gathered[] = [];
  private readonly seen = new Map<string, Gathered | null>();
  private readonly memory = new MemoryLimit(1_000);

  constructor(
    private readonly library: Library,
    private readonly spool: Spool,
    private readonly state: Pick<MatchState, "ctimeBefore">,
  ) {}

  /** Takes a torrent, or says why not. */
  add(sourced: SourcedTorrent, source: TorrentSource): Gathered | Dropped {
    let metainfo: Metainfo;
    try {
      metainfo = parseMetainfo(sourced.bytes, {}, { hashPieces: false });
    } catch (error) {
      return { dropped: "bad", message: (error as Error).message };
    }
    const infoHash = shownInfoHash(metainfo);
    const { claimed } = sourced;
    const hashes = [metainfo.infoHashV1, metainfo.infoHashV2].map((hash) => hash && bytesToHex(hash));
    if (claimed !== null && !hashes.some((hash) => hash === claimed || hash?.slice(0, 40) === claimed)) {
      return { dropped: "bad", message: `its info-hash is ${infoHash}, and ${claimed} was said` };
    }
    const known = this.seen.get(infoHash);
    if (known !== undefined) {
      // The same with the user's announce addresses is worth more.
      if (known?.stripped && !sourced.stripped)
        Object.assign(known, { ...this.keep(sourced), stripped: false, source });
      return { dropped: "known" };
    }
    this.memory.note(metainfo.files.length + sourced.bytes.length / 1000);
    const candidates = candidatesOf(metainfo, this.library.index);
    const { index } = this.library;
    const locals = [...new Set(candidates.flatMap(([first]) => (first ? [index.fileOf(first.local)] : [])))];
    const named = locals.length > 0 || metainfo.files.some((file) => this.hasName(file.path.at(-1) ?? metainfo.name));
    if (!named) {
      this.seen.set(infoHash, null);
      return { dropped: "unwanted", infoHash, name: metainfo.name };
    }
    const gathered: Gathered = {
      ...{ infoHash, name: metainfo.name, size: metainfo.payloadSize, locals, source },
      files: metainfo.files.length,
      ...this.keep(sourced),
      seeders: sourced.seeders,
      torrentId: sourced.torrentId,
      stripped: sourced.stripped,
      reported: sourced.reported,
      fingerprint: fingerprintOf(metainfo, candidates, this.library, this.state),
    };
    this.seen.set(infoHash, gathered);
    this.torrents.push(gathered);
    return gathered;
  }

  private hasName(name: string): boolean {
    return this.library.index.ofName(name).length > 0;
  }

  private keep({ bytes, again }: SourcedTorrent): Pick<Gathered, "bytes" | "length"> {
    if (again !== null) return { bytes: again, length: bytes.length };
    const { spool } = this;
    if (spool.length + bytes.length > MAX_SPOOLED) throw new RangeError(`over ${MAX_SPOOLED} bytes of torrents`);
    const { length } = bytes;
    const at = spool.length;
    spool.write(bytes);
    return { bytes: async () => spool.readAt(at, length), length };
  }
}

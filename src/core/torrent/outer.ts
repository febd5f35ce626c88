import type { BencodeReader } from "./bencode.ts";
import { duplicateKey, wrongType } from "./file-entry.ts";
import type { ByteRange } from "./metainfo.ts";
import { TorrentError } from "./torrent-error.ts";

/** What stands around `info` in a .torrent file. */
export interface OuterFields {
  info: ByteRange;
  /** `encoding` as written, for names that are no UTF-8. */
  encoding: string | null;
  announce: ByteRange | null;
  /** BEP 12, tier by tier; what is no list of strings is left out, and what comes after the thousandth. */
  tiers: ByteRange[][];
  /** Position of the value of `piece layers` (BEP 52). */
  pieceLayers: number | null;
  /** Keys that stand there again although they say nothing of the content; the first one counts, as in libtorrent. */
  doubled: string[];
  /** Where the dictionary ends; bytes may follow. */
  end: number;
}

/** More trackers than this are left out: torrents have a few, sometimes dozens. */
const MAX_TRACKERS = 1000;
/** Longest `encoding` that is looked at; no name of an encoding comes near. */
const MAX_ENCODING_LENGTH = 40;

/** Reads the outermost dictionary of a .torrent file, `info` only for its form. Throws the codes of BencodeReader and INFO_MISSING. */
export function readOuter(reader: BencodeReader): OuterFields {
  const { bytes } = reader;
  if (!reader.atDict) {
    if (bytes.length === 0) throw new TorrentError("NOT_A_TORRENT", "the file is empty");
    const first = (bytes[0] as number).toString(16).padStart(2, "0");
    throw new TorrentError("NOT_A_TORRENT", `the file starts with byte 0x${first}, not with the "d" of a dictionary`);
  }
  let info: ByteRange | null = null;
  let encoding: string | null | undefined;
  let announce: ByteRange | null | undefined;
  let tiers: ByteRange[][] | undefined;
  let pieceLayers: number | null = null;
  const doubled: string[] = [];
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("info")) {
      if (info !== null) throw duplicateKey(reader, "info");
      if (!reader.atDict) throw wrongType(reader, "info", "a dictionary");
      const start = reader.pos;
      reader.skip();
      info = { start, end: reader.pos };
    } else if (reader.is("announce")) {
      if (announce !== undefined) doubled.push("announce");
      const range = readRange(reader);
      if (announce === undefined) announce = range;
    } else if (reader.is("announce-list")) {
      if (tiers !== undefined) doubled.push("announce-list");
      const list = readTiers(reader);
      if (tiers === undefined) tiers = list;
    } else if (reader.is("encoding")) {
      if (encoding !== undefined) doubled.push("encoding");
      const range = readRange(reader);
      if (encoding === undefined) encoding = range === null ? null : labelOf(bytes, range);
    } else if (reader.is("piece layers")) {
      if (pieceLayers !== null) throw duplicateKey(reader, "piece layers");
      pieceLayers = reader.pos;
      reader.skip();
    } else {
      reader.skip();
    }
  }
  if (info === null) throw new TorrentError("INFO_MISSING", "the file has no info dictionary");
  return {
    info,
    encoding: encoding ?? null,
    announce: announce ?? null,
    tiers: tiers ?? [],
    pieceLayers,
    doubled,
    end: reader.pos,
  };
}

function readRange(reader: BencodeReader): ByteRange | null {
  if (!reader.atString) {
    reader.skip();
    return null;
  }
  reader.string();
  return { start: reader.start, end: reader.end };
}

function readTiers(reader: BencodeReader): ByteRange[][] {
  const tiers: ByteRange[][] = [];
  let left = MAX_TRACKERS;
  if (!reader.atList) {
    reader.skip();
    return tiers;
  }
  reader.enter();
  while (!reader.leave()) {
    const tier: ByteRange[] = [];
    // Some makers write the list flat: each string is then a tier of its own.
    if (reader.atList) {
      reader.enter();
      while (!reader.leave()) {
        const range = readRange(reader);
        if (range !== null && left-- > 0) tier.push(range);
      }
    } else {
      const range = readRange(reader);
      if (range !== null && left-- > 0) tier.push(range);
    }
    if (tier.length > 0) tiers.push(tier);
  }
  return tiers;
}

function labelOf(bytes: Uint8Array, range: ByteRange): string | null {
  if (range.end - range.start > MAX_ENCODING_LENGTH) return null;
  return String.fromCharCode(...bytes.subarray(range.start, range.end));
}

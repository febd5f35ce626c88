import type { BencodeReader } from "./bencode.ts";
import { duplicateKey, wrongType } from "./file-entry.ts";
import { KeyTable, type ValueReader } from "./key-table.ts";
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
/** Why a .torrent in gzip, as programs leave behind that ignore `Content-Encoding`, is rejected. */
export const GZIPPED = "the file is compressed with gzip, which no client accepts; unpack it with gunzip";

/** What was read so far; `undefined` where a key has not come yet, since one of the wrong type counts as nothing. */
interface Reading {
  info?: ByteRange;
  encoding?: string | null;
  announce?: ByteRange | null;
  tiers?: ByteRange[][];
  pieceLayers?: number;
  doubled: string[];
}

const KEYS = new KeyTable<Reading>({
  info: (reader, into) => {
    if (into.info !== undefined) throw duplicateKey(reader, "info");
    if (!reader.atDict) throw wrongType(reader, "info", "a dictionary");
    const start = reader.pos;
    reader.skip();
    into.info = { start, end: reader.pos };
  },
  announce: first("announce", "announce", readRange),
  "announce-list": first("tiers", "announce-list", readTiers),
  encoding: first("encoding", "encoding", (reader) => {
    const range = readRange(reader);
    return range === null ? null : labelOf(reader.bytes, range);
  }),
  "piece layers": (reader, into) => {
    if (into.pieceLayers !== undefined) throw duplicateKey(reader, "piece layers");
    into.pieceLayers = reader.pos;
    reader.skip();
  },
});

/** Reads the outermost dictionary of a .torrent file, `info` only for its form. Throws the codes of BencodeReader and INFO_MISSING. */
export function readOuter(reader: BencodeReader): OuterFields {
  const { bytes } = reader;
  if (!reader.atDict) {
    if (bytes.length === 0) throw new TorrentError("NOT_A_TORRENT", "the file is empty");
    throw new TorrentError("NOT_A_TORRENT", notADictionary(bytes));
  }
  const read: Reading = { doubled: [] };
  KEYS.readDict(reader, read);
  if (read.info === undefined) throw new TorrentError("INFO_MISSING", "the file has no info dictionary");
  return {
    info: read.info,
    encoding: read.encoding ?? null,
    announce: read.announce ?? null,
    tiers: read.tiers ?? [],
    pieceLayers: read.pieceLayers ?? null,
    doubled: read.doubled,
    end: reader.pos,
  };
}

/** A reader that sets one field the first time and notes the key as doubled from then on. */
function first<Field extends "announce" | "tiers" | "encoding">(
  field: Field,
  key: string,
  read: (reader: BencodeReader) => Reading[Field],
): ValueReader<Reading> {
  return (reader, into) => {
    const value = read(reader);
    if (into[field] === undefined) into[field] = value;
    else into.doubled.push(key);
  };
}

function notADictionary(bytes: Uint8Array): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return GZIPPED;
  const first = (bytes[0] as number).toString(16).padStart(2, "0");
  return `the file starts with byte 0x${first}, not with the "d" of a dictionary`;
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

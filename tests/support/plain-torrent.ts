import { type Bencodable, encode, sortKeys } from "./torrent-builder.ts";

/** A file of a plain torrent: path below its root folder, length in bytes, and BEP 47 `attr` where it has one. */
export type PlainFile = readonly [path: string, length: number, attr?: string];

export interface PlainOptions {
  /** Goes into `info` as `source`, so that equal contents get another info-hash. */
  source?: string;
  announce?: string;
  private?: boolean;
  /** Any key around `info`. */
  outer?: Record<string, Bencodable>;
}

/** Beyond it a torrent is rejected; so large that a file of some GiB has a few pieces. */
const PIECE_LENGTH = 512 * 1024 * 1024 - 16384;

/**
 * A v1 .torrent whose piece hashes are zeros: quick to make for files of any size, for whoever reads no piece.
 * A number for `files` makes a single-file torrent of that many bytes.
 */
export function plainTorrent(
  name: string,
  files: number | readonly PlainFile[],
  options: PlainOptions = {},
): Uint8Array {
  const info = new Map<string, Bencodable>();
  const total = typeof files === "number" ? files : files.reduce((sum, [, length]) => sum + length, 0);
  if (typeof files === "number") info.set("length", files);
  else info.set("files", files.map(fileEntry));
  info.set("name", name);
  info.set("piece length", PIECE_LENGTH);
  info.set("pieces", new Uint8Array(20 * Math.ceil(total / PIECE_LENGTH)));
  if (options.private) info.set("private", 1);
  if (options.source !== undefined) info.set("source", options.source);
  const outer = new Map<string, Bencodable>([...Object.entries(options.outer ?? {}), ["info", info]]);
  if (options.announce !== undefined) outer.set("announce", options.announce);
  return encode(sortKeys(outer));
}

function fileEntry([path, length, attr]: PlainFile): Bencodable {
  const entry = new Map<string, Bencodable>();
  if (attr !== undefined) entry.set("attr", attr);
  entry.set("length", length);
  entry.set("path", path.split("/"));
  return entry;
}

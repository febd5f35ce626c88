import { decodePath } from "../path-bytes.ts";
import { BencodeReader } from "./bencode.ts";
import type { Metainfo } from "./metainfo.ts";
import { DEFAULT_LIMITS } from "./parse.ts";

/**
 * The path of every file of a v1 or hybrid torrent as its bytes stand in `info`, the root folder first, with nothing made
 * safe: what clients that take names as they come write to disk. Never to be used as a path unchecked. For a v2-only
 * torrent the paths that `metainfo` has.
 */
export function rawPaths(bytes: Uint8Array, metainfo: Metainfo): string[][] {
  const reader = new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens);
  reader.revisit(metainfo.info.start);
  let name = metainfo.name;
  let files: string[][] = [];
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("name")) name = text(reader);
    else if (reader.is("files")) files = readFiles(reader);
    else reader.skip();
  }
  if (metainfo.singleFile) return [[name]];
  const known = files.length === metainfo.files.length ? files : metainfo.files.map(({ path }) => path);
  return known.map((path) => [name, ...path]);
}

function readFiles(reader: BencodeReader): string[][] {
  const paths: string[][] = [];
  reader.enter();
  while (!reader.leave()) {
    let path: string[] = [];
    reader.enter();
    while (!reader.leave()) {
      reader.key();
      if (reader.is("path") && reader.atList) path = readParts(reader);
      else reader.skip();
    }
    paths.push(path);
  }
  return paths;
}

function readParts(reader: BencodeReader): string[] {
  const parts: string[] = [];
  reader.enter();
  while (!reader.leave()) parts.push(text(reader));
  return parts;
}

function text(reader: BencodeReader): string {
  reader.string();
  return decodePath(reader.bytes.subarray(reader.start, reader.end));
}

import type { TorrentFile } from "../torrent/metainfo.ts";
import { ByteReader, ByteWriter } from "./byte-stream.ts";

/** One file of a stored list; `path` is joined with `/` below the root folder and empty in a single-file torrent. */
export interface ListedFile {
  path: string;
  length: number;
  offset: number;
  pad: boolean;
  symlink: boolean;
  root?: Uint8Array;
  /** `path` as libtorrent's clients write it; absent where that is the same. */
  written?: string;
  /** Further names that the file may have on a disk; absent where there are none. */
  others?: string[];
}

const PAD = 1;
const SYMLINK = 2;
const ROOT = 4;
const WRITTEN = 8;
const OTHERS = 16;
const ROOT_BYTES = 32;

/** True for the files that a user can hold: no padding, no symbolic link, not empty. */
export function isMatchable(file: { length: number; pad: boolean; symlink: boolean }): boolean {
  return file.length > 0 && !file.pad && !file.symlink;
}

/**
 * Packs a torrent's files into one value: for each file the flags, how many characters its path shares with the one
 * before, the rest of the path, its length, the gap before its offset and its v2 root. Neighbours in a torrent share
 * most of their names, so this takes two fifths of what one row a file does.
 */
export function encodeFileList(files: readonly TorrentFile[], writtenName: string | null = null): Uint8Array {
  const writer = new ByteWriter();
  let previous = "";
  let end = 0;
  writer.varint(files.length);
  for (const file of files) {
    const path = file.path.length === 1 ? (file.path[0] ?? "") : file.path.join("/");
    const shared = sharedPrefix(previous, path);
    const forms = (file.written?.length ? WRITTEN : 0) | (file.others?.length ? OTHERS : 0);
    writer.varint((file.pad ? PAD : 0) | (file.symlink ? SYMLINK : 0) | (file.root ? ROOT : 0) | forms);
    writer.varint(shared);
    writer.text(path, shared);
    writer.varint(file.length);
    writer.varint(file.offset - end);
    if (file.root) writer.bytes(file.root);
    if (file.written?.length) writer.text(file.written.join("/").toWellFormed());
    // No name holds a slash.
    if (file.others?.length) writer.text(file.others.join("/").toWellFormed());
    previous = path;
    end = file.offset + file.length;
  }
  if (writtenName !== null) writer.text(writtenName.toWellFormed());
  return writer.finish();
}

/** The files of a list, and the torrent's name as libtorrent's clients write it; null where that is the same. */
export function decodeNamedList(list: Uint8Array): { files: ListedFile[]; writtenName: string | null } {
  const reader = new FileListReader(list);
  const files: ListedFile[] = [];
  for (let left = reader.count; left > 0; left--) files.push(reader.next());
  return { files, writtenName: reader.end() };
}

/** Unpacks what `encodeFileList` packed. */
export function decodeFileList(list: Uint8Array): ListedFile[] {
  return decodeNamedList(list).files;
}

/** The same file by file, for who may have enough before the end. */
export function* readFileList(list: Uint8Array): Generator<ListedFile> {
  const reader = new FileListReader(list);
  for (let left = reader.count; left > 0; left--) yield reader.next();
}

class FileListReader {
  readonly count: number;
  private readonly reader: ByteReader;
  private path = "";
  private offset = 0;

  constructor(list: Uint8Array) {
    this.reader = new ByteReader(list);
    this.count = this.reader.varint();
  }

  next(): ListedFile {
    const { reader } = this;
    const flags = reader.varint();
    this.path = this.path.slice(0, reader.varint()) + reader.text();
    const length = reader.varint();
    const offset = this.offset + reader.varint();
    this.offset = offset + length;
    return {
      path: this.path,
      length,
      offset,
      pad: (flags & PAD) !== 0,
      symlink: (flags & SYMLINK) !== 0,
      ...(flags & ROOT ? { root: new Uint8Array(reader.bytes(ROOT_BYTES)) } : {}),
      ...(flags & WRITTEN ? { written: reader.text() } : {}),
      ...(flags & OTHERS ? { others: reader.text().split("/") } : {}),
    };
  }

  /** What stands behind the last file: the torrent's name as it is written. */
  end(): string | null {
    return this.reader.isAtEnd ? null : this.reader.text();
  }
}

function sharedPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a.charCodeAt(shared) === b.charCodeAt(shared)) shared++;
  // The halves of one character stay together: the rest is written as UTF-8.
  const last = shared > 0 ? b.charCodeAt(shared - 1) : 0;
  return last >= 0xd800 && last <= 0xdbff ? shared - 1 : shared;
}

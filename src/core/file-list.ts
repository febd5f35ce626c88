import type { TorrentFile } from "./metainfo.ts";

/** One file of a stored list; `path` is joined with `/` below the root folder and empty in a single-file torrent. */
export interface ListedFile {
  path: string;
  length: number;
  offset: number;
  pad: boolean;
  symlink: boolean;
  root?: Uint8Array;
}

const PAD = 1;
const SYMLINK = 2;
const ROOT = 4;
const ROOT_BYTES = 32;

/** True for the files that a user can hold: no padding, no symbolic link, not empty. */
export function isMatchable(file: { length: number; pad: boolean; symlink: boolean }): boolean {
  return file.length > 0 && !file.pad && !file.symlink;
}

/**
 * Packs a torrent's files into one value: for each file the flags, the bytes its path shares with the one before, the
 * rest of the path, its length, the gap before its offset and its v2 root. Neighbours in a torrent share most of their
 * names, so this takes about a third of one row a file.
 */
export function encodeFileList(files: readonly TorrentFile[]): Uint8Array {
  const writer = new ByteWriter();
  let previous: Uint8Array = new Uint8Array(0);
  let end = 0;
  writer.varint(files.length);
  for (const file of files) {
    const path = Buffer.from(file.path.join("/"), "utf8");
    const shared = sharedPrefix(previous, path);
    writer.varint((file.pad ? PAD : 0) | (file.symlink ? SYMLINK : 0) | (file.root ? ROOT : 0));
    writer.varint(shared);
    writer.varint(path.length - shared);
    writer.bytes(path.subarray(shared));
    writer.varint(file.length);
    writer.varint(file.offset - end);
    if (file.root) writer.bytes(file.root);
    previous = path;
    end = file.offset + file.length;
  }
  return writer.finish();
}

/** Unpacks what `encodeFileList` packed. */
export function decodeFileList(list: Uint8Array): ListedFile[] {
  const bytes = Buffer.from(list.buffer, list.byteOffset, list.byteLength);
  const reader = new ByteReader(bytes);
  const files: ListedFile[] = [];
  const count = reader.varint();
  let previous: Buffer = Buffer.alloc(0);
  let end = 0;
  for (let index = 0; index < count; index++) {
    const flags = reader.varint();
    const shared = reader.varint();
    const rest = reader.take(reader.varint());
    const path = shared === 0 ? rest : Buffer.concat([previous.subarray(0, shared), rest]);
    const length = reader.varint();
    const offset = end + reader.varint();
    files.push({
      path: path.toString("utf8"),
      length,
      offset,
      pad: (flags & PAD) !== 0,
      symlink: (flags & SYMLINK) !== 0,
      ...(flags & ROOT ? { root: new Uint8Array(reader.take(ROOT_BYTES)) } : {}),
    });
    previous = path;
    end = offset + length;
  }
  return files;
}

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a[shared] === b[shared]) shared++;
  return shared;
}

class ByteWriter {
  private buffer = Buffer.allocUnsafe(512);
  private length = 0;

  /** LEB128 of a whole number up to 2^53−1. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.buffer[this.length++] = rest;
  }

  bytes(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.length);
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + more));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

class ByteReader {
  private position = 0;

  constructor(private readonly buffer: Buffer) {}

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.buffer[this.position++];
      if (byte === undefined) throw new RangeError(`file list ends inside a number at byte ${this.position}`);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  take(length: number): Buffer {
    const start = this.position;
    this.position += length;
    if (this.position > this.buffer.length)
      throw new RangeError(`file list ends inside ${length} bytes at byte ${start}`);
    return this.buffer.subarray(start, this.position);
  }
}

import type { BencodeReader } from "./bencode.ts";
import { addLength, duplicateKey, readAttributes, readLength, readString } from "./file-entry.ts";
import { NODE_LENGTH } from "./merkle.ts";
import type { TorrentFile } from "./metainfo.ts";
import type { NameForms } from "./name-forms.ts";
import type { TorrentText } from "./text.ts";
import { TorrentError } from "./torrent-error.ts";

/** The files of a tree; `single` where its one entry is a file, which then stands for itself without a root folder. */
export interface FileTree {
  files: TorrentFile[];
  single: boolean;
}

/**
 * Reads `info.file tree` at the cursor (BEP 52) in the order of its keys; a file that is not empty starts at a whole
 * piece. Keys must be sorted, because their order is the order of the files. Throws FILE_TREE_*, PIECES_ROOT_* and the
 * codes of one file's keys. The path of a file of whose names nothing is left is empty.
 */
export function readV2Files(reader: BencodeReader, text: TorrentText, pieceLength: number, maxFiles: number): FileTree {
  if (!reader.atDict) {
    throw new TorrentError(
      "FILE_TREE_SHAPE",
      `info.file tree at byte ${reader.pos} is ${reader.kind()}, not a dictionary`,
    );
  }
  const files: TorrentFile[] = [];
  const path: (string | null)[] = [];
  const forms: (NameForms | null)[] = [];
  /** Start and end of the key last seen on each open level. */
  const keys: number[] = [0, 0];
  let offset = 0;
  let entries = 0;
  let topFiles = 0;
  reader.enter();
  for (;;) {
    if (reader.leave()) {
      keys.length -= 2;
      if (keys.length === 0) return { files, single: entries === 1 && topFiles === 1 };
      path.pop();
      forms.pop();
      continue;
    }
    const where = () => `info.file tree: the entry at byte ${reader.start}`;
    reader.key();
    if (reader.start === reader.end) throw new TorrentError("FILE_TREE_SHAPE", `${where()} has an empty name`);
    checkOrder(reader, keys);
    if (keys.length === 2) entries++;
    path.push(text.name(reader.start, reader.end, where));
    forms.push(text.forms);
    if (!reader.atDict) throw new TorrentError("FILE_TREE_SHAPE", `${where()} is ${reader.kind()}, not a dictionary`);
    reader.enter();
    if (!startsFile(reader)) {
      keys.push(0, 0);
      continue;
    }
    if (keys.length === 2) topFiles++;
    if (files.length === maxFiles)
      throw new TorrentError("TOO_MANY_FILES", `info.file tree has over ${maxFiles} files`);
    const parts = path.filter((part) => part !== null);
    reader.spend(parts.length);
    if (files.length > 0) for (const part of parts) text.charge(part.length);
    const file = readFile(reader, parts, offset);
    if (forms.some((each) => each !== null)) addForms(file, path, forms);
    files.push(file);
    const padded = Math.ceil(file.length / pieceLength) * pieceLength;
    offset = addLength(offset, padded);
    path.pop();
    forms.pop();
  }
}

function addForms(file: TorrentFile, path: readonly (string | null)[], forms: readonly (NameForms | null)[]): void {
  if (forms.some((each) => each?.written)) {
    file.written = path.flatMap((part, i) => (part === null ? [] : [forms[i]?.written ?? part]));
  }
  const others = forms.at(-1)?.others ?? [];
  if (others.length > 0) file.others = others;
}

/** A file is a dictionary whose only key is the empty string. */
function startsFile(reader: BencodeReader): boolean {
  return reader.bytes[reader.pos] === 0x30 && reader.bytes[reader.pos + 1] === 0x3a;
}

function checkOrder(reader: BencodeReader, keys: number[]): void {
  const top = keys.length - 2;
  const { bytes, start, end } = reader;
  const lastStart = keys[top] as number;
  const lastEnd = keys[top + 1] as number;
  keys[top] = start;
  keys[top + 1] = end;
  if (lastStart === lastEnd) return;
  const length = Math.min(end - start, lastEnd - lastStart);
  let i = 0;
  while (i < length && bytes[start + i] === bytes[lastStart + i]) i++;
  const rises =
    i < length ? (bytes[start + i] as number) > (bytes[lastStart + i] as number) : end - start > lastEnd - lastStart;
  if (rises) return;
  const fault = end - start === lastEnd - lastStart && i === length ? "repeats" : "sorts before";
  throw new TorrentError(
    "FILE_TREE_ORDER",
    `info.file tree: the name at byte ${start} ${fault} the one at byte ${lastStart}`,
  );
}

function readFile(reader: BencodeReader, path: string[], offset: number): TorrentFile {
  const at = `info.file tree: the file at byte ${reader.pos}`;
  const where = () => at;
  const attributes = { pad: false, symlink: false };
  let length = -1;
  let rootStart = -1;
  let rootEnd = -1;
  let attr = false;
  reader.key();
  if (!reader.atDict) throw new TorrentError("FILE_TREE_SHAPE", `${at} is ${reader.kind()}, not a dictionary`);
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("length")) {
      if (length >= 0) throw duplicateKey(reader, `${at}: length`);
      length = readLength(reader, () => `${at}: length`);
    } else if (reader.is("pieces root")) {
      if (rootStart >= 0) throw duplicateKey(reader, `${at}: pieces root`);
      readString(reader, () => `${at}: pieces root`);
      rootStart = reader.start;
      rootEnd = reader.end;
    } else if (reader.is("attr")) {
      if (attr) throw duplicateKey(reader, `${at}: attr`);
      attr = true;
      readAttributes(reader, attributes);
    } else {
      reader.skip();
    }
  }
  if (!reader.leave()) throw new TorrentError("FILE_TREE_SHAPE", `${at} has other entries next to it`);
  if (attributes.pad) throw new TorrentError("FILE_TREE_PADDING", `${at} is marked as padding`);
  if (attributes.symlink) return { path, length: 0, offset, pad: false, symlink: true };
  if (length < 0) throw new TorrentError("LENGTH_MISSING", `${where()} has no length`);
  if (length === 0) return { path, length, offset, pad: false, symlink: false };
  if (rootStart < 0) throw new TorrentError("PIECES_ROOT_MISSING", `${at} has ${length} bytes and no pieces root`);
  const root = reader.bytes.slice(rootStart, rootEnd);
  if (root.length !== NODE_LENGTH) {
    throw new TorrentError("PIECES_ROOT_LENGTH", `${at} has a pieces root of ${root.length} bytes, not ${NODE_LENGTH}`);
  }
  if (root.every((byte) => byte === 0))
    throw new TorrentError("PIECES_ROOT_MISSING", `${at} has a pieces root of zeros`);
  return { path, length, offset, pad: false, symlink: false, root };
}

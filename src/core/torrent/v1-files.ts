import type { BencodeReader } from "./bencode.ts";
import { addLength, duplicateKey, readAttributes, readLength, wrongType } from "./file-entry.ts";
import type { TorrentFile } from "./metainfo.ts";
import type { TorrentText } from "./text.ts";
import { TorrentError } from "./torrent-error.ts";

/**
 * Reads `info.files` at the cursor (BEP 3, BEP 47), offsets running without gaps. A symbolic link has no bytes of
 * its own, whatever its `length` says (as libtorrent). Throws the codes of one file's keys, TOO_MANY_FILES, SIZE_RANGE.
 */
export function readV1Files(reader: BencodeReader, text: TorrentText, maxFiles: number): TorrentFile[] {
  if (!reader.atList) throw wrongType(reader, "info.files", "a list");
  const files: TorrentFile[] = [];
  let offset = 0;
  reader.enter();
  while (!reader.leave()) {
    if (files.length === maxFiles) throw new TorrentError("TOO_MANY_FILES", `info.files has over ${maxFiles} files`);
    const file = readFile(reader, text, files.length, offset);
    files.push(file);
    offset = addLength(offset, file.length);
  }
  return files;
}

/** True for a padding file that says so by its name only: BEP 47's `.pad/N`, BitComet's `_____padding_file_…`. */
function namedAsPadding(path: string[]): boolean {
  const last = path[path.length - 1] as string;
  if (last.startsWith("_____padding_file_")) return true;
  return path.length === 2 && path[0] === ".pad" && /^\d+$/.test(last);
}

function readFile(reader: BencodeReader, text: TorrentText, index: number, offset: number): TorrentFile {
  const where = () => `info.files[${index}]`;
  if (!reader.atDict) throw wrongType(reader, where(), "a dictionary");
  const attributes = { pad: false, symlink: false };
  let length = -1;
  let path: number[] | null = null;
  let pathUtf8: number[] | null = null;
  let attr = false;
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("length")) {
      if (length >= 0) throw duplicateKey(reader, `${where()}.length`);
      length = readLength(reader, () => `${where()}.length`);
    } else if (reader.is("path")) {
      if (path !== null) throw duplicateKey(reader, `${where()}.path`);
      if (!reader.atList) throw wrongType(reader, `${where()}.path`, "a list");
      path = readSpans(reader, () => `${where()}.path`);
    } else if (reader.is("path.utf-8")) {
      if (pathUtf8 !== null) throw duplicateKey(reader, `${where()}.path.utf-8`);
      if (reader.atList) pathUtf8 = readSpans(reader, () => `${where()}.path.utf-8`);
      else reader.skip();
    } else if (reader.is("attr")) {
      if (attr) throw duplicateKey(reader, `${where()}.attr`);
      attr = true;
      readAttributes(reader, attributes);
    } else {
      reader.skip();
    }
  }
  const { symlink } = attributes;
  if (symlink) length = 0;
  else if (length < 0) throw new TorrentError("LENGTH_MISSING", `${where()} has no length`);
  const parts = pathOf(text, pathUtf8?.length ? pathUtf8 : path, where);
  if (parts === null) {
    // BEP 47 leaves the path of a padding file open; libtorrent writes some without.
    if (!attributes.pad) throw new TorrentError("PATH_MISSING", `${where()} has no path`);
    return { path: [".pad", String(length)], length, offset, pad: true, symlink };
  }
  const { path: names, written, others } = parts;
  const pad = attributes.pad || namedAsPadding(names);
  const file: TorrentFile = { path: names, length, offset, pad, symlink };
  if (written) file.written = written;
  if (others) file.others = others;
  return file;
}

/** Start and end of each string of the list at the cursor, one after the other. */
function readSpans(reader: BencodeReader, where: () => string): number[] {
  const spans: number[] = [];
  reader.enter();
  while (!reader.leave()) {
    if (!reader.atString) throw wrongType(reader, `${where()}[${spans.length / 2}]`, "a string");
    reader.string();
    spans.push(reader.start, reader.end);
  }
  return spans;
}

function pathOf(
  text: TorrentText,
  spans: number[] | null,
  where: () => string,
): Pick<TorrentFile, "path" | "written" | "others"> | null {
  if (spans === null || spans.length === 0) return null;
  const found: Pick<TorrentFile, "path" | "written" | "others"> = { path: [] };
  for (let i = 0; i < spans.length; i += 2) {
    const part = text.name(spans[i] as number, spans[i + 1] as number, () => `${where()}.path[${i / 2}]`);
    if (part === null) continue;
    const { forms } = text;
    if (forms?.written) found.written ??= found.path.slice();
    found.path.push(part);
    found.written?.push(forms?.written ?? part);
    if (forms?.others.length) found.others = forms.others;
    else delete found.others;
  }
  if (found.path.length === 0) found.path.push("_");
  return found;
}

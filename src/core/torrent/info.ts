import type { BencodeReader } from "./bencode.ts";
import { type Attributes, duplicateKey, readAttributes, readLength, readNumber, readString } from "./file-entry.ts";
import { KeyTable, type ValueReader } from "./key-table.ts";
import type { ByteRange, TorrentFile } from "./metainfo.ts";
import type { TorrentText } from "./text.ts";
import { readV1Files } from "./v1-files.ts";

/** What stands in an `info` dictionary, each key by itself; null where it does not stand there. */
export interface InfoFields {
  name: ByteRange | null;
  nameUtf8: ByteRange | null;
  pieceLength: number | null;
  pieces: ByteRange | null;
  length: number | null;
  files: TorrentFile[] | null;
  /** Position of the value of `file tree`; it can only be read once `piece length` is known. */
  fileTree: number | null;
  metaVersion: number | null;
  private: boolean | null;
  /** BEP 30 */
  rootHash: boolean | null;
  /** BEP 47, of a single-file torrent. */
  attributes: Attributes | null;
}

/** The fields read so far, and what reading the files takes. */
interface Reading {
  info: InfoFields;
  text: TorrentText;
  maxFiles: number;
}

const KEYS = new KeyTable<Reading>({
  name: once("name", "name", (reader) => {
    readString(reader, () => "info.name");
    return { start: reader.start, end: reader.end };
  }),
  "name.utf-8": once("nameUtf8", "name.utf-8", (reader) => {
    if (!reader.atString) {
      reader.skip();
      return null;
    }
    reader.string();
    return { start: reader.start, end: reader.end };
  }),
  "piece length": once("pieceLength", "piece length", (reader) => readNumber(reader, () => "info.piece length")),
  pieces: once("pieces", "pieces", (reader) => {
    readString(reader, () => "info.pieces");
    return { start: reader.start, end: reader.end };
  }),
  length: once("length", "length", (reader) => readLength(reader, () => "info.length")),
  files: once("files", "files", (reader, { text, maxFiles }) => readV1Files(reader, text, maxFiles)),
  "file tree": once("fileTree", "file tree", (reader) => {
    const { pos } = reader;
    reader.skip();
    return pos;
  }),
  "meta version": once("metaVersion", "meta version", (reader) => readNumber(reader, () => "info.meta version")),
  private: once("private", "private", readFlag),
  "root hash": once("rootHash", "root hash", (reader) => {
    reader.skip();
    return true;
  }),
  attr: once("attributes", "attr", (reader) => {
    const attributes = { pad: false, symlink: false };
    readAttributes(reader, attributes);
    return attributes;
  }),
});

/** Reads the `info` dictionary at the cursor; unknown keys are checked for form and skipped. Throws the codes of the keys. */
export function readInfo(reader: BencodeReader, text: TorrentText, maxFiles: number): InfoFields {
  const info: InfoFields = {
    name: null,
    nameUtf8: null,
    pieceLength: null,
    pieces: null,
    length: null,
    files: null,
    fileTree: null,
    metaVersion: null,
    private: null,
    rootHash: null,
    attributes: null,
  };
  KEYS.readDict(reader, { info, text, maxFiles });
  return info;
}

/** A reader that sets one field, and throws DUPLICATE_KEY where the key stands again. */
function once<Field extends keyof InfoFields>(
  field: Field,
  key: string,
  read: (reader: BencodeReader, into: Reading) => InfoFields[Field],
): ValueReader<Reading> {
  return (reader, into) => {
    if (into.info[field] !== null) throw duplicateKey(reader, `info.${key}`);
    into.info[field] = read(reader, into);
  };
}

/** BEP 27: clients take any whole number but 0 for yes, and what is no whole number for no. */
function readFlag(reader: BencodeReader): boolean {
  if (reader.atInt) return readNumber(reader, () => "info.private") !== 0;
  reader.skip();
  return false;
}

import type { BencodeReader } from "./bencode.ts";
import { type Attributes, duplicateKey, readAttributes, readLength, readNumber, readString } from "./file-entry.ts";
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
  const once = (field: keyof InfoFields, key: string) => {
    if (info[field] !== null) throw duplicateKey(reader, `info.${key}`);
  };
  reader.enter();
  while (!reader.leave()) {
    reader.key();
    if (reader.is("name")) {
      once("name", "name");
      readString(reader, () => "info.name");
      info.name = { start: reader.start, end: reader.end };
    } else if (reader.is("piece length")) {
      once("pieceLength", "piece length");
      info.pieceLength = readNumber(reader, () => "info.piece length");
    } else if (reader.is("pieces")) {
      once("pieces", "pieces");
      readString(reader, () => "info.pieces");
      info.pieces = { start: reader.start, end: reader.end };
    } else if (reader.is("files")) {
      once("files", "files");
      info.files = readV1Files(reader, text, maxFiles);
    } else if (reader.is("length")) {
      once("length", "length");
      info.length = readLength(reader, () => "info.length");
    } else if (reader.is("private")) {
      once("private", "private");
      info.private = readFlag(reader);
    } else if (reader.is("name.utf-8")) {
      once("nameUtf8", "name.utf-8");
      if (reader.atString) {
        reader.string();
        info.nameUtf8 = { start: reader.start, end: reader.end };
      } else reader.skip();
    } else if (reader.is("file tree")) {
      once("fileTree", "file tree");
      info.fileTree = reader.pos;
      reader.skip();
    } else if (reader.is("meta version")) {
      once("metaVersion", "meta version");
      info.metaVersion = readNumber(reader, () => "info.meta version");
    } else if (reader.is("attr")) {
      once("attributes", "attr");
      info.attributes = { pad: false, symlink: false };
      readAttributes(reader, info.attributes);
    } else if (reader.is("root hash")) {
      once("rootHash", "root hash");
      info.rootHash = true;
      reader.skip();
    } else {
      reader.skip();
    }
  }
  return info;
}

/** BEP 27: clients take any whole number but 0 for yes, and what is no whole number for no. */
function readFlag(reader: BencodeReader): boolean {
  if (reader.atInt) return readNumber(reader, () => "info.private") !== 0;
  reader.skip();
  return false;
}

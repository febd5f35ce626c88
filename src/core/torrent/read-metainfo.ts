import type { Digest, Digests } from "../hashing/digests.ts";
import { BencodeReader } from "./bencode.ts";
import { joinHybrid } from "./hybrid.ts";
import { type InfoFields, readInfo } from "./info.ts";
import { shownInfoHash } from "./infohash.ts";
import type { ByteRange, Metainfo, MetainfoLimits, TorrentFile } from "./metainfo.ts";
import type { NameForms } from "./name-forms.ts";
import { type OuterFields, readOuter } from "./outer.ts";
import { checkPieceLayers, readPieceLayers } from "./piece-layers.ts";
import { checkPieceCount, checkPieceLength, checkPieces } from "./piece-rules.ts";
import { TorrentText } from "./text.ts";
import { TorrentError } from "./torrent-error.ts";
import { readV2Files } from "./v2-files.ts";

/**
 * What a .torrent file may cost: what qBittorrent's loader takes since 2018. The values bound the files too, of which each
 * has eight.
 */
export const DEFAULT_LIMITS: MetainfoLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxDepth: 99,
  maxTokens: 10_000_000,
  maxFiles: 2_000_000,
};

/** What `readMetainfo` may leave out. */
export interface ReadOptions {
  /** Costs as much as the info-hash; true unless told. */
  hashPieces?: boolean;
}

/** The files of one half of a torrent; a single file that stands for itself has its name as its one path part. */
interface FileView {
  files: TorrentFile[];
  single: boolean;
}

/**
 * Understands a .torrent file: BEP 3, 12, 19, 27, 47 and 52 (v2 and hybrid). Nothing of `bytes` is kept, so the caller
 * may use the buffer again. Throws TorrentError with a stable code and the key or byte offset at fault.
 */
export function readMetainfo(
  bytes: Uint8Array,
  digests: Digests,
  limits: Partial<MetainfoLimits> = {},
  { hashPieces = true }: ReadOptions = {},
): Metainfo {
  const { maxBytes, maxDepth, maxTokens, maxFiles } = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length > maxBytes) {
    throw new TorrentError("FILE_TOO_LARGE", `the file has ${bytes.length} bytes, the limit is ${maxBytes}`);
  }
  const reader = new BencodeReader(bytes, maxDepth, maxTokens);
  const outer = readOuter(reader);
  const text = new TorrentText(bytes, outer.encoding, maxBytes);
  for (const key of outer.doubled) text.warn(`${key} appears more than once; the first one is used`);
  if (outer.end < bytes.length)
    text.warn(`${bytes.length - outer.end} bytes after the end of the dictionary are ignored`);

  reader.revisit(outer.info.start);
  const fields = readInfo(reader, text, maxFiles);
  const isV2 = checkVersion(fields);
  const isV1 = !isV2 || (fields.pieces !== null && (fields.files !== null || fields.length !== null));
  const pieceLength = checkPieceLength(fields.pieceLength, isV2);
  const infoHashV1 = isV1 ? hashOf(digests.sha1, 20, bytes, outer.info) : null;
  const infoHashV2 = isV2 ? hashOf(digests.sha256, 32, bytes, outer.info) : null;
  const ownName = readName(text, fields);
  const { forms } = text;
  const rootName = ownName ?? shownInfoHash({ infoHashV1, infoHashV2 });

  const v2 = isV2 ? readV2View(reader, text, fields, pieceLength, maxFiles) : null;
  const v1 = isV1 ? readV1View(fields, ownName, forms) : null;
  if (v1 !== null && v2 !== null) joinHybrid(v1.files, v2.files, pieceLength);
  if (v2 !== null) readLayers(reader, text, outer, v2.files, pieceLength, digests.sha256);

  const { files, single } = (v1 ?? v2) as FileView;
  const sizes = measure(files);
  const name = single ? ((files[0] as TorrentFile).path.pop() as string) : rootName;
  text.charge(single ? 0 : name.length * files.length);
  return {
    name,
    writtenName: single ? ((files[0] as TorrentFile).written?.pop() ?? null) : (forms?.written ?? null),
    infoHashV1,
    infoHashV2,
    piecesHash: isV1 && hashPieces ? hashOf(digests.sha1, 20, bytes, fields.pieces as ByteRange) : null,
    info: outer.info,
    pieces: isV1 ? fields.pieces : null,
    pieceLength,
    pieceCount: checkPieceCount(
      isV1 ? checkPieces(fields.pieces as ByteRange, sizes.total, pieceLength) : countPieces(files, pieceLength),
    ),
    private: fields.private ?? false,
    singleFile: single,
    files,
    totalSize: sizes.total,
    payloadSize: sizes.payload,
    announce: readAnnounce(text, outer),
    warnings: text.warnings,
  };
}

function hashOf(digest: Digest, length: number, bytes: Uint8Array, { start, end }: ByteRange): Uint8Array {
  const hash = new Uint8Array(length);
  digest(bytes.subarray(start, end), hash);
  return hash;
}

/** True for v2 and hybrid torrents; throws META_VERSION, MERKLE_TORRENT or PIECES_MISSING. */
function checkVersion(fields: InfoFields): boolean {
  const version = fields.metaVersion ?? 1;
  if (version === 2) return true;
  if (!(version < 2)) throw new TorrentError("META_VERSION", `info.meta version is ${version}, expected 1 or 2`);
  if (fields.fileTree !== null)
    throw new TorrentError("META_VERSION", "info.file tree is present without meta version 2");
  if (fields.pieces !== null) return false;
  if (fields.rootHash !== null) {
    throw new TorrentError(
      "MERKLE_TORRENT",
      "info.root hash instead of info.pieces: BEP 30 torrents are not supported",
    );
  }
  throw new TorrentError("PIECES_MISSING", "info has no pieces");
}

function readName(text: TorrentText, { name, nameUtf8 }: InfoFields): string | null {
  const range = nameUtf8 ?? name;
  if (range === null) throw new TorrentError("NAME_MISSING", "info has no name");
  return text.name(range.start, range.end, () => "info.name");
}

function nameless(where: string): TorrentError {
  return new TorrentError("NAME_MISSING", `${where} has no character that is safe in a file name`);
}

function readV1View(fields: InfoFields, name: string | null, forms: NameForms | null): FileView {
  if (fields.files !== null) {
    if (fields.files.length === 0) throw new TorrentError("FILES_EMPTY", "info.files is empty");
    return { files: fields.files, single: false };
  }
  if (fields.length === null) throw new TorrentError("FILES_MISSING", "info has neither length nor files");
  const range = (fields.nameUtf8 ?? fields.name) as ByteRange;
  if (name === null || range.start === range.end) throw nameless("info.name");
  const { pad, symlink } = fields.attributes ?? { pad: false, symlink: false };
  const length = symlink ? 0 : fields.length;
  const file: TorrentFile = { path: [name], length, offset: 0, pad, symlink };
  if (forms?.written) file.written = [forms.written];
  if (forms?.others.length) file.others = forms.others;
  return { files: [file], single: true };
}

function readV2View(
  reader: BencodeReader,
  text: TorrentText,
  fields: InfoFields,
  pieceLength: number,
  maxFiles: number,
): FileView {
  if (fields.fileTree === null) throw new TorrentError("FILE_TREE_MISSING", "info has meta version 2 but no file tree");
  reader.revisit(fields.fileTree);
  const { files, single } = readV2Files(reader, text, pieceLength, maxFiles);
  if (files.length === 0) throw new TorrentError("FILES_EMPTY", "info.file tree has no files");
  if (single && files[0]?.path.length === 0) throw nameless("info.file tree");
  for (const file of files) if (file.path.length === 0) file.path.push("_");
  return { files, single };
}

function readLayers(
  reader: BencodeReader,
  text: TorrentText,
  outer: OuterFields,
  files: TorrentFile[],
  pieceLength: number,
  sha256: Digest,
): void {
  const layers = outer.pieceLayers === null ? new Map() : readPieceLayers(reader, outer.pieceLayers);
  const { missing, unused } = checkPieceLayers(reader.bytes, layers, files, pieceLength, sha256);
  if (missing > 0) text.warn(`files without piece layers: ${missing}`);
  if (unused > 0) text.warn(`piece layers without a file: ${unused}`);
}

function measure(files: TorrentFile[]): { total: number; payload: number } {
  let total = 0;
  let payload = 0;
  for (const file of files) {
    if (file.length > 0) total = file.offset + file.length;
    if (!file.pad) payload += file.length;
  }
  if (total === 0) throw new TorrentError("NO_PAYLOAD", "all files are empty");
  return { total, payload };
}

function countPieces(files: TorrentFile[], pieceLength: number): number {
  return files.reduce((count, file) => count + Math.ceil(file.length / pieceLength), 0);
}

/** BEP 12: `announce-list` where it holds anything, else `announce` alone. */
function readAnnounce(text: TorrentText, { announce, tiers }: OuterFields): string[][] {
  const ranges = tiers.length > 0 ? tiers : announce === null ? [] : [[announce]];
  return ranges.map((tier) => tier.map(({ start, end }) => text.decode(start, end, () => "announce")));
}

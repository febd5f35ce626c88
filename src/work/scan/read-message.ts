import { ByteReader, ByteWriter } from "../../core/content/byte-stream.ts";
import type { TorrentRecord } from "../../core/content/record.ts";
import type { RejectionCode } from "../../core/torrent/rejection.ts";
import type { FileStamp } from "../../store/index/location-writer.ts";
import type { Hashes, ReadResult } from "../files/torrent-file.ts";

/** What a reader thread is asked to read; it answers with `encodeResults`. */
export interface ReadJob {
  /** Absolute path. */
  folder: string;
  /** Below the folder. */
  paths: string[];
  hashes: Hashes;
}

/**
 * Results of a reader thread as one run of bytes, whose memory changes hands: copying them as objects from thread to
 * thread would take longer than parsing the files.
 */
export function encodeResults(results: readonly ReadResult[]): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter(results.length * 512);
  writer.varint(results.length);
  for (const result of results) {
    writer.varint(KINDS.indexOf(result.kind));
    if (result.kind === "gone") continue;
    writeStamp(writer, result.stamp);
    if (result.kind === "rejected") {
      writer.text(result.code);
      writer.text(result.message);
    } else {
      writer.varint(result.infoOffset);
      writeOptional(writer, result.sha1);
      writeRecord(writer, result.record);
    }
  }
  return writer.finish();
}

/** The results that `encodeResults` packed; byte fields are views of `message`. */
export function decodeResults(message: Uint8Array): ReadResult[] {
  const reader = new ByteReader(message);
  return Array.from({ length: reader.varint() }, (): ReadResult => {
    const kind = KINDS[reader.varint()];
    if (kind === "gone" || kind === undefined) return { kind: "gone" };
    const stamp = readStamp(reader);
    if (kind === "rejected") return { kind, stamp, code: reader.text() as RejectionCode, message: reader.text() };
    const infoOffset = reader.varint();
    const sha1 = readOptional(reader);
    return { kind, stamp, infoOffset, sha1, record: readRecord(reader) };
  });
}

const KINDS = ["torrent", "rejected", "gone"] as const satisfies ReadResult["kind"][];

function writeStamp(writer: ByteWriter, { size, mtimeS, mtimeNs, inode }: FileStamp): void {
  writer.varint(size);
  writer.float(mtimeS);
  writer.float(mtimeNs);
  writer.varint(inode);
}

function readStamp(reader: ByteReader): FileStamp {
  return { size: reader.varint(), mtimeS: reader.float(), mtimeNs: reader.float(), inode: reader.varint() };
}

function writeRecord(writer: ByteWriter, record: TorrentRecord): void {
  writeOptional(writer, record.infoHashV1);
  writeOptional(writer, record.infoHashV2);
  writeOptional(writer, record.piecesHash);
  writer.text(record.name);
  writer.varint((record.private ? 1 : 0) | (record.singleFile ? 2 : 0) | (record.piecesOffset === null ? 0 : 4));
  writer.varint(record.pieceLength);
  writer.varint(record.pieceCount);
  writer.varint(record.infoLength);
  writer.varint(record.piecesOffset ?? 0);
  writer.varint(record.piecesLength ?? 0);
  writer.varint(record.fileCount);
  writer.varint(record.payloadSize);
  writer.varint(record.totalSize);
  writeOptional(writer, record.fileList);
  writeNumbers(writer, record.keys);
  writeNumbers(writer, record.sizes);
}

function readRecord(reader: ByteReader): TorrentRecord {
  const [infoHashV1, infoHashV2, piecesHash] = [readOptional(reader), readOptional(reader), readOptional(reader)];
  const name = reader.text();
  const flags = reader.varint();
  const [pieceLength, pieceCount, infoLength] = [reader.varint(), reader.varint(), reader.varint()];
  const [piecesOffset, piecesLength] = [reader.varint(), reader.varint()];
  const hasPieces = (flags & 4) !== 0;
  return {
    infoHashV1,
    infoHashV2,
    piecesHash,
    name,
    private: (flags & 1) !== 0,
    singleFile: (flags & 2) !== 0,
    pieceLength,
    pieceCount,
    infoLength,
    piecesOffset: hasPieces ? piecesOffset : null,
    piecesLength: hasPieces ? piecesLength : null,
    fileCount: reader.varint(),
    payloadSize: reader.varint(),
    totalSize: reader.varint(),
    fileList: readOptional(reader) ?? new Uint8Array(),
    keys: readNumbers(reader),
    sizes: readNumbers(reader),
  };
}

function writeOptional(writer: ByteWriter, bytes: Uint8Array | null): void {
  writer.varint(bytes?.length ?? 0);
  if (bytes) writer.bytes(bytes);
}

function readOptional(reader: ByteReader): Uint8Array | null {
  const length = reader.varint();
  return length === 0 ? null : reader.bytes(length);
}

function writeNumbers(writer: ByteWriter, numbers: readonly number[]): void {
  writer.varint(numbers.length);
  for (const number of numbers) writer.varint(number);
}

function readNumbers(reader: ByteReader): number[] {
  const numbers: number[] = [];
  for (let left = reader.varint(); left > 0; left--) numbers.push(reader.varint());
  return numbers;
}

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ARCHIVE_LIMITS, type ArchiveLimits, archiveError, unpackedLimit } from "../../core/archive/archive.ts";
import { HashLines, looksLikeHashLines } from "../../core/archive/hash-lines.ts";
import { BLOCK, isZero, readTarHeader } from "../../core/archive/tar-header.ts";
import { readTar } from "../../core/archive/tar-reader.ts";
import type { ReadAt } from "../../core/archive/zip-directory.ts";
import { readZip } from "../../core/archive/zip-reader.ts";
import { errorCode } from "../../core/thrown-error.ts";
import { GZIPPED } from "../../core/torrent/outer.ts";
import { Spool } from "../files/spool.ts";
import { isTorrentName } from "../files/walk.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import type { Offered } from "./ingest.ts";

/** What bytes turn out to be. */
export type SourceKind = "torrent" | "tar" | "gzip" | "zip" | "lines" | "empty" | "unknown";

export interface SourceOptions {
  /** Name of a single .torrent. */
  name: string;
  /** The database beside which a ZIP is kept while it is read. */
  database: string;
  /** Of a single .torrent; nothing else may come then. */
  externalId?: string | null;
  /** Told what it is, before anything is read of it. */
  onKind?: (kind: SourceKind) => void;
  limits?: ArchiveLimits;
}

/** So many bytes at the beginning tell what it is. */
export const HEAD = BLOCK;
/** How scripts (`#!`) and programs of Windows and Linux begin, which a ZIP that unpacks itself has before it. */
const PROGRAMS: readonly (readonly number[])[] = [
  [0x23, 0x21],
  [0x4d, 0x5a],
  [0x7f, 0x45, 0x4c, 0x46],
];

/** What begins like this; the content decides, since names and content types are often wrong. */
export function kindOf(head: Uint8Array): SourceKind {
  if (head.length === 0) return "empty";
  const [a = 0, b = 0, c = 0] = head;
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x50 && b === 0x4b && (c === 3 || c === 5)) return "zip";
  if (looksLikeHashLines(head)) return "lines";
  // Before the torrent: the name of a TAR's first entry may begin with a d.
  if (head.length === BLOCK && (isZero(head) || readTarHeader(head))) return "tar";
  if (a === 0x64) return "torrent";
  return PROGRAMS.some((magic) => magic.every((byte, i) => head[i] === byte)) ? "zip" : "unknown";
}

/**
 * What a stream of bytes holds, in whatever of the known forms: a .torrent, a TAR, a TAR in gzip, a ZIP or lines of a
 * dump. Memory holds one torrent at a time; a ZIP goes through a file beside the database.
 * @throws ReseederError `INVALID_REQUEST` for anything else, and where an archive cannot be read on
 */
export async function* readSource(source: AsyncIterable<Uint8Array>, options: SourceOptions): AsyncGenerator<Offered> {
  const { kind, chunks } = await look(source);
  if (kind !== "gzip") return yield* readKind(kind, chunks, options);
  const inner = await look(gunzip(chunks, options.limits ?? ARCHIVE_LIMITS));
  // Scans, folders and archives reject such a file, and so do clients: the same file gets the same answer everywhere.
  if (inner.kind === "torrent") {
    options.onKind?.("torrent");
    return yield { kind: "rejected", name: options.name, code: "NOT_A_TORRENT", message: GZIPPED };
  }
  yield* readKind(inner.kind, inner.chunks, options);
}

function readKind(
  kind: SourceKind,
  chunks: AsyncIterable<Uint8Array>,
  { name, database, externalId = null, onKind, limits = ARCHIVE_LIMITS }: SourceOptions,
): AsyncIterable<Offered> {
  onKind?.(kind);
  if (externalId !== null && kind !== "torrent") {
    throw archiveError("an ID was given for one torrent, but the body is not a single .torrent");
  }
  switch (kind) {
    case "torrent":
      return readSingle(chunks, name, externalId, limits);
    case "tar":
      return readTar(paced(chunks), limits, isTorrentName);
    case "zip":
      return readSpooled(chunks, database, limits);
    case "lines":
      return readLines(paced(chunks));
    default: {
      const what = { empty: "got nothing", gzip: "got gzip inside gzip", unknown: "got something else" }[kind];
      throw archiveError(`expected a .torrent, a TAR (also gzipped), a ZIP or the lines of a dump, ${what}`);
    }
  }
}

/** The entries of a ZIP that can be read at any place. */
export async function* readZipPaced(length: number, readAt: ReadAt, limits: ArchiveLimits): AsyncGenerator<Offered> {
  const yieldEvery = new YieldEvery();
  for (const entry of readZip(length, readAt, limits, isTorrentName)) {
    yield entry;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
}

async function* readSpooled(
  chunks: AsyncIterable<Uint8Array>,
  database: string,
  limits: ArchiveLimits,
): AsyncGenerator<Offered> {
  using spool = Spool.beside(database);
  for await (const chunk of paced(chunks)) spool.write(chunk);
  yield* readZipPaced(spool.length, spool.readAt, limits);
}

async function* readSingle(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  externalId: string | null,
  { maxFileBytes }: ArchiveLimits,
): AsyncGenerator<Offered> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxFileBytes) {
      const message = `over the limit of ${maxFileBytes} bytes`;
      return yield { kind: "rejected", name, code: "FILE_TOO_LARGE", message };
    }
    parts.push(chunk);
  }
  const bytes = Buffer.concat(parts, length);
  yield externalId === null ? { kind: "file", name, bytes } : { kind: "file", name, bytes, externalId };
}

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Offered> {
  const lines = new HashLines();
  for await (const chunk of chunks) yield* lines.push(chunk);
  yield* lines.finish();
}

/** Unpacks, never to more than the packed bytes justify. */
async function* gunzip(chunks: AsyncIterable<Uint8Array>, limits: ArchiveLimits): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  // What goes wrong with the source is not gzip's fault.
  let cause: unknown = null;
  const counted = async function* () {
    try {
      for await (const chunk of chunks) {
        packed += chunk.length;
        yield chunk;
      }
    } catch (error) {
      cause = error;
      throw error;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  const inflated = createGunzip({ chunkSize: 128 * 1024 });
  source.on("error", (error) => inflated.destroy(error));
  try {
    for await (const chunk of source.pipe(inflated)) {
      unpacked += chunk.length;
      if (unpacked > unpackedLimit(packed, limits)) {
        throw archiveError(`${packed} bytes of gzip unpack to more than ${unpackedLimit(packed, limits)}`);
      }
      yield chunk;
    }
  } catch (error) {
    if (cause !== null) throw cause;
    const code = errorCode(error);
    throw code.startsWith("Z_")
      ? archiveError(`the gzip is damaged after ${unpacked} bytes: ${(error as Error).message}`)
      : error;
  } finally {
    source.destroy();
    inflated.destroy();
  }
}

/** Looks at the beginning; `chunks` gives everything, the beginning too. */
async function look(
  source: AsyncIterable<Uint8Array>,
): Promise<{ kind: SourceKind; chunks: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  let head = new Uint8Array();
  while (head.length < HEAD) {
    const { done, value } = await iterator.next();
    if (done) break;
    head = head.length === 0 ? new Uint8Array(value) : Buffer.concat([head, value]);
  }
  const chunks = async function* () {
    try {
      if (head.length > 0) yield head;
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  return { kind: kindOf(head.subarray(0, HEAD)), chunks: chunks() };
}

async function* paced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const yieldEvery = new YieldEvery();
  for await (const chunk of chunks) {
    yield chunk;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
}

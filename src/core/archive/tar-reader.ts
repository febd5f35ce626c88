import { type ArchiveEntry, type ArchiveLimits, archiveError, labelOf, tooLong } from "./archive.ts";
import { type PaxRecords, readPaxRecords } from "./pax-records.ts";
import { BLOCK, isZero, readTarHeader } from "./tar-header.ts";

/** Longest pax header that is read: programs put comments and attributes there too. */
const MAX_RECORDS = 64 * 1024;

/** What the bytes that come next are. */
type Part =
  | { kind: "header" }
  | { kind: "end" }
  /** GNU's map of holes goes on (`tar.h`, struct sparse_header); then so many bytes of content. */
  | { kind: "holes"; content: number }
  | { kind: "records" | "name" | "file"; size: number; name: string };

/**
 * Takes a TAR archive apart as it comes: ustar, pax (`path`, `size`) and GNU's long names. Holds one file at a time, and
 * none that is not wanted.
 */
export class TarReader {
  private part: Part = { kind: "header" };
  /** Bytes of the part gathered so far, where it does not lie in one chunk. */
  private held: Uint8Array | null = null;
  private filled = 0;
  /** Bytes to pass over before the part begins. */
  private skip = 0;
  private offset = 0;
  private entries = 0;
  private zeros = 0;
  private longName: Uint8Array | null = null;
  private pax: PaxRecords | null = null;

  /** @param wanted says of a name whether the file is one to be had */
  constructor(
    private readonly limits: ArchiveLimits,
    private readonly wanted: (name: string) => boolean,
  ) {}

  /**
   * The entries that end in this chunk; their bytes are valid until the next one is asked for.
   * @throws ReseederError `INVALID_REQUEST` that names the offset
   */
  *push(chunk: Uint8Array): Generator<ArchiveEntry> {
    let position = 0;
    while (position < chunk.length && this.part.kind !== "end") {
      if (this.skip > 0) {
        const passed = Math.min(this.skip, chunk.length - position);
        this.skip -= passed;
        this.offset += passed;
        position += passed;
        continue;
      }
      const size = "size" in this.part ? this.part.size : BLOCK;
      const taken = Math.min(size - this.filled, chunk.length - position);
      const bytes = this.gather(chunk.subarray(position, position + taken), size);
      position += taken;
      this.offset += taken;
      if (bytes) yield* this.take(bytes);
    }
  }

  /**
   * To be called when nothing comes any more.
   * @throws ReseederError `INVALID_REQUEST` for an archive without its end
   */
  finish(): void {
    if (this.part.kind === "end") return;
    const inside = "name" in this.part ? ` inside ${JSON.stringify(this.part.name)}` : "";
    throw archiveError(`cut off at byte ${this.offset}${inside}, before the end mark of a TAR`);
  }

  /** The part's bytes once they are all there, else null. */
  private gather(piece: Uint8Array, size: number): Uint8Array | null {
    if (this.filled === 0 && piece.length === size) return piece;
    // Zeroed memory that nobody wrote to costs nothing, so a claimed size that never comes costs nothing either.
    this.held ??= new Uint8Array(size);
    this.held.set(piece, this.filled);
    this.filled += piece.length;
    if (this.filled < size) return null;
    const whole = this.held;
    this.held = null;
    this.filled = 0;
    return whole;
  }

  private *take(bytes: Uint8Array): Generator<ArchiveEntry> {
    const { part } = this;
    if (part.kind === "header") return yield* this.header(bytes);
    if (part.kind === "holes") {
      if (bytes[HOLES_GO_ON] === 0) this.passOver(part.content);
      return;
    }
    this.part = { kind: "header" };
    this.skip = -bytes.length & (BLOCK - 1);
    if (part.kind === "file") yield { kind: "file", name: part.name, bytes };
    else if (part.kind === "name") this.longName = untilNul(bytes);
    else if (part.kind === "records") {
      this.pax = readPaxRecords(bytes);
      if (!this.pax) throw archiveError(`the pax records before byte ${this.offset} are malformed`);
    }
  }

  private *header(block: Uint8Array): Generator<ArchiveEntry> {
    if (isZero(block)) {
      if (++this.zeros === 2) this.part = { kind: "end" };
      return;
    }
    this.zeros = 0;
    const at = this.offset - BLOCK;
    const header = readTarHeader(block);
    if (!header) throw archiveError(`no TAR header at byte ${at}: its checksum is wrong`);
    if (Number.isNaN(header.size)) throw archiveError(`the header at byte ${at} has a size that is not a number`);
    if (header.type === "x" || header.type === "L") {
      if (header.size > MAX_RECORDS)
        throw archiveError(`the header at byte ${at} announces ${header.size} bytes of records`);
      if (header.size > 0) {
        this.part = { kind: header.type === "x" ? "records" : "name", size: header.size, name: labelOf(header.name) };
      }
      return;
    }
    if (header.type === "S" && block[HOLES_FOLLOW] !== 0) this.part = { kind: "holes", content: header.size };
    if (header.type === "g" || header.type === "K") return this.passOver(header.size);
    if (++this.entries > this.limits.maxEntries) throw archiveError(`more than ${this.limits.maxEntries} entries`);
    yield* this.entry(header.type, this.pax?.path ?? this.longName ?? header.name, this.pax?.size ?? header.size);
  }

  private *entry(type: string, rawName: Uint8Array, size: number): Generator<ArchiveEntry> {
    const name = labelOf(rawName);
    const isFile = /[07\0]/.test(type) && rawName.at(-1) !== SLASH && !this.pax?.isSparse;
    this.pax = null;
    this.longName = null;
    const isWanted = isFile && this.wanted(name);
    if (!isWanted || size > this.limits.maxFileBytes || rawName.length > this.limits.maxNameBytes) {
      // Links and the like say a size and have no content.
      if (this.part.kind === "header") this.passOver(/[1-6]/.test(type) ? 0 : size);
      yield isWanted ? tooLong(name, size, this.limits) : { kind: "other", name };
    } else if (size === 0) yield { kind: "file", name, bytes: new Uint8Array() };
    else this.part = { kind: "file", size, name };
  }

  private passOver(size: number): void {
    this.part = { kind: "header" };
    this.skip = Math.ceil(size / BLOCK) * BLOCK;
  }
}

const SLASH = 0x2f;
/** In the header of a file with holes, and in each block of its map. */
const HOLES_FOLLOW = 482;
const HOLES_GO_ON = 504;

function untilNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0);
  return new Uint8Array(bytes.subarray(0, end < 0 ? undefined : end));
}

/**
 * The entries of a TAR archive, as they come.
 * @throws ReseederError `INVALID_REQUEST` for what is none, is cut off or has too many entries
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
  wanted: (name: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  const reader = new TarReader(limits, wanted);
  for await (const chunk of chunks) for (const entry of reader.push(chunk)) yield entry;
  reader.finish();
}

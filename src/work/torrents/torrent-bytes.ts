import { closeSync, constants, openSync, readSync } from "node:fs";
import { sha1Of, sha256Of } from "../../core/hashing/native-digests.ts";
import { systemPath } from "../../core/path-bytes.ts";
import type { TorrentLocation } from "../../store/index/locations.ts";
import type { StoredTorrents } from "../../store/index/stored-torrents.ts";
import type { TorrentDescription } from "../../store/index/torrents.ts";
import { DiskSpeeds } from "./disk-speeds.ts";

/** Larger files are read off this thread, into memory of their own. */
const LARGE = 1024 * 1024;

// A named pipe in the place of a torrent would block an ordinary open for ever; a link may lead to another disk.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads torrents for one answer and checks their info-hash. What lies in the page cache is read in place into one
 * buffer, which costs less than handing it to another thread; where a disk is slow or far, other threads read ahead.
 */
export class TorrentBytes {
  private buffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** True while reading ahead pays. */
  isWary = false;

  /** @param disks what is known of the disks from other answers */
  constructor(
    private readonly stored: StoredTorrents,
    private readonly disks: DiskSpeeds = new DiskSpeeds(),
  ) {}

  /**
   * The bytes of a torrent from the first of its places that still holds it, or from the database; null when none does.
   * They are valid until the next call.
   */
  read(
    description: TorrentDescription,
    locations: readonly TorrentLocation[],
  ): Uint8Array | null | Promise<Uint8Array | null> {
    if (locations.length === 0) return this.readStored(description);
    this.isWary = !locations.every(({ path }) => this.disks.mayReadHere(path));
    if (this.isWary || locations.some(({ size }) => size > LARGE)) return this.readElsewhere(description, locations);
    for (const location of locations) {
      const bytes = this.readHere(location);
      if (bytes === "link") return this.readElsewhere(description, locations);
      if (bytes && holds(bytes, location.infoOffset, description)) return bytes;
    }
    return this.readStored(description);
  }

  private readStored(description: TorrentDescription): Uint8Array | null {
    const stored = this.stored.read(description.id);
    return stored && holds(stored.bytes, stored.infoOffset, description) ? stored.bytes : null;
  }

  private readHere({ path, size }: TorrentLocation): Uint8Array | "link" | null {
    const start = performance.now();
    try {
      const file = openSync(systemPath(path), FLAGS);
      try {
        if (this.buffer.length <= size) this.buffer = Buffer.allocUnsafeSlow(2 * size);
        return readSync(file, this.buffer, 0, size + 1, 0) === size ? this.buffer.subarray(0, size) : null;
      } finally {
        closeSync(file);
      }
    } catch (error) {
      // What O_NOFOLLOW says of a link.
      return (error as NodeJS.ErrnoException).code === "ELOOP" ? "link" : null;
    } finally {
      this.disks.noteHere(path, performance.now() - start);
    }
  }

  private async readElsewhere(
    description: TorrentDescription,
    locations: readonly TorrentLocation[],
  ): Promise<Uint8Array | null> {
    for (const location of locations) {
      const bytes = await readOffThread(location);
      this.disks.noteElsewhere(location.path);
      if (bytes && holds(bytes, location.infoOffset, description)) return bytes;
    }
    return this.readStored(description);
  }
}

async function readOffThread({ path, size }: TorrentLocation): Promise<Uint8Array | null> {
  try {
    // One task that opens, reads and closes: cheaper than three calls.
    const bytes = await Bun.file(systemPath(path) as string)
      .slice(0, size + 1)
      .bytes();
    return bytes.length === size ? bytes : null;
  } catch {
    return null;
  }
}

function holds(bytes: Uint8Array, infoOffset: number, description: TorrentDescription): boolean {
  const info = bytes.subarray(infoOffset, infoOffset + description.infoLength);
  const { infoHashV1, infoHashV2 } = description;
  if (infoHashV1) return Buffer.compare(sha1Of(info), infoHashV1) === 0;
  return infoHashV2 !== null && Buffer.compare(sha256Of(info), infoHashV2) === 0;
}

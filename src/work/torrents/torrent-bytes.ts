import { closeSync, constants, openSync, readSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import { sha1, sha256 } from "../../core/torrent/infohash.ts";
import type { TorrentLocation } from "../../store/index/locations.ts";
import type { StoredTorrents } from "../../store/index/stored-torrents.ts";
import type { TorrentDescription } from "../../store/index/torrents.ts";

/** A read that takes longer than this would hold up everything else that runs in this thread. */
const SLOW_MS = 3;
/** After a slow read so many torrents are read off this thread before it is tried here again. */
const WARY_FOR = 64;
/** Larger files are read off this thread, into memory of their own. */
const LARGE = 1024 * 1024;

// A named pipe in the place of a torrent would block an ordinary open for ever.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads torrents for one answer and checks their info-hash. What lies in the page cache is read in place into one
 * buffer, which costs less than handing it to another thread; as soon as a disk is slow, other threads read ahead.
 */
export class TorrentBytes {
  private buffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** Torrents still to be read off this thread; the first one always is, since a dead mount never comes back. */
  private wary = 1;

  constructor(private readonly stored: StoredTorrents) {}

  /** True while reading ahead pays. */
  get isWary(): boolean {
    return this.wary > 0;
  }

  /**
   * The bytes of a torrent from the first of its places that still holds it, or from the database; null when none does.
   * They are valid until the next call.
   */
  read(
    description: TorrentDescription,
    locations: readonly TorrentLocation[],
  ): Uint8Array | null | Promise<Uint8Array | null> {
    if (locations.length === 0) return this.readStored(description);
    if (this.wary > 0 || locations.some(({ size }) => size > LARGE)) {
      return this.readElsewhere(description, locations);
    }
    for (const location of locations) {
      const bytes = this.readHere(location);
      if (bytes && holds(bytes, location.infoOffset, description)) return bytes;
    }
    return this.readStored(description);
  }

  private readStored(description: TorrentDescription): Uint8Array | null {
    const stored = this.stored.read(description.id);
    return stored && holds(stored.bytes, stored.infoOffset, description) ? stored.bytes : null;
  }

  private readHere({ path, size }: TorrentLocation): Uint8Array | null {
    const start = performance.now();
    try {
      const file = openSync(systemPath(path), FLAGS);
      try {
        if (this.buffer.length <= size) this.buffer = Buffer.allocUnsafeSlow(2 * size);
        return readSync(file, this.buffer, 0, size + 1, 0) === size ? this.buffer.subarray(0, size) : null;
      } finally {
        closeSync(file);
      }
    } catch {
      return null;
    } finally {
      if (performance.now() - start > SLOW_MS) this.wary = WARY_FOR;
    }
  }

  private async readElsewhere(
    description: TorrentDescription,
    locations: readonly TorrentLocation[],
  ): Promise<Uint8Array | null> {
    this.wary--;
    for (const location of locations) {
      const bytes = await readOffThread(location);
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
  const info = { start: infoOffset, end: infoOffset + description.infoLength };
  const { infoHashV1, infoHashV2 } = description;
  if (infoHashV1) return Buffer.compare(sha1(bytes, info), infoHashV1) === 0;
  return infoHashV2 !== null && Buffer.compare(sha256(bytes, info), infoHashV2) === 0;
}

import { Mounts } from "../files/mounts.ts";

/** A read that takes longer than this would hold up everything else that runs in this thread. */
const SLOW_MS = 3;
/** What a slow read adds and a fast one takes away: a thread that had to wait for a processor once is no slow disk. */
const SLOW_SCORE = 4;
const LIMIT = 8;
/** After that so many torrents are read off this thread before it is tried here again. */
const WARY_FOR = 64;
/** Where the system does not say what lies where, a read off this thread that ended proves the disk alive for so long. */
const PROVEN_MS = 1_000;

interface DiskSpeed {
  score: number;
  /** Torrents still to be read off this thread. */
  wary: number;
  provenAt: number;
}

/**
 * Which disks are read in the serving thread: local ones, as long as their reads are fast. What is mounted from elsewhere
 * is always read by other threads, since a dead mount never comes back from a call. Kept over many answers.
 */
export class DiskSpeeds {
  private readonly disks = new Map<string, DiskSpeed>();

  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly mounts: Mounts = new Mounts(),
  ) {}

  /** True where the file at a path may be read in this thread. To be asked once for each read. */
  mayReadHere(path: string): boolean {
    const mount = this.mounts.of(folderOf(path));
    if (mount && !mount.isLocal) return false;
    const disk = this.disk(mount?.point ?? "");
    if (!mount && this.clock() - disk.provenAt > PROVEN_MS) return false;
    if (disk.wary === 0) return true;
    disk.wary--;
    return false;
  }

  /** Notes how long a read in this thread took. */
  noteHere(path: string, ms: number): void {
    const disk = this.disk(this.mounts.of(folderOf(path))?.point ?? "");
    disk.score = ms > SLOW_MS ? disk.score + SLOW_SCORE : Math.max(0, disk.score - 1);
    if (disk.score < LIMIT) return;
    disk.wary = WARY_FOR;
    // One more slow read after those is enough.
    disk.score = SLOW_SCORE;
  }

  /** Notes that a read off this thread ended. */
  noteElsewhere(path: string): void {
    this.disk(this.mounts.of(folderOf(path))?.point ?? "").provenAt = this.clock();
  }

  private disk(point: string): DiskSpeed {
    const known = this.disks.get(point);
    if (known) return known;
    const disk = { score: 0, wary: 0, provenAt: Number.NEGATIVE_INFINITY };
    this.disks.set(point, disk);
    return disk;
  }
}

/** Bun's `dirname` loses the bytes of paths that are no UTF-8. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { decodePath, displayPath, systemPath } from "../../core/path-bytes.ts";

/** A mounted file system, as far as it says how to treat it. */
export interface Mount {
  point: string;
  /** As the kernel calls it: `ext4`, `nfs4`, `fuse.mergerfs`. */
  type: string;
  /** On a disk of this machine, so that a call ends whatever becomes of networks and other programs. */
  isLocal: boolean;
  /** Whether the kernel tells of every change in it, made here or elsewhere. */
  tellsOfChanges: boolean;
}

const LOCAL = new Set([
  ...["ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "jfs", "reiserfs", "nilfs2", "ufs", "hfsplus"],
  ...["apfs", "ntfs", "ntfs3", "vfat", "exfat", "msdos", "iso9660", "udf", "squashfs", "erofs", "tmpfs", "ramfs"],
  ...["overlay", "aufs", "rootfs", "devtmpfs", "ecryptfs"],
]);
/** Their layers may be changed below them, of which nobody is told. */
const LAYERED = new Set(["overlay", "aufs", "ecryptfs"]);
const MAX_LINKS = 40;
const MAX_FOLDERS = 10_000;
/** How long a look at the mounts holds. */
const HOLDS_MS = 5_000;

/**
 * Which file system a path lies on. Asked without a call to that file system, since a dead one never answers: from the
 * kernel's list of mounts (proc_pid_mountinfo(5)), and by following links only where they lie on local disks.
 */
export class Mounts {
  private mounts: Mount[] | null = null;
  private readAt = Number.NEGATIVE_INFINITY;
  private readonly folders = new Map<string, Mount | null>();

  constructor(
    private readonly clock: () => number = () => performance.now(),
    private readonly list: () => string = () => decodePath(readFileSync("/proc/self/mountinfo")),
  ) {}

  /** The file system of a folder, by an absolute path; null where this system does not say. */
  of(folder: string): Mount | null {
    this.refresh();
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    const found = this.mounts === null ? null : this.follow(folder).mount;
    if (this.folders.size === MAX_FOLDERS) this.folders.clear();
    this.folders.set(folder, found);
    return found;
  }

  /**
   * The first file system in a folder that does not tell of every change: its own, one mounted below it, or that of one of
   * its links; null for none, or where this system does not say.
   * @param links to folders, below `folder`
   */
  untold(folder: string, links: readonly string[] = []): Mount | null {
    this.refresh();
    if (this.mounts === null) return null;
    for (const path of [folder, ...links.map((link) => `${folder}/${link}`)]) {
      const { mount, reached } = this.follow(path);
      if (mount && !mount.tellsOfChanges) return mount;
      const below = this.mounts.find(({ point, tellsOfChanges }) => !tellsOfChanges && point.startsWith(`${reached}/`));
      if (below) return below;
    }
    return null;
  }

  private refresh(): void {
    const now = this.clock();
    if (now - this.readAt <= HOLDS_MS) return;
    this.readAt = now;
    this.folders.clear();
    this.mounts = readMounts(this.list);
  }

  /** Where a path leads, as far as that may be asked, and what lies there. */
  private follow(folder: string): { mount: Mount | null; reached: string } {
    const waiting = folder.split("/").filter(Boolean).reverse();
    let reached = "";
    let links = 0;
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (name === ".") continue;
      if (name === "..") {
        reached = reached.slice(0, Math.max(0, reached.lastIndexOf("/")));
        continue;
      }
      const next = `${reached}/${name}`;
      const mount = this.above(next);
      if (!mount?.isLocal) return { mount, reached: next };
      const target = linkTarget(next);
      if (target === null) reached = next;
      else {
        if (++links > MAX_LINKS) return { mount: null, reached: next };
        if (target.startsWith("/")) reached = "";
        waiting.push(...target.split("/").filter(Boolean).reverse());
      }
    }
    return { mount: this.above(reached === "" ? "/" : reached), reached };
  }

  /** The innermost mount at or above a path without links; of several at one point the last one covers the others. */
  private above(path: string): Mount | null {
    let best: Mount | null = null;
    for (const mount of this.mounts ?? []) {
      const { point } = mount;
      const covers = point === "/" || path === point || (path.startsWith(point) && path[point.length] === "/");
      if (covers && point.length >= (best?.point.length ?? 0)) best = mount;
    }
    return best;
  }
}

function linkTarget(path: string): string | null {
  try {
    const stat = lstatSync(systemPath(path), { throwIfNoEntry: false });
    return stat?.isSymbolicLink() ? decodePath(readlinkSync(systemPath(path), "buffer")) : null;
  } catch {
    return null;
  }
}

function readMounts(list: () => string): Mount[] | null {
  let text: string;
  try {
    text = list();
  } catch {
    return null;
  }
  return text.split("\n").flatMap((line) => {
    const fields = line.split(" ");
    const point = fields[4];
    const type = fields[fields.indexOf("-") + 1];
    if (point === undefined || type === undefined || !fields.includes("-")) return [];
    const plain = point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    );
    const isLocal = LOCAL.has(type);
    return [{ point: plain, type, isLocal, tellsOfChanges: isLocal && !LAYERED.has(type) }];
  });
}

/** How a file system is named in a sentence: `nfs4 at /srv`. */
export function namedMount({ type, point }: Mount): string {
  return `${type} at ${displayPath(point)}`;
}

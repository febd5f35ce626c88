import { LibraryIndex } from "../../core/completion/library-index.ts";
import type { VerifiedStat } from "../match-result.ts";

/** A file as a walk found it. */
export interface FoundFile {
  /** Absolute, parts joined with `/`. */
  folder: string;
  name: string;
  stat: VerifiedStat;
}

/** Every file of the user's roots, each inode once, in columns: a hundred thousand take some 30 MB. */
export class Library {
  readonly index = new LibraryIndex();
  private readonly devices: bigint[] = [];
  private readonly deviceOf: number[] = [];
  private readonly inodes = new Column();
  private readonly mtimes = new Column();
  private readonly ctimes = new Column();
  /** For each device, inode → file; inodes beyond 2^53 as bigint. */
  private readonly ids: Map<number | bigint, number>[] = [];
  bytes = 0;

  /** False for a file that is known by another name: a hard link, or a root that lies in another. */
  add({ folder, name, stat }: FoundFile): boolean {
    let device = this.devices.indexOf(stat.dev);
    if (device < 0) {
      device = this.devices.push(stat.dev) - 1;
      this.ids.push(new Map());
    }
    const inodes = this.ids[device] as Map<number | bigint, number>;
    const key = small(stat.ino);
    if (inodes.has(key)) return false;
    inodes.set(key, this.index.add(folder, name, Number(stat.size)));
    this.deviceOf.push(device);
    this.inodes.push(stat.ino);
    this.mtimes.push(stat.mtimeNs);
    this.ctimes.push(stat.ctimeNs);
    this.bytes += Number(stat.size);
    return true;
  }

  get length(): number {
    return this.index.length;
  }

  /** Absolute, with `/`; for the system through `systemPath`. */
  path(id: number): string {
    const folder = this.index.folder(id);
    return folder.endsWith("/") ? `${folder}${this.index.name(id)}` : `${folder}/${this.index.name(id)}`;
  }

  /** How many disks (devices) the files lie on. */
  get disks(): number {
    return this.devices.length;
  }

  /** The disk that a file lies on, counted from 0. */
  device(id: number): number {
    return this.deviceOf[id] as number;
  }

  stat(id: number): VerifiedStat {
    return {
      dev: this.devices[this.deviceOf[id] as number] as bigint,
      ino: BigInt.asUintN(64, this.inodes.at(id)),
      size: BigInt(this.index.size(id)),
      mtimeNs: this.mtimes.at(id),
      ctimeNs: this.ctimes.at(id),
    };
  }

  /** What a file is known by from run to run. */
  key(id: number): string {
    return `${this.devices[this.deviceOf[id] as number]}:${BigInt.asUintN(64, this.inodes.at(id))}`;
  }

  /** The file with this key; null where it is gone. */
  byKey(key: string): number | null {
    const [dev = "", ino = ""] = key.split(":");
    if (!/^\d{1,20}$/.test(dev) || !/^\d{1,20}$/.test(ino)) return null;
    return this.ids[this.devices.indexOf(BigInt(dev))]?.get(small(BigInt(ino))) ?? null;
  }

  /** Compares two files by disk, then by inode: the order in which a disk is read with the least seeking. */
  readonly byPlace = (a: number, b: number): number => {
    const disks = this.device(a) - this.device(b);
    if (disks !== 0) return disks;
    const [x, y] = [BigInt.asUintN(64, this.inodes.at(a)), BigInt.asUintN(64, this.inodes.at(b))];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

/** A number where that is exact: a bigint is an object of its own. */
function small(value: bigint): number | bigint {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** Numbers of 64 bits without an object for each. */
class Column {
  private values = new BigInt64Array(1024);
  private length = 0;

  push(value: bigint): void {
    if (this.length === this.values.length) {
      const larger = new BigInt64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = BigInt.asIntN(64, value);
  }

  at(index: number): bigint {
    return this.values[index] as bigint;
  }
}

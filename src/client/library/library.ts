import { Chains } from "../../core/completion/chains.ts";
import { Column } from "../../core/completion/column.ts";
import { LibraryIndex } from "../../core/completion/library-index.ts";
import type { VerifiedStat } from "../match-result.ts";

/** A file as a walk found it. */
export interface FoundFile {
  /** Absolute, parts joined with `/`. */
  folder: string;
  name: string;
  stat: VerifiedStat;
}

/** Length of what `Library.identify` writes. */
export const IDENTITY_BYTES = 40;

/** Names of one file that are kept: a store of hard links has them by the thousand. */
const MAX_NAMES = 32;

/**
 * Every file of the user's roots in columns: each inode once, under each of its names (hard links). A hundred thousand
 * take some 20 MB.
 */
export class Library {
  readonly index = new LibraryIndex();
  private readonly devices: bigint[] = [];
  private readonly deviceOf = new Column(Int32Array);
  /** Halves of 32 bits: a bigint would be an object of its own at each look. */
  private readonly inodesHigh = new Column(Uint32Array);
  private readonly inodesLow = new Column(Uint32Array);
  private readonly mtimes = new Column(BigInt64Array);
  private readonly ctimes = new Column(BigInt64Array);
  /** Names by inode; those of another device with the same number stand among them. */
  private readonly byInode = new Chains((id) => inodeKey(this.inodesHigh.at(id), this.inodesLow.at(id)));
  /** How many there are, each once. */
  files = 0;
  /** Of all of them. */
  bytes = 0;

  /** Takes a file, or another name of one that is known; the same path only once. */
  add({ folder, name, stat }: FoundFile): void {
    let device = this.devices.indexOf(stat.dev);
    if (device < 0) device = this.devices.push(stat.dev) - 1;
    const [high, low] = halves(stat.ino);
    const names = this.names(device, high, low);
    if (names.length >= MAX_NAMES || names.some((id) => this.isAt(id, folder, name))) return;
    const size = Number(stat.size);
    this.index.add(folder, name, size, names[0]);
    this.deviceOf.push(device);
    this.inodesHigh.push(high);
    this.inodesLow.push(low);
    this.mtimes.push(BigInt.asIntN(64, stat.mtimeNs));
    this.ctimes.push(BigInt.asIntN(64, stat.ctimeNs));
    this.byInode.add(inodeKey(high, low));
    if (names.length > 0) return;
    this.files++;
    this.bytes += size;
  }

  /** Every file once, by its first name. */
  *ids(): Generator<number> {
    for (let id = 0; id < this.index.length; id++) if (this.index.fileOf(id) === id) yield id;
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
    return this.deviceOf.at(id);
  }

  stat(id: number): VerifiedStat {
    return {
      dev: this.devices[this.device(id)] as bigint,
      ino: this.inode(id),
      size: BigInt(this.index.size(id)),
      mtimeNs: this.mtimes.at(id),
      ctimeNs: this.ctimes.at(id),
    };
  }

  /** What a file is known by from run to run. */
  key(id: number): string {
    return `${this.devices[this.device(id)]}:${this.inode(id)}`;
  }

  /** Writes what tells a file from every other and from itself changed, IDENTITY_BYTES of it. @param ctime counts in place of its own where it is not null */
  identify(id: number, to: DataView, ctime: bigint | null): void {
    to.setBigUint64(0, BigInt.asUintN(64, this.devices[this.device(id)] as bigint));
    to.setUint32(8, this.inodesHigh.at(id));
    to.setUint32(12, this.inodesLow.at(id));
    to.setFloat64(16, this.index.size(id));
    to.setBigInt64(24, this.mtimes.at(id));
    to.setBigInt64(32, ctime ?? this.ctimes.at(id));
  }

  /** The file with this key, by the name that it had or by its first; null where it is gone. */
  byKey(key: string, name: string): number | null {
    const [dev = "", ino = ""] = key.split(":");
    if (!/^\d{1,20}$/.test(dev) || !/^\d{1,20}$/.test(ino)) return null;
    const names = this.names(this.devices.indexOf(BigInt(dev)), ...halves(BigInt(ino)));
    return names.find((id) => this.index.name(id) === name) ?? names[0] ?? null;
  }

  /** Compares two files by disk, then by inode: the order in which a disk is read with the least seeking. */
  readonly byPlace = (a: number, b: number): number => {
    const { inodesHigh, inodesLow } = this;
    return this.device(a) - this.device(b) || inodesHigh.at(a) - inodesHigh.at(b) || inodesLow.at(a) - inodesLow.at(b);
  };

  private inode(id: number): bigint {
    return (BigInt(this.inodesHigh.at(id)) << 32n) | BigInt(this.inodesLow.at(id));
  }

  /** All names of a file, in the order that they were found in. */
  private names(device: number, high: number, low: number): number[] {
    return this.byInode
      .of(inodeKey(high, low), Number.POSITIVE_INFINITY)
      .filter((id) => this.device(id) === device && this.inodesHigh.at(id) === high);
  }

  private isAt(id: number, folder: string, name: string): boolean {
    return this.index.name(id) === name && this.index.folder(id) === folder;
  }
}

function halves(inode: bigint): [high: number, low: number] {
  return [Number(BigInt.asUintN(32, inode >> 32n)), Number(BigInt.asUintN(32, inode))];
}

/** Inodes beyond 2^53 may share one; those of equal key have the lower half in common. */
function inodeKey(high: number, low: number): number {
  return (high & 0x1fffff) * 0x1_0000_0000 + low;
}

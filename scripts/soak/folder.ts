import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import bencode from "bencode";
import type { Random } from "../corpus/random.ts";
import { generateTorrent } from "../corpus/torrent.ts";

/** One generated torrent as a client knows it. */
export interface Known {
  infoHash: string;
  files: { path: string; size: number }[];
}

const FOLDERS = 12;
/** Of what is generated. */
export const OPTIONS = { torrents: 1_000_000, files: 5_000_000, small: true };

/** A folder of .torrent files that somebody works in, and what has to be in it. */
export class Folder {
  /** Path below the folder → info-hash. */
  readonly files = new Map<string, string>();
  /** Every torrent that ever lay here. */
  readonly known: Known[] = [];
  readonly counts = { added: 0, removed: 0, moved: 0, replaced: 0, copied: 0 };
  private made = 0;

  constructor(
    readonly path: string,
    private readonly seed: number,
    private readonly random: Random,
    private readonly size: number,
  ) {
    for (let i = 0; i < FOLDERS; i++) mkdirSync(join(path, `${i}`), { recursive: true });
    for (let i = 0; i < size; i++) this.add();
  }

  /** One change of the kinds that happen, and none that takes most of the files away. */
  change(): void {
    const few = this.files.size < this.size * 0.8;
    if (few || this.random.chance(0.4)) {
      this.add();
      return;
    }
    const path = this.random.pick([...this.files.keys()]);
    const hash = this.files.get(path) ?? "";
    const kind = this.random.pick(["remove", "remove", "move", "replace", "copy"] as const);
    if (kind === "remove") {
      rmSync(join(this.path, path));
      this.files.delete(path);
      this.counts.removed++;
    } else if (kind === "move") {
      const to = this.newPath();
      renameSync(join(this.path, path), join(this.path, to));
      this.files.delete(path);
      this.files.set(to, hash);
      this.counts.moved++;
    } else if (kind === "replace") {
      const { bytes, infoHash } = this.next();
      // In place, as some programs write: half a file may be seen.
      writeFileSync(join(this.path, path), bytes);
      this.files.set(path, infoHash);
      this.counts.replaced++;
    } else {
      const to = this.newPath();
      writeFileSync(join(this.path, to), this.bytesOf(hash));
      this.files.set(to, hash);
      this.counts.copied++;
    }
  }

  private add(): void {
    const { bytes, infoHash } = this.next();
    const path = this.newPath();
    const full = join(this.path, path);
    if (this.random.chance(0.1)) mkdirSync(join(dirname(full), `deep-${this.made}`), { recursive: true });
    if (this.random.chance(0.5)) writeFileSync(full, bytes);
    else {
      writeFileSync(`${full}.part`, bytes);
      renameSync(`${full}.part`, full);
    }
    this.files.set(path, infoHash);
    this.counts.added++;
  }

  private newPath(): string {
    return `${this.random.integer(0, FOLDERS - 1)}/${this.random.next().toString(36)}-${this.made}.torrent`;
  }

  private next(): { bytes: Uint8Array; infoHash: string } {
    const { bytes, files } = generateTorrent(this.seed, this.made++, OPTIONS);
    const infoHash = infoHashOf(bytes);
    this.known.push({ infoHash, files: files.slice(0, 50) });
    return { bytes, infoHash };
  }

  /** The .torrent of one that ever lay here. */
  bytesOf(infoHash: string): Uint8Array {
    const index = this.known.findIndex((known) => known.infoHash === infoHash);
    return generateTorrent(this.seed, index, OPTIONS).bytes;
  }
}

/** By another reader than our own; what is generated is canonical, so that encoding it again gives the same bytes. */
export function infoHashOf(bytes: Uint8Array): string {
  const info = bencode.encode(bencode.decode(bytes).info);
  return new Bun.CryptoHasher("sha1").update(info).digest("hex");
}

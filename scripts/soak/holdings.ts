import type { Random } from "../corpus/random.ts";
import { generateTorrent } from "../corpus/torrent.ts";
import { type Folder, infoHashOf, type Known, OPTIONS } from "./folder.ts";

/** A torrent that somebody puts in, and what he knows of it. */
export interface Pushed extends Known {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  externalId: string | null;
  /** Null until it is known to be in. */
  id: number | null;
  inFolder: boolean;
  flagged: boolean;
  removed: boolean;
}

/** Everything that was put in and acknowledged, by info-hash. */
export class Holdings {
  readonly pushed = new Map<string, Pushed>();
  private made = 0;

  constructor(private readonly seed: number) {}

  /** A torrent that nobody has seen yet. */
  make(): Pushed {
    const externalId = String(1_000_000 + this.made);
    const { bytes, files, name } = generateTorrent(this.seed, this.made++, OPTIONS);
    const infoHash = infoHashOf(bytes);
    const kept = { bytes: Uint8Array.from(bytes), files: files.slice(0, 50) };
    return { ...kept, infoHash, name, externalId, id: null, inFolder: false, flagged: false, removed: false };
  }

  /** One that lies in a folder, or did once. */
  fromFolder(folder: Folder, random: Random): Pushed {
    const known = random.pick(folder.known);
    const bytes = Uint8Array.from(folder.bytesOf(known.infoHash));
    const state = { externalId: null, id: null, inFolder: true, flagged: false, removed: false };
    return this.pushed.get(known.infoHash) ?? { ...known, name: "", bytes, ...state };
  }

  /** It is in. */
  keep(torrent: Pushed): void {
    this.pushed.set(torrent.infoHash, torrent);
  }

  /** Up to `count` different ones. */
  some(random: Random, count: number): Pushed[] {
    const all = [...this.pushed.values()];
    if (all.length === 0) return [];
    return [...new Set(Array.from({ length: count }, () => random.pick(all)))];
  }

  /** What is on offer although no folder may have it, and what is not although one may. */
  states(): { stored: Set<string>; off: Set<string> } {
    const all = [...this.pushed.values()];
    return {
      stored: new Set(all.filter(({ removed }) => !removed).map(({ infoHash }) => infoHash)),
      off: new Set(all.filter(({ flagged, removed }) => flagged || removed).map(({ infoHash }) => infoHash)),
    };
  }
}

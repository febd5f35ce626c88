import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../corpus/random.ts";
import type { Folder } from "./folder.ts";
import type { Holdings, Pushed } from "./holdings.ts";
import { tar } from "./pusher.ts";

/** How ids of users in histories begin. */
export const HISTORY_USERS = "soaked-";

const TORRENTS = 150;
const LINES = 2_000;

/** Something that a command puts in, again and again until it has ended well: then all of it has to be there. */
export interface Delivery {
  /** The command's arguments. */
  next(): string[];
  ended(code: number): void;
  /** One that was begun and has not ended well. */
  readonly open: boolean;
}

/** Archives for `torrents import`. */
export class ArchiveDelivery implements Delivery {
  private torrents: Pushed[] | null = null;

  constructor(
    private readonly home: string,
    private readonly holdings: Holdings,
  ) {}

  get open(): boolean {
    return this.torrents !== null;
  }

  next(): string[] {
    const path = join(this.home, "import.tar");
    if (!this.torrents) {
      this.torrents = Array.from({ length: TORRENTS }, () => this.holdings.make());
      writeFileSync(path, tar(this.torrents));
    }
    return ["torrents", "import", path];
  }

  ended(code: number): void {
    if (code !== 0) return;
    for (const torrent of this.torrents ?? []) this.holdings.keep(torrent);
    this.torrents = null;
  }
}

/** Lines for `history import`. */
export class HistoryDelivery implements Delivery {
  /** `user info-hash` of everything that is in. */
  readonly kept = new Set<string>();
  private lines: string[] | null = null;

  constructor(
    private readonly home: string,
    private readonly folder: Folder,
    private readonly random: Random,
  ) {}

  get open(): boolean {
    return this.lines !== null;
  }

  next(): string[] {
    const path = join(this.home, "history.csv");
    if (!this.lines) {
      const line = () => {
        const isKnown = this.random.chance(0.5);
        const hash = isKnown
          ? this.random.pick(this.folder.known).infoHash
          : Buffer.from(this.random.bytes(20)).toString("hex");
        return `${HISTORY_USERS}${this.random.integer(0, 20)},${hash}`;
      };
      this.lines = Array.from({ length: LINES }, line);
      writeFileSync(path, this.lines.join("\n"));
    }
    return ["history", "import", path];
  }

  ended(code: number): void {
    if (code !== 0) return;
    for (const line of this.lines ?? []) this.kept.add(line);
    this.lines = null;
  }
}

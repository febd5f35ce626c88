import type { ReadResult } from "../files/torrent-file.ts";

/** How often a file that keeps changing may be put off, in spans of freshness. */
const MAX_SPANS = 5;
/** Files remembered before old ones are forgotten. */
const MANY = 1_000;

/**
 * Puts off files that are no torrents and were written to a moment ago: they may be half-written, and what they held
 * before may be back in an instant.
 */
export class SettleDelay {
  /** Root and path → when it was first put off. */
  private readonly since = new Map<string, number>();

  /** @param later is told when to look at a file again */
  constructor(
    private readonly freshMs: number,
    private readonly clock: () => number,
    private readonly later: (root: number, path: string, at: number) => void,
  ) {}

  /** True for a result that is to wait; the file is noted for later then. */
  hold(root: number, path: string, result: ReadResult): boolean {
    const key = `${root}/${path}`;
    const now = this.clock();
    if (result.kind === "rejected") {
      const since = this.since.get(key) ?? now;
      const writtenAt = result.stamp.mtimeS * 1_000 + result.stamp.mtimeNs / 1e6;
      // A clock of another machine may be ahead of ours; one far ahead says nothing.
      if (Math.abs(now - writtenAt) < this.freshMs && now - since < MAX_SPANS * this.freshMs) {
        if (this.since.size >= MANY) this.forgetOld(now);
        this.since.set(key, since);
        this.later(root, path, Math.ceil(writtenAt + this.freshMs));
        return true;
      }
    }
    this.since.delete(key);
    return false;
  }

  private forgetOld(now: number): void {
    for (const [key, since] of this.since) if (now - since >= MAX_SPANS * this.freshMs) this.since.delete(key);
  }
}

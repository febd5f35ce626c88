import { bytesToHex } from "../../core/hex.ts";
import type { SwarmCount } from "../../core/scrape/swarm-count.ts";
import type { Fault, TrackerSource } from "./tracker-source.ts";

/** Counts by info-hash in hex: of every info-hash that was asked about; null for counts that cannot be true. */
export type Counts = Map<string, SwarmCount | null>;

/** Why a tracker gives no counts. */
export class TrackerFault extends Error {
  constructor(readonly fault: Fault) {
    super(fault.reason);
  }
}

/** Resolves after so many milliseconds, or as soon as the signal is aborted. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

const OTHERS: Fault = {
  kind: "failed",
  reason: "response about torrents that were not requested",
  retryAfterMs: null,
};
const NOBODY: SwarmCount = { seeders: 0, leechers: 0 };

/**
 * Asks one tracker about any number of torrents: one question at a time with a pause in between, in the portions that
 * it takes, which it shows by its answers.
 */
export class Tracker {
  requests = 0;
  /** Info-hashes that it takes at a time, as far as is known. */
  private limit: number;
  /** True when it is known to leave out torrents that nobody announces: then what it leaves out has no peers. */
  private leavesOut = false;
  private asked = false;

  constructor(
    private readonly source: TrackerSource,
    private readonly pauseMs: number,
    private readonly wait: Wait,
  ) {
    this.limit = source.limit;
  }

  get name(): string {
    return this.source.name;
  }

  /** Info-hashes that are best asked about together. */
  get portion(): number {
    return this.limit;
  }

  /**
   * The counts of all info-hashes. A torrent that the tracker does not know has nobody who seeds it.
   * @throws TrackerFault
   */
  async count(hashes: readonly Uint8Array[], signal: AbortSignal): Promise<Counts> {
    const counts: Counts = new Map();
    // Never an empty question: some trackers take it for a question about everything.
    const queue: Uint8Array[][] = hashes.length > 0 ? [[...hashes]] : [];
    for (let group = queue.shift(); group; group = queue.shift()) {
      if (group.length > this.limit) {
        queue.unshift(group.slice(0, this.limit), group.slice(this.limit));
        continue;
      }
      const reply = await this.ask(group, signal);
      if ("counts" in reply) {
        const missing = take(counts, group, reply.counts);
        // Nothing can be said then of those that it leaves out: a cache, or a page for everybody, has answered.
        if (missing.length === group.length && reply.counts.size > 0) throw new TrackerFault(OTHERS);
        if (missing.length > 0) queue.unshift(...(await this.lookAgain(counts, group.length, missing, signal)));
      } else if (reply.fault.kind === "too-many" && group.length > 1) {
        this.limit = Math.floor(group.length / 2);
        queue.unshift(group);
      } else if (reply.fault.kind === "unknown-torrent") {
        // Which one it does not know it does not say.
        if (group.length === 1) counts.set(bytesToHex(group[0] as Uint8Array), NOBODY);
        else queue.unshift(...halves(group));
      } else throw new TrackerFault(reply.fault);
    }
    return counts;
  }

  close(): void {
    this.source.close();
  }

  /**
   * Settles what an answer left out: torrents that the tracker does not know, or those beyond what it takes at a time.
   * The last ones are asked about first, once: an answer shows that it is the latter.
   * @returns what is still to be asked
   */
  private async lookAgain(
    counts: Counts,
    asked: number,
    missing: Uint8Array[],
    signal: AbortSignal,
  ): Promise<Uint8Array[][]> {
    const answered = asked - missing.length;
    if (this.source.isOrdered) {
      this.limit = answered;
      return [missing];
    }
    if (answered > 0 && !this.leavesOut) {
      const reversed = missing.toReversed();
      const reply = await this.ask(reversed, signal);
      if (!("counts" in reply)) throw new TrackerFault(reply.fault);
      const left = take(counts, reversed, reply.counts);
      if (left.length === reversed.length && reply.counts.size > 0) throw new TrackerFault(OTHERS);
      if (left.length < reversed.length) {
        this.limit = answered;
        return left.length > 0 ? [left] : [];
      }
      this.leavesOut = true;
    }
    for (const hash of missing) counts.set(bytesToHex(hash), NOBODY);
    return [];
  }

  private async ask(hashes: readonly Uint8Array[], signal: AbortSignal): ReturnType<TrackerSource["ask"]> {
    if (this.asked) await this.wait(this.pauseMs, signal);
    this.asked = true;
    this.requests++;
    return this.source.ask(hashes, signal);
  }
}

/** Takes the counts that were asked for; answers the info-hashes that have none. */
function take(counts: Counts, asked: readonly Uint8Array[], said: Counts): Uint8Array[] {
  return asked.filter((hash) => {
    const hex = bytesToHex(hash);
    const count = said.get(hex);
    if (count !== undefined) counts.set(hex, count);
    return count === undefined;
  });
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

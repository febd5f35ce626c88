import type { UserData } from "../../core/access/user-data.ts";
import type { Log } from "../../core/log.ts";
import { formatAmount } from "../../core/quantity.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import type { HandOutWay } from "../../store/people/hand-outs.ts";
import type { MatchRow, RequestRow } from "../../store/people/requests.ts";
import type { Store } from "../../store/store.ts";
import type { Stores } from "../runtime/stores.ts";

/** Calls back after some milliseconds; answers what cancels it. */
export type After = (ms: number, callback: () => void) => () => void;

/** The real timer; it does not keep a process alive. */
export const after: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Torrents that were handed to somebody whom access control knows, other than by a match. */
export interface HandedRow {
  at: number;
  identity: string;
  torrentIds: number[];
  way: HandOutWay;
}

type Entry =
  | { request: RequestRow }
  | { match: MatchRow }
  | { handed: HandedRow }
  | { skipped: number[]; at: number }
  | { token: number; at: number };

const FLUSH_MS = 250;
/** Entries, and torrent ids among them, of one transaction: a few milliseconds of the event loop. */
const BATCH = 500;
const BATCH_IDS = 5_000;
/** Waiting entries while the database is locked; beyond that the oldest are lost. */
const QUEUE = 20_000;
const MAX_DELAY_MS = 5_000;

/**
 * Rows of the request log and the match log, written in batches off the requests' path. The store behind `stores` has a
 * tiny busy timeout: a locked database delays rows, never requests. Rows not yet written are lost in a crash, and dropped
 * where what they tell of users was wiped meanwhile.
 */
export class RequestLog {
  private queue: Entry[] = [];
  private lost = 0;
  private lostInAll = 0;
  private failures = 0;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly stores: Stores,
    private readonly log: Log,
    private readonly later: After = after,
  ) {}

  /** Entries that wait to be written, and how many were lost since the start. */
  get backlog(): { waiting: number; lost: number } {
    return { waiting: this.queue.length, lost: this.lostInAll };
  }

  /** Notes one answered request. */
  request(row: RequestRow): void {
    this.add({ request: row });
  }

  /** Notes one answered match. */
  match(row: MatchRow): void {
    this.add({ match: row });
  }

  /** Notes what went to whom, where that was no match. */
  handed(row: HandedRow): void {
    if (row.torrentIds.length > 0) this.add({ handed: row });
  }

  /** Torrents handed to somebody that are not written yet. */
  handedLately(identity: string): Set<number> {
    const rows = handOutsOf(this.queue).filter((row) => row.identity === identity);
    return new Set(rows.flatMap(({ torrentIds }) => torrentIds));
  }

  /** Notes torrents that an answer had to leave out, for the next scan to look at. */
  skipped(torrentIds: number[], at: number): void {
    if (torrentIds.length > 0) this.add({ skipped: torrentIds, at });
  }

  /** Notes that a token was used. */
  tokenUsed(token: number, at: number): void {
    this.add({ token, at });
  }

  private add(entry: Entry): void {
    this.queue.push(entry);
    if (this.queue.length > QUEUE) {
      this.queue.shift();
      this.lost++;
      this.lostInAll++;
    }
    // A full batch goes out at once, unless the database has just rejected one.
    if (this.queue.length === BATCH && this.failures === 0) this.schedule(0);
    else if (!this.cancel) this.schedule(FLUSH_MS);
  }

  private schedule(ms: number): void {
    this.cancel?.();
    this.cancel = this.later(ms, () => {
      this.cancel = null;
      this.flush();
      if (this.queue.length === 0) return;
      this.schedule(this.failures === 0 ? 0 : Math.min(MAX_DELAY_MS, FLUSH_MS * 2 ** this.failures));
    });
  }

  /** Writes one batch. Answers false when the database did not take it; the rows then wait. */
  flush(): boolean {
    const batch = this.nextBatch();
    if (batch.length === 0) return true;
    try {
      this.stores.use((store) => {
        const { request_log_keep: keep, hand_out_log_keep: keepHandOuts } = store.settings.read().settings;
        store.write(() => {
          const left = <T extends { at: number }>(kind: UserData, rows: T[]): T[] => {
            const wiped = rows.length === 0 ? 0 : store.wipes.until(kind);
            return wiped === 0 ? rows : rows.filter(({ at }) => at > wiped);
          };
          store.requests.append(left("requests", requestsOf(batch)), keep);
          store.requests.appendMatches(left("matches", matchesOf(batch)), keep);
          noteHandOuts(store, left("hand-outs", handOutsOf(batch)), keepHandOuts);
          store.tokens.used(usesOf(batch));
          for (const entry of batch) if ("skipped" in entry) store.suspects.note(entry.skipped, entry.at);
        });
      });
    } catch (error) {
      // Said once for each trouble, not for each attempt.
      if (this.failures++ === 0) this.log("warn", `request log: cannot write, will retry: ${String(error)}`);
      return false;
    }
    this.queue.splice(0, batch.length);
    this.failures = 0;
    // Nobody waits for it: a loss of power takes no more of what went to whom than the end of a process does.
    if (handOutsOf(batch).length > 0) this.stores.synced().catch((error) => this.log("warn", errorMessage(error)));
    if (this.lost > 0) this.log("warn", `request log: ${this.lost} rows lost while the database was locked`);
    this.lost = 0;
    return true;
  }

  private nextBatch(): Entry[] {
    let ids = 0;
    const end = this.queue.slice(0, BATCH).findIndex((entry, index) => {
      if ("match" in entry) ids += entry.match.torrentIds.length;
      if ("handed" in entry) ids += entry.handed.torrentIds.length;
      return index > 0 && ids > BATCH_IDS;
    });
    return this.queue.slice(0, end < 0 ? BATCH : end);
  }

  /** Writes what is left, as far as the database takes it. */
  stop(): void {
    this.cancel?.();
    this.cancel = null;
    while (this.queue.length > 0) {
      if (this.flush()) continue;
      this.lostInAll += this.queue.length;
      this.log(
        "warn",
        `request log: ${formatAmount(this.queue.length, "row")} lost, the database could not be written`,
      );
      this.queue = [];
    }
  }
}

function requestsOf(batch: readonly Entry[]): RequestRow[] {
  return batch.flatMap((entry) => ("request" in entry ? [entry.request] : []));
}

function matchesOf(batch: readonly Entry[]): MatchRow[] {
  return batch.flatMap((entry) => ("match" in entry ? [entry.match] : []));
}

function handOutsOf(batch: readonly Entry[]): HandedRow[] {
  return batch.flatMap((entry) => {
    if ("handed" in entry) return [entry.handed];
    if (!("match" in entry) || !entry.match.identity) return [];
    const { at, identity, torrentIds, tier } = entry.match;
    return [{ at, identity, torrentIds, way: tier }];
  });
}

function noteHandOuts(store: Store, handOuts: readonly HandedRow[], keep: number): void {
  const some = handOuts.filter(({ torrentIds }) => torrentIds.length > 0);
  for (const { identity, torrentIds, at, way } of some) store.handOuts.append(identity, torrentIds, at, way);
  if (some.length > 0) store.handOuts.trim(keep);
}

/** The last use of each token. */
function usesOf(batch: readonly Entry[]): Map<number, number> {
  return new Map(batch.flatMap((entry) => ("token" in entry ? [[entry.token, entry.at] as const] : [])));
}

import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { ChangeQueue, type QueueTimes } from "../../core/watch/change-queue.ts";
import { nextSweep, type SweepTimes } from "../../core/watch/sweep-plan.ts";
import { explained } from "../../store/database/database.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import type { Stores } from "../runtime/stores.ts";
import { finishIndexing } from "../scan/finish-indexing.ts";
import { type ChangedPaths, updatePaths } from "./path-update.ts";
import { SettleDelay } from "./settle-delay.ts";
import { sweep } from "./sweep.ts";
import type { WatchEvent } from "./watch-event.ts";
import { WatchedRoot } from "./watched-root.ts";
import { type WatchFolder, watchFolder } from "./watcher.ts";

export type { WatchEvent } from "./watch-event.ts";

/** All in milliseconds, but for counts of paths. */
export interface WatchTimes extends QueueTimes, Omit<SweepTimes, "intervalMs"> {
  /** So many changes of one root at once may have hidden others: a sweep follows. */
  manyPaths: number;
  /** Between looks at the registered paths and at whether the folders are still the same. */
  checkMs: number;
  /** A file that is no torrent and was written to so lately may be half-written: it is looked at again first. */
  freshMs: number;
  /** Before what the database did not take is tried again; twice as long each time, up to a minute. */
  retryMs: number;
  /** Before what cannot be watched is tried again. */
  rewatchMs: number;
}

const TIMES: WatchTimes = {
  quietMs: 100,
  latestMs: 1_200,
  burstPaths: 1_000,
  manyPaths: 200,
  settleMs: 3_000,
  pollMs: 30_000,
  lostMs: 30_000,
  checkMs: 2_000,
  freshMs: 2_000,
  retryMs: 1_000,
  rewatchMs: 10 * 60_000,
};
const MAX_RETRY_MS = 60_000;

export interface WatchOptions {
  /** Registered paths to watch; unless given all of them, those registered later included. */
  paths?: readonly string[] | undefined;
  /** Look every so many milliseconds instead of having the system tell of changes. */
  pollMs?: number | undefined;
  times?: Partial<WatchTimes>;
  watchFolder?: WatchFolder;
  signal?: AbortSignal;
  clock?: () => number;
}

/**
 * Keeps the index up to date with the roots until it is stopped. Nothing that happens to a root or to the database ends
 * it: a root that is away changes nothing and is waited for, and so is a database that cannot be written.
 */
export async function* watch(stores: Stores, options: WatchOptions = {}): AsyncGenerator<WatchEvent> {
  const watcher = new Watcher(stores, options);
  try {
    yield* watcher.run();
  } finally {
    watcher.close();
  }
}

class Watcher {
  private readonly roots = new Map<number, WatchedRoot>();
  private readonly times: WatchTimes;
  private readonly clock: () => number;
  private readonly signal: AbortSignal;
  private readonly queue: ChangeQueue;
  private readonly fresh: SettleDelay;
  private store: Store | null = null;
  private intervalMs = 0;
  private checkAt = 0;
  private idle = false;
  /** The database does not take what is to be written. */
  private trouble: { until: number; pauseMs: number } | null = null;
  /** Torrents may lack their postings: before the first write, and after one that failed. */
  private unfinished = true;
  private sleep = { until: 0, wake: () => {} };

  constructor(
    private readonly stores: Stores,
    private readonly options: WatchOptions,
  ) {
    const poll = options.pollMs === undefined ? {} : { pollMs: options.pollMs };
    this.times = { ...TIMES, ...poll, ...options.times };
    this.clock = options.clock ?? Date.now;
    this.signal = options.signal ?? new AbortController().signal;
    this.queue = new ChangeQueue(this.times);
    this.fresh = new SettleDelay(this.times.freshMs, this.clock, (root, path, at) =>
      this.queue.noteLater(root, path, at),
    );
  }

  async *run(): AsyncGenerator<WatchEvent> {
    this.signal.addEventListener("abort", () => this.sleep.wake());
    while (!this.signal.aborted) {
      if (this.clock() >= this.checkAt) {
        this.checkAt = this.clock() + this.times.checkMs;
        yield* this.withStore((store) => this.checkRegistered(store));
        for (const watched of this.roots.values()) yield* watched.check(this.clock());
      }
      if (this.clock() >= (this.trouble?.until ?? 0)) {
        const trouble = this.trouble;
        yield* this.withStore((store) => this.settle(store));
        if (trouble && trouble === this.trouble) {
          this.trouble = null;
          yield { type: "resumed" };
        }
      }
      await this.pause();
    }
  }

  /** Stops watching. */
  close(): void {
    for (const watched of this.roots.values()) watched.close();
  }

  /** Does work on the database. What it does not take now is told once, and is tried again. */
  private async *withStore(work: (store: Store) => AsyncGenerator<WatchEvent>): AsyncGenerator<WatchEvent> {
    try {
      const lease = this.stores.lease();
      try {
        yield* work(lease.store);
      } finally {
        lease.release();
      }
    } catch (cause) {
      const error = explained(this.stores.path, cause);
      if (!(error instanceof ReseederError) || !error.code.startsWith("DATABASE_")) throw error;
      this.unfinished = true;
      const pauseMs = this.trouble ? Math.min(this.trouble.pauseMs * 2, MAX_RETRY_MS) : this.times.retryMs;
      if (!this.trouble) yield { type: "waiting", code: error.code, message: error.message, hint: error.hint };
      this.trouble = { until: this.clock() + pauseMs, pauseMs };
    }
  }

  private async *checkRegistered(store: Store): AsyncGenerator<WatchEvent> {
    const { paths } = this.options;
    const listed = store.roots.list().filter(({ path }) => !paths || paths.includes(path));
    this.intervalMs = store.settings.read().settings.rescan_interval_minutes * 60_000;
    for (const [id, watched] of this.roots) {
      if (listed.some((root) => root.id === id && root.path === watched.root.path)) continue;
      watched.close();
      this.queue.drop(id);
      this.roots.delete(id);
      yield { type: "unwatched", root: displayPath(watched.root.path) };
    }
    // Another file than before, a backup that was restored: what it knows is of another time.
    if (this.store !== store) for (const { state } of this.roots.values()) state.asked ??= "start";
    this.store = store;
    for (const root of listed) if (!this.roots.has(root.id)) this.roots.set(root.id, this.begin(root));
    if (listed.length === 0 && !this.idle) yield { type: "idle" };
    this.idle = listed.length === 0;
  }

  private begin(root: Root): WatchedRoot {
    const checkNow = () => {
      this.checkAt = 0;
      this.sleep.wake();
    };
    const watched = new WatchedRoot(root, {
      watchFolder: this.options.watchFolder ?? watchFolder,
      poll: this.options.pollMs !== undefined,
      rewatchMs: this.times.rewatchMs,
      onProblem: checkNow,
      onChange: (path) => {
        watched.state.lastChangeAt = this.clock();
        if (path === null) return checkNow();
        this.queue.note(root.id, path, watched.state.lastChangeAt);
        if ((this.queue.dueAt() ?? 0) < this.sleep.until) this.sleep.wake();
      },
    });
    return watched;
  }

  /** Does what is due now: the changes that were told, and one sweep. */
  private async *settle(store: Store): AsyncGenerator<WatchEvent> {
    if (this.unfinished) await finishIndexing(store);
    this.unfinished = false;
    yield* this.settleChanges(store);
    const next = this.nextSweep();
    if (!next || next.at > this.clock() || this.signal.aborted) return;
    const { id } = next.watched.root;
    yield* sweep(store, next.watched, next.reason, {
      signal: this.signal,
      clock: this.clock,
      hold: (path, result) => this.fresh.hold(id, path, result),
      // Not its own changes: the sweep may have read, and not yet written, what they are about.
      between: () => this.settleChanges(store, id),
    });
  }

  private nextSweep() {
    const times = { ...this.times, intervalMs: this.intervalMs };
    return [...this.roots.values()]
      .flatMap((watched) => {
        const due = nextSweep(watched.state, times);
        return due ? [{ watched, ...due }] : [];
      })
      .sort((a, b) => a.at - b.at)[0];
  }

  private async *settleChanges(store: Store, except?: number): AsyncGenerator<WatchEvent> {
    const changed: ChangedPaths[] = [];
    for (const { root: id, paths } of this.queue.take(this.clock(), except)) {
      const watched = this.roots.get(id);
      if (!watched || typeof watched.identity !== "string") continue;
      const { root, identity, state } = watched;
      // Perhaps what was lost is coming back.
      if (state.lost) state.asked = "returned";
      if (paths === null) state.asked ??= "burst";
      else changed.push({ root, paths, identity, mayForget: !state.lost });
      if (paths && paths.length > this.times.manyPaths) state.burst = true;
    }
    if (changed.length === 0) return;
    try {
      yield* updatePaths(store, changed, {
        signal: this.signal,
        hold: ({ id }, path, result) => this.fresh.hold(id, path, result),
        onLost: ({ id }, error) => this.roots.get(id)?.markLost("shrunk", error) ?? [],
      });
    } catch (error) {
      for (const { root, paths } of changed) for (const path of paths) this.queue.note(root.id, path, this.clock());
      throw error;
    }
  }

  /** Waits until something is due, or until something happens that makes it due earlier. */
  private async pause(): Promise<void> {
    const due = Math.min(
      this.queue.dueAt() ?? Number.POSITIVE_INFINITY,
      this.nextSweep()?.at ?? Number.POSITIVE_INFINITY,
    );
    const until = Math.min(this.checkAt, Math.max(due, this.trouble?.until ?? 0));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, until - this.clock()));
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.sleep = { until, wake };
      if (this.signal.aborted) wake();
    });
    this.sleep = { until: 0, wake: () => {} };
  }
}

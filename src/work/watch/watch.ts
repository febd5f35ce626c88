import { ChangeQueue } from "../../core/watch/change-queue.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { Mounts } from "../files/mounts.ts";
import type { Stores } from "../runtime/stores.ts";
import { finishIndexing } from "../scan/finish-indexing.ts";
import { Alarm } from "./alarm.ts";
import { DatabaseRetry } from "./database-retry.ts";
import { type ChangedPaths, updatePaths } from "./path-update.ts";
import { SettleDelay } from "./settle-delay.ts";
import { sweep } from "./sweep.ts";
import type { WatchEvent } from "./watch-event.ts";
import { WATCH_TIMES, type WatchTimes } from "./watch-times.ts";
import { WatchedRoot } from "./watched-root.ts";
import { WatchedRoots } from "./watched-roots.ts";
import { type WatchFolder, watchFolder } from "./watcher.ts";

export type { WatchEvent } from "./watch-event.ts";

export interface WatchOptions {
  /** Registered paths to watch; unless given all of them, those registered later included. */
  paths?: readonly string[] | undefined;
  /** Look every so many milliseconds instead of having the system tell of changes. */
  pollMs?: number | undefined;
  times?: Partial<WatchTimes>;
  watchFolder?: WatchFolder;
  /** As in `Mounts`. */
  untold?: Mounts["untold"];
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
  private readonly times: WatchTimes;
  private readonly clock: () => number;
  private readonly signal: AbortSignal;
  private readonly queue: ChangeQueue;
  private readonly fresh: SettleDelay;
  private readonly roots: WatchedRoots;
  private readonly database: DatabaseRetry;
  private readonly alarm: Alarm;
  private readonly mounts = new Mounts();
  private checkAt = 0;
  /** Torrents may lack their postings: before the first write, and after one that failed. */
  private unfinished = true;

  constructor(
    stores: Stores,
    private readonly options: WatchOptions,
  ) {
    const poll = options.pollMs === undefined ? {} : { pollMs: options.pollMs };
    this.times = { ...WATCH_TIMES, ...poll, ...options.times };
    this.clock = options.clock ?? Date.now;
    this.signal = options.signal ?? new AbortController().signal;
    this.alarm = new Alarm(this.clock, this.signal);
    this.queue = new ChangeQueue(this.times);
    this.fresh = new SettleDelay(this.times.freshMs, this.clock, (root, path, at) =>
      this.queue.noteLater(root, path, at),
    );
    this.roots = new WatchedRoots(options.paths, this.times, (root) => this.begin(root));
    this.database = new DatabaseRetry(stores, this.times.retryMs, this.clock);
  }

  async *run(): AsyncGenerator<WatchEvent> {
    while (!this.signal.aborted) {
      if (this.clock() >= this.checkAt) {
        this.checkAt = this.clock() + this.times.checkMs;
        yield* this.database.run((store) => this.checkRegistered(store));
        yield* this.roots.checkFolders(this.clock());
      }
      if (this.clock() >= this.database.until) yield* this.database.resume((store) => this.settle(store));
      const due = Math.min(this.queue.dueAt() ?? Number.POSITIVE_INFINITY, this.nextSweepAt());
      await this.alarm.wait(Math.min(this.checkAt, Math.max(due, this.database.until)));
    }
  }

  /** Stops watching. */
  close(): void {
    this.roots.close();
  }

  private async *checkRegistered(store: Store): AsyncGenerator<WatchEvent> {
    yield* this.roots.checkRegistered(store, (rootId) => this.queue.drop(rootId));
  }

  private nextSweepAt(): number {
    return this.roots.nextSweep()?.at ?? Number.POSITIVE_INFINITY;
  }

  private begin(root: Root): WatchedRoot {
    const checkNow = () => {
      this.checkAt = 0;
      this.alarm.wake();
    };
    const watched = new WatchedRoot(root, {
      watchFolder: this.options.watchFolder ?? watchFolder,
      poll: this.options.pollMs !== undefined,
      rewatchMs: this.times.rewatchMs,
      untold: this.options.untold ?? ((folder, links) => this.mounts.untold(folder, links)),
      onProblem: checkNow,
      onChange: (path) => {
        watched.state.lastChangeAt = this.clock();
        if (path === null) return checkNow();
        this.queue.note(root.id, path, watched.state.lastChangeAt);
        this.alarm.wakeBy(this.queue.dueAt() ?? 0);
      },
    });
    return watched;
  }

  /** Does what is due now: the changes that were told, and one sweep. */
  private async *settle(store: Store): AsyncGenerator<WatchEvent> {
    if (this.unfinished || this.database.until > 0) await finishIndexing(store);
    this.unfinished = true;
    yield* this.settleChanges(store);
    const next = this.roots.nextSweep();
    if (next && next.at <= this.clock() && !this.signal.aborted) {
      const { id } = next.watched.root;
      yield* sweep(store, next.watched, next.reason, {
        signal: this.signal,
        clock: this.clock,
        hold: (path, result) => this.fresh.hold(id, path, result),
        // Not its own changes: the sweep may have read, and not yet written, what they are about.
        between: () => this.settleChanges(store, id),
      });
    }
    this.unfinished = false;
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
        onLinks: ({ id }, links) => this.roots.get(id)?.linked(links),
        onLost: ({ id }, error) => this.roots.get(id)?.markLost("shrunk", error) ?? [],
      });
    } catch (error) {
      for (const { root, paths } of changed) for (const path of paths) this.queue.note(root.id, path, this.clock());
      throw error;
    }
  }
}

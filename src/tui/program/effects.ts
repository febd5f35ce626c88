import { Heartbeat } from "../../work/observe/heartbeat.ts";
import { LiveFeed } from "../../work/observe/live.ts";
import { type RetryOptions, retryWhileBusy } from "../../work/runtime/retry-while-busy.ts";
import { Stores } from "../../work/runtime/stores.ts";
import type { Context } from "../contract/context.ts";
import { problemOf } from "../contract/problem.ts";
import type { Runner } from "../contract/tab.ts";
import type { Message } from "./message.ts";
import type { Program } from "./program.ts";
import { TAB_IDS, type TabId, tabOf } from "./tabs.ts";

export interface EffectsOptions {
  /** The database; absolute. */
  path: string;
  /** What relative paths start at. */
  cwd: string;
  clock: () => number;
  /** Called when the user quits. */
  quit: () => void;
  /** Draws the whole screen anew. */
  redraw: () => void;
  /** Stops the process until it is brought back. */
  suspend: () => void;
}

/** Between two looks whether another process has written. */
const LOOK_MS = 250;
/** Between two drawings that time alone asks for. To draw the screen costs far more than to look. */
const BUSY_MS = 1_000;
const IDLE_MS = 5_000;
/** Seconds for which the rate of requests is worth following by the second. */
const ASKED_S = 20;

/** The side of the dashboard that does things: it follows the database, and does what the reducer wants done. */
export class Effects {
  private readonly stores: Stores;
  private readonly feed: LiveFeed;
  private readonly runners: readonly Runner<unknown>[];
  private heartbeat: Heartbeat | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  /** When the screen was last given something to draw. */
  private shownAt = 0;
  private readonly ending = new AbortController();
  /** Ends with the last change that is to be written. */
  private written: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly program: Program,
    private readonly options: EffectsOptions,
  ) {
    const { path, clock } = options;
    // A look stands in the way of the keys, so it waits for nobody.
    this.stores = new Stores(path, { busyTimeoutMs: 50 });
    this.feed = new LiveFeed(this.stores, clock);
    const runners = new Map(TAB_IDS.map((tab) => [tab, tabOf(tab).effects(this.contextOf(tab))]));
    this.runners = [...runners.values()];
    program.serve((effect) => {
      if (effect.type === "of-tab") runners.get(effect.tab)?.run(effect.effect);
      else options[effect.type]();
    });
  }

  /** Begins to follow the database. */
  start(): void {
    this.heartbeat = new Heartbeat(this.options.path, "tui", { clock: this.options.clock });
    this.look();
    this.timer = setInterval(() => this.lookAgain(), LOOK_MS);
  }

  /** Ends in order: a scan or backup that was started here is stopped first. */
  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.runners.map((runner) => runner.stop?.()));
    this.release();
  }

  /** Looks when another process has written, and now and then for what depends on the time alone. */
  private lookAgain(): void {
    const isDue = this.options.clock() - this.shownAt >= (this.isBusy() ? BUSY_MS : IDLE_MS);
    if (isDue || this.feed.isStale()) this.look(isDue);
  }

  /** True while something moves on the screen by the second. */
  private isBusy(): boolean {
    const { state } = this.program;
    const { notice, live, problem } = state;
    const isAsked = live?.perSecond.counts.slice(-ASKED_S).some((requests) => requests > 0);
    return Boolean(TAB_IDS.some((id) => tabOf(id).underWay(state[id])) || notice || problem || isAsked);
  }

  /** @param always else only news are passed on */
  private look(always = true): void {
    const { state, send } = this.program;
    const now = this.options.clock();
    try {
      const live = this.feed.poll(state.dashboard.filter);
      if (!always && !live.isNews) return;
      this.shownAt = now;
      send({ type: "looked", live, now });
    } catch (error) {
      const problem = problemOf(error);
      if (!always && state.problem?.message === problem.message) return;
      this.shownAt = now;
      send({ type: "trouble", problem, now });
    }
  }

  private write<T>(action: () => T): Promise<T> {
    const write = () => this.waiting((retry) => retryWhileBusy(action, retry));
    const result = this.written.then(write);
    this.written = result.catch(() => {});
    return result;
  }

  private async waiting<T>(action: (retry: Required<Omit<RetryOptions, "wait">>) => Promise<T>): Promise<T> {
    const { send } = this.program;
    let isShown = false;
    const onBusy = () => {
      if (!isShown) send({ type: "waiting", more: 1 });
      isShown = true;
    };
    return await action({ onBusy, signal: this.ending.signal }).finally(() => {
      if (isShown) send({ type: "waiting", more: -1 });
    });
  }

  /** Lets go of the database; what is answered takes it again. */
  private release(): () => void {
    if (this.timer) clearInterval(this.timer);
    this.heartbeat?.leave();
    this.heartbeat = null;
    this.timer = null;
    this.stores.close();
    return () => {
      this.feed.refresh();
      this.start();
    };
  }

  private contextOf(tab: TabId): Context<unknown, unknown> {
    const { program, stores, feed } = this;
    const { path, cwd, clock } = this.options;
    return {
      path,
      cwd,
      clock,
      stores,
      feed,
      state: () => program.state[tab],
      send: (message) => program.send({ type: "to-tab", tab, message } as Message),
      tell: program.send,
      look: () => {
        feed.refresh();
        this.look();
      },
      write: (action) => this.write(action),
      waiting: (action) => this.waiting(action),
      release: () => this.release(),
    };
  }
}

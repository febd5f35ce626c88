import { runJob } from "../../work/jobs/job.ts";
import { Heartbeat } from "../../work/observe/heartbeat.ts";
import { LiveFeed } from "../../work/observe/live.ts";
import { Stores } from "../../work/runtime/stores.ts";
import { type Context, problemOf } from "../contract/context.ts";
import { ApiEffects } from "../tabs/api/effects.ts";
import { BackupEffects } from "../tabs/backup/effects.ts";
import { ScanEffects } from "../tabs/scan/effects.ts";
import { loadSettings, resetSetting, storeSetting } from "../tabs/settings/effects.ts";
import type { Effect } from "./effect.ts";
import type { Tab } from "./message.ts";
import type { Program } from "./program.ts";

export interface EffectsOptions {
  /** The database; absolute. */
  path: string;
  /** What relative paths start at. */
  cwd: string;
  clock: () => number;
  /** Called when the user quits. */
  quit: () => void;
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
  private readonly context: Context;
  private readonly scan: ScanEffects;
  private readonly backup: BackupEffects;
  private readonly api: ApiEffects;
  private heartbeat: Heartbeat | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  /** When the screen was last given something to draw. */
  private shownAt = 0;

  constructor(
    program: Program,
    private readonly options: EffectsOptions,
  ) {
    const { path, cwd, clock } = options;
    // A look stands in the way of the keys, so it waits for nobody.
    const stores = new Stores(path, { busyTimeoutMs: 50 });
    const feed = new LiveFeed(stores, clock);
    this.context = { path, cwd, stores, feed, clock, state: () => program.state, send: program.send };
    this.scan = new ScanEffects(this.context);
    this.backup = new BackupEffects(this.context, () => this.release());
    this.api = new ApiEffects(this.context);
    const handlers = this.handlers();
    program.serve((effect) => (handlers[effect.type] as (effect: Effect) => void)(effect));
  }

  /** Begins to follow the database. */
  start(): void {
    this.heartbeat = new Heartbeat(this.options.path, "tui", { clock: this.options.clock });
    this.look();
    this.timer = setInterval(() => this.lookAgain(), LOOK_MS);
  }

  /** Ends in order: a scan or backup that was started here is stopped first. */
  async stop(): Promise<void> {
    this.api.cancel();
    await Promise.all([this.scan.stop(), this.backup.stop()]);
    this.release();
  }

  /** Looks when another process has written, and now and then for what depends on the time alone. */
  private lookAgain(): void {
    const isDue = this.context.clock() - this.shownAt >= (this.isBusy() ? BUSY_MS : IDLE_MS);
    if (isDue || this.context.feed.isStale()) this.look(isDue);
  }

  /** True while something moves on the screen by the second. */
  private isBusy(): boolean {
    const { scan, backup, notice, live, problem } = this.context.state();
    const isAsked = live?.perSecond.counts.slice(-ASKED_S).some((requests) => requests > 0);
    return Boolean(scan.job || backup.job || notice || problem || isAsked);
  }

  /** @param always else only news are passed on */
  private look(always = true): void {
    const { feed, clock, state, send } = this.context;
    const now = clock();
    try {
      const live = feed.poll(state().dashboard.filter);
      if (!always && !live.isNews) return;
      this.shownAt = now;
      send({ type: "looked", live, now });
    } catch (error) {
      const problem = problemOf(error);
      if (!always && state().problem?.message === problem.message) return;
      this.shownAt = now;
      send({ type: "trouble", problem, now });
    }
  }

  /** Lets go of the database; what is answered takes it again. */
  private release(): () => void {
    const { stores, feed } = this.context;
    if (this.timer) clearInterval(this.timer);
    this.heartbeat?.leave();
    this.heartbeat = null;
    this.timer = null;
    stores.close();
    return () => {
      feed.refresh();
      this.start();
    };
  }

  private handlers(): Handlers {
    const { context, scan, backup, api } = this;
    return {
      quit: () => this.options.quit(),
      look: () => {
        context.feed.refresh();
        this.look();
      },
      load: ({ tab }) => this.loaders[tab](),
      "load-rejected": ({ filter }) => scan.loadRejected(filter),
      "add-path": ({ path }) => scan.add(path),
      "remove-path": ({ id }) => scan.remove(id),
      scan: ({ prune, paths }) => scan.start(prune, paths),
      "stop-scan": () => scan.cancel(),
      "store-setting": ({ key, value }) => storeSetting(context, key, value),
      "reset-setting": ({ key }) => resetSetting(context, key),
      "back-up": () => backup.backUp(),
      "stop-backup": () => backup.cancel(),
      verify: ({ file }) => backup.verify(file),
      "plan-restore": ({ file }) => backup.plan(file),
      restore: ({ file, force }) => backup.restore(file, force),
      "keep-address": ({ address }) => api.keep(address),
      "check-header": ({ line }) => api.checkHeader(line),
      send: ({ address, header, request }) => api.send(address, header, request),
      walk: ({ address, header, requests }) => api.walk(address, header, requests),
      "stop-sending": () => api.cancel(),
    };
  }

  /** Reads what a tab shows besides what every look brings. */
  private readonly loaders: Readonly<Record<Tab, () => void>> = {
    dashboard: () => this.look(),
    scan: () => this.scan.load(this.context.state().scan.filter),
    statistics: () => {
      const { path, send, clock } = this.context;
      runJob("statistics", { path }, { awaited: false }).then(
        (data) => send({ type: "statistics", data, now: clock() }),
        (error) => send({ type: "statistics-failed", problem: problemOf(error) }),
      );
    },
    settings: () => loadSettings(this.context),
    backup: () => this.backup.load(),
    api: () => this.api.load(),
  };
}

type Handlers = { readonly [T in Effect["type"]]: (effect: Extract<Effect, { type: T }>) => void };

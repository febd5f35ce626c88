import { resolve } from "node:path";
import { displayPath } from "../../../core/path-bytes.ts";
import { formatAmount } from "../../../core/quantity.ts";
import { Store } from "../../../store/store.ts";
import { runJob } from "../../../work/jobs/job.ts";
import { registerRoots } from "../../../work/roots/register-roots.ts";
import type { ScanEvent } from "../../../work/scan/scan-event.ts";
import { attempt, type Context, sayProblem } from "../../contract/context.ts";
import { problemOf } from "../../contract/problem.ts";
import type { Runner } from "../../contract/tab.ts";
import { LISTED, type ScanEffect, type ScanMessage, type ScanState } from "./state.ts";

/** Events are passed on together: a scan may tell of a hundred thousand rejected files. */
const BATCH_MS = 100;

/** The scan that this process does, and its paths. */
export class ScanEffects implements Runner<ScanEffect> {
  private stopping: AbortController | null = null;
  private running: Promise<void> = Promise.resolve();
  private counting = false;

  constructor(private readonly context: Context<ScanState, ScanMessage>) {}

  run(effect: ScanEffect): void {
    switch (effect.type) {
      case "look":
        this.context.look();
        break;
      case "load":
        this.load();
        break;
      case "load-rejected":
        this.loadRejected(effect.filter);
        break;
      case "add-path":
        this.add(effect.path);
        break;
      case "remove-path":
        this.remove(effect.id);
        break;
      case "scan":
        this.start(effect.prune, effect.paths);
        break;
      case "stop":
        this.stopping?.abort();
        break;
    }
  }

  /** Asks the scan to end, and waits until it has. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
  }

  /** Starts a scan of the given paths, or of all, in a thread of its own. */
  private start(prune: boolean, paths: readonly number[] | null): void {
    const { path, send, clock } = this.context;
    if (this.stopping) return;
    const stopping = new AbortController();
    this.stopping = stopping;
    let events: ScanEvent[] = [];
    const pass = () => {
      if (events.length > 0) send({ type: "scanning", events, now: clock() });
      events = [];
    };
    const timer = setInterval(pass, BATCH_MS);
    const onEvent = (event: ScanEvent) => events.push(event);
    send({ type: "started", now: clock() });
    this.running = runJob("scan", { path, roots: paths && [...paths], prune }, { onEvent, signal: stopping.signal })
      .then(() => null, problemOf)
      .then((problem) => {
        clearInterval(timer);
        pass();
        this.stopping = null;
        send({ type: "ended", problem });
      });
  }

  /** Counts what lies below the paths, and lists the rejected files. */
  private load(): void {
    const { path, send, state } = this.context;
    this.loadRejected(state().filter);
    if (this.counting) return;
    this.counting = true;
    runJob("paths", { path }, { awaited: false })
      .then((paths) => send({ type: "paths", paths }), sayProblem(this.context))
      .finally(() => {
        this.counting = false;
      });
  }

  /** Lists the rejected files that hold a text. */
  private loadRejected(filter: string): void {
    const { stores, send } = this.context;
    attempt(this.context, () => {
      const files = stores.use((store) => store.locations.rejectedMatching(filter, LISTED));
      send({ type: "rejected", files: files.map((file) => ({ ...file, path: displayPath(file.path) })) });
    });
  }

  /** Registers a path, in a new database where there is none yet. */
  private add(given: string): void {
    const { path, cwd, tell, clock, feed, write } = this.context;
    const register = () => {
      const store = Store.open(path, { create: true, busyTimeoutMs: 50 });
      try {
        return registerRoots(store, [resolve(cwd, given)], clock());
      } finally {
        store.close();
      }
    };
    write(register).then(
      ([root]) => {
        tell({ type: "stored", ask: "path" });
        tell({ type: "said", tone: "good", text: `Added ${displayPath(root?.path ?? given)}. Press s to scan it.` });
        feed.refresh();
        this.load();
      },
      (error) => tell({ type: "invalid", ask: "path", problem: problemOf(error).message }),
    );
  }

  /** Gives a path up. */
  private remove(id: number): void {
    const { path, tell, waiting } = this.context;
    waiting(({ onBusy, signal }) => runJob("remove-path", { path, id }, { onEvent: onBusy, signal })).then(
      ({ files, missing }) => {
        const text = `Path removed: ${formatAmount(files, "file")} forgotten, ${formatAmount(missing, "torrent")} now missing.`;
        tell({ type: "said", tone: "good", text });
        this.load();
      },
      sayProblem(this.context),
    );
  }
}

import { resolve } from "node:path";
import { displayPath } from "../../../core/path-bytes.ts";
import { formatAmount } from "../../../core/quantity.ts";
import { Store } from "../../../store/store.ts";
import { runJob } from "../../../work/jobs/job.ts";
import { registerRoots } from "../../../work/roots/register-roots.ts";
import type { ScanEvent } from "../../../work/scan/scan-event.ts";
import { attempt, type Context, problemOf } from "../../contract/context.ts";
import { LISTED } from "./rejected.ts";

/** Events are passed on together: a scan may tell of a hundred thousand rejected files. */
const BATCH_MS = 100;

/** The scan that this process does, and its paths. */
export class ScanEffects {
  private stopping: AbortController | null = null;
  private running: Promise<void> = Promise.resolve();
  private counting = false;

  constructor(private readonly context: Context) {}

  /** Starts a scan of the given paths, or of all, in a thread of its own. */
  start(prune: boolean, paths: readonly number[] | null): void {
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
    send({ type: "scan-started", now: clock() });
    this.running = runJob("scan", { path, roots: paths && [...paths], prune }, { onEvent, signal: stopping.signal })
      .then(() => null, problemOf)
      .then((problem) => {
        clearInterval(timer);
        pass();
        this.stopping = null;
        send({ type: "scan-ended", problem });
      });
  }

  /** Asks the scan to end, and waits until it has. */
  async stop(): Promise<void> {
    this.stopping?.abort();
    await this.running;
  }

  /** Asks the scan to end. */
  cancel(): void {
    this.stopping?.abort();
  }

  /** Counts what lies below the paths, and lists the rejected files. */
  load(filter: string): void {
    const { path, send } = this.context;
    this.loadRejected(filter);
    if (this.counting) return;
    this.counting = true;
    runJob("paths", { path }, { awaited: false })
      .then(
        (paths) => send({ type: "paths", paths }),
        (error) => send({ type: "said", tone: "bad", text: problemOf(error).message }),
      )
      .finally(() => {
        this.counting = false;
      });
  }

  /** Lists the rejected files that hold a text. */
  loadRejected(filter: string): void {
    const { stores, send } = this.context;
    attempt(this.context, () => {
      const files = stores.use((store) => store.locations.rejectedMatching(filter, LISTED));
      send({ type: "rejected", files: files.map((file) => ({ ...file, path: displayPath(file.path) })) });
    });
  }

  /** Registers a path, in a new database where there is none yet. */
  add(given: string): void {
    const { path, cwd, send, clock, feed } = this.context;
    try {
      const store = Store.open(path, { create: true, busyTimeoutMs: 1_000 });
      try {
        const [root] = registerRoots(store, [resolve(cwd, given)], clock());
        send({ type: "stored" });
        send({ type: "said", tone: "good", text: `${displayPath(root?.path ?? given)} is registered; s scans it.` });
      } finally {
        store.close();
      }
    } catch (error) {
      send({ type: "invalid", problem: problemOf(error).message });
      return;
    }
    feed.refresh();
    this.load(this.context.state().scan.filter);
  }

  /** Gives a path up. */
  remove(id: number): void {
    const { path, send, state } = this.context;
    runJob("remove-path", { path, id }, {}).then(
      ({ files, missing }) => {
        const text = `Removed: ${formatAmount(files, "file")} forgotten, ${formatAmount(missing, "torrent")} missing now.`;
        send({ type: "said", tone: "good", text });
        this.load(state().scan.filter);
      },
      (error) => send({ type: "said", tone: "bad", text: problemOf(error).message }),
    );
  }
}

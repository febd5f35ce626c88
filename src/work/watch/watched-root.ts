import { statSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import type { SweepState } from "../../core/watch/sweep-plan.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Mount } from "../files/mounts.ts";
import { checkRoot } from "../scan/survey.ts";
import { type RootListener, RootWatchers } from "./root-watchers.ts";
import type { WatchEvent } from "./watch-event.ts";
import { explainUntold, explainWatch, type WatchFolder } from "./watcher.ts";

export interface WatchedRootOptions extends RootListener {
  watchFolder: WatchFolder;
  /** The system is never asked to tell of changes. */
  poll: boolean;
  /** Before what cannot be watched is tried again. */
  rewatchMs: number;
  /** As in `Mounts`. */
  untold: (folder: string, links?: readonly string[]) => Mount | null;
}

/** One root that is watched: which folder it is, how its changes are noticed, and what is due for it. */
export class WatchedRoot {
  /** Which folder lies at the root's path, as far as is known; null: none, undefined: not looked yet. */
  identity: string | null | undefined;
  readonly state: SweepState = {
    asked: "start",
    burst: false,
    lastChangeAt: 0,
    lastSweep: null,
    polling: false,
    lost: null,
  };
  private readonly watchers: RootWatchers;
  private limitTold = false;
  /** What could not be watched is tried again at this time. */
  private retryAt = Number.POSITIVE_INFINITY;
  private trying = false;

  constructor(
    readonly root: Root,
    private readonly options: WatchedRootOptions,
  ) {
    this.watchers = new RootWatchers(root.path, options.watchFolder, options);
  }

  /** Looks whether the same folder is still there, and watches what is. */
  *check(now: number): Generator<WatchEvent> {
    const identity = identityOf(this.root.path);
    if (identity !== this.identity) yield* this.exchange(identity, now);
    else if (this.watchers.problem) yield* this.fallBack(now);
    else if (this.trying) yield* this.succeed();
    else if (this.state.polling && now >= this.retryAt) {
      // Its limits may be told a moment later: the next check says whether it went well.
      this.trying = true;
      this.watchers.attach();
    }
  }

  private *exchange(identity: string | null, now: number): Generator<WatchEvent> {
    const first = this.identity === undefined;
    this.identity = identity;
    this.watchers.detach();
    if (identity === null) {
      yield* this.markLost("away", whyUnreadable(this.root.path));
      return;
    }
    if (!first) this.state.asked = "returned";
    if (this.options.poll) {
      this.state.polling = true;
      yield { type: "watching", root: displayPath(this.root.path), mode: "polling" };
      return;
    }
    this.watchers.attach();
    if (this.watchers.problem) yield* this.fallBack(now);
    else yield* this.succeed();
  }

  private *succeed(): Generator<WatchEvent> {
    // What changed before there were events is for a sweep to find.
    if (this.state.polling) this.state.asked ??= "start";
    this.trying = false;
    this.limitTold = false;
    this.state.polling = false;
    this.retryAt = Number.POSITIVE_INFINITY;
    yield { type: "watching", root: displayPath(this.root.path), mode: "events" };
    yield* this.pollUntold([]);
  }

  /** What is changed elsewhere, or below its layers, has to be looked for. */
  private *pollUntold(links: readonly string[]): Generator<WatchEvent> {
    const mount = this.state.polling ? null : this.options.untold(this.root.path, links);
    if (!mount) return;
    this.state.polling = true;
    const { code, message, hint } = explainUntold(this.root.path, mount);
    yield { type: "limited", root: displayPath(this.root.path), code, message, hint };
  }

  private *fallBack(now: number): Generator<WatchEvent> {
    const { code, message, hint } = explainWatch(this.root.path, this.watchers.problem);
    this.watchers.detach();
    this.watchers.problem = null;
    this.trying = false;
    this.state.polling = true;
    this.retryAt = now + this.options.rewatchMs;
    if (!this.limitTold) yield { type: "limited", root: displayPath(this.root.path), code, message, hint };
    this.limitTold = true;
  }

  /** Notes that the root is lost, and tells it the first time. */
  *markLost(how: "away" | "shrunk", error: ReseederError): Generator<WatchEvent> {
    const told = this.state.lost !== null;
    this.state.lost = how;
    const { code, message, hint } = error;
    if (!told) yield { type: "root_lost", root: displayPath(this.root.path), code, message, hint };
  }

  /** Notes that a sweep went through the whole root, and what links it met. */
  *sweptWhole(links: readonly string[]): Generator<WatchEvent> {
    this.watchers.follow(links);
    yield* this.pollUntold(links);
    const wasLost = this.state.lost !== null;
    this.state.lost = null;
    if (wasLost) yield { type: "root_back", root: displayPath(this.root.path) };
  }

  /** Notes links to folders that came since the last sweep. */
  linked(links: readonly string[]): void {
    this.watchers.followAlso(links);
  }

  /** Stops watching. */
  close(): void {
    this.watchers.detach();
  }
}

/** Which folder lies at a path, whatever its name; null where there is none. */
export function identityOf(path: string): string | null {
  try {
    const stat = statSync(systemPath(path), { bigint: true });
    return stat.isDirectory() ? `${stat.dev}:${stat.ino}` : null;
  } catch {
    return null;
  }
}

function whyUnreadable(path: string): ReseederError {
  try {
    checkRoot(path);
  } catch (error) {
    if (error instanceof ReseederError) return error;
  }
  return new ReseederError(
    "ROOT_UNREADABLE",
    `${displayPath(path)} was unavailable for a moment; its index was left unchanged`,
  );
}

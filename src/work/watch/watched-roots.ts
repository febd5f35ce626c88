import { displayPath } from "../../core/path-bytes.ts";
import { nextSweep, type SweepTimes } from "../../core/watch/sweep-plan.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import type { WatchEvent } from "./watch-event.ts";
import type { WatchedRoot } from "./watched-root.ts";

/** The roots that are watched, kept in step with the paths that are registered. */
export class WatchedRoots {
  private readonly roots = new Map<number, WatchedRoot>();
  private store: Store | null = null;
  private idle = false;
  private intervalMs = 0;

  /**
   * @param paths registered paths to watch; undefined for all of them, those registered later included
   * @param begin starts to watch a root
   */
  constructor(
    private readonly paths: readonly string[] | undefined,
    private readonly times: Omit<SweepTimes, "intervalMs">,
    private readonly begin: (root: Root) => WatchedRoot,
  ) {}

  get(rootId: number): WatchedRoot | undefined {
    return this.roots.get(rootId);
  }

  /** Takes up what was registered and lets go of what no longer is, which `dropped` is told. */
  *checkRegistered(store: Store, dropped: (rootId: number) => void): Generator<WatchEvent> {
    const listed = store.roots.list().filter(({ path }) => !this.paths || this.paths.includes(path));
    this.intervalMs = store.settings.read().settings.rescan_interval_minutes * 60_000;
    for (const [id, watched] of this.roots) {
      if (listed.some((root) => root.id === id && root.path === watched.root.path)) continue;
      watched.close();
      dropped(id);
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

  /** Looks whether each root's folder is still the same. */
  *checkFolders(now: number): Generator<WatchEvent> {
    for (const watched of this.roots.values()) yield* watched.check(now);
  }

  /** The sweep that is due first. */
  nextSweep() {
    const times = { ...this.times, intervalMs: this.intervalMs };
    return [...this.roots.values()]
      .flatMap((watched) => {
        const due = nextSweep(watched.state, times);
        return due ? [{ watched, ...due }] : [];
      })
      .sort((a, b) => a.at - b.at)[0];
  }

  close(): void {
    for (const watched of this.roots.values()) watched.close();
  }
}

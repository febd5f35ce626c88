import { realpathSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import { errorCode } from "../../core/thrown-error.ts";
import type { WatchFolder } from "./watcher.ts";

/** Linked folders of one root that are watched besides it; what lies below others is found by sweeps. */
const MAX_LINKS = 1_000;

export interface RootListener {
  /** Something changed at a path below the root; null: the root itself was moved or removed. */
  onChange(path: string | null): void;
  /** `problem` was set. */
  onProblem(): void;
}

/** The watchers of one root: one for all its folders, and one for each link to a folder elsewhere. */
export class RootWatchers {
  /** Why not everything is watched; null while all is well. */
  problem: unknown = null;
  /** By folder below the root, which is "" for the root itself. */
  private readonly watchers = new Map<string, { close(): void }>();

  constructor(
    private readonly root: string,
    private readonly watchFolder: WatchFolder,
    private readonly listener: RootListener,
  ) {}

  /** Begins anew to watch the root; what stands in the way is noted as `problem`. */
  attach(): void {
    this.detach();
    this.problem = null;
    this.watch("");
  }

  /** Watches the folders that links lead to, where they lie outside the root, and no others besides. */
  follow(links: readonly string[]): void {
    if (!this.watchers.has("")) return;
    const wanted = new Set(links.filter((link) => leadsOutside(this.root, link)).slice(0, MAX_LINKS));
    for (const [folder, watcher] of this.watchers) {
      if (folder === "" || wanted.has(folder)) continue;
      watcher.close();
      this.watchers.delete(folder);
    }
    for (const link of wanted) if (!this.watchers.has(link)) this.watch(link);
  }

  /** Watches the folders of further links too; what is watched stays so. */
  followAlso(links: readonly string[]): void {
    if (!this.watchers.has("")) return;
    for (const link of links) {
      if (this.watchers.has(link) || this.watchers.size > MAX_LINKS) continue;
      if (leadsOutside(this.root, link)) this.watch(link);
    }
  }

  /** Stops watching. */
  detach(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  private watch(folder: string): void {
    // What a watcher that was closed still has to tell is not heard.
    let closed = false;
    try {
      const watcher = this.watchFolder(folder === "" ? this.root : `${this.root}/${folder}`, {
        onChange: (path) => {
          if (closed) return;
          if (folder === "") this.listener.onChange(path);
          else this.listener.onChange(path === null ? folder : `${folder}/${path}`);
        },
        onError: (error) => {
          if (!closed) this.fail(error);
        },
      });
      this.watchers.set(folder, {
        close: () => {
          closed = true;
          watcher.close();
        },
      });
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    // Not there any more: that is noticed, and told, where the root itself is looked at.
    if (errorCode(error) === "ENOENT") return;
    this.problem = error;
    this.listener.onProblem();
  }
}

/** True where a link below a root leads to a folder that is neither in the root nor around it. */
export function leadsOutside(root: string, link: string): boolean {
  try {
    const target = `${realpathSync(systemPath(`${root}/${link}`), "latin1")}/`;
    const real = `${realpathSync(systemPath(root), "latin1")}/`;
    return !target.startsWith(real) && !real.startsWith(target);
  } catch {
    return false;
  }
}

export interface QueueTimes {
  /** A change is due when nothing has changed for so long. */
  quietMs: number;
  /** A change is due after so long, however much goes on. */
  latestMs: number;
  /** More changed paths of one root than this are not told apart: the whole root is due. */
  burstPaths: number;
}

/** What of one root is due: the paths that changed, or null for the whole root. */
export interface DueChanges {
  root: number;
  paths: string[] | null;
}

interface Pending {
  /** Null: the whole root. */
  paths: Set<string> | null;
  first: number;
  last: number;
}

/**
 * Changed paths until they are due. All roots wait together, so that both ends of a move come out at once. The caller
 * tells the time, in milliseconds.
 */
export class ChangeQueue {
  private readonly pending = new Map<number, Pending>();
  /** Root → path → when to look at it again. */
  private readonly later = new Map<number, Map<string, number>>();

  constructor(private readonly times: QueueTimes) {}

  /** Notes that something changed at `path` below a root. */
  note(root: number, path: string, now: number): void {
    const pending = this.pending.get(root);
    if (!pending) {
      this.pending.set(root, { paths: new Set([path]), first: now, last: now });
      return;
    }
    pending.last = now;
    pending.paths?.add(path);
    if (pending.paths && pending.paths.size > this.times.burstPaths) pending.paths = null;
  }

  /** Notes that a path is to be looked at again at `at`, whether it changes or not. */
  noteLater(root: number, path: string, at: number): void {
    const paths = this.later.get(root) ?? new Map<string, number>();
    paths.set(path, at);
    this.later.set(root, paths);
  }

  /** Forgets what waits for a root: a look at the whole of it has begun, or it is watched no more. */
  drop(root: number): void {
    this.pending.delete(root);
    this.later.delete(root);
  }

  /** When something is due; null when nothing waits. Changes of the root `except` are left out. */
  dueAt(except?: number): number | null {
    let [first, last, due] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const [root, pending] of this.pending) {
      if (root === except) continue;
      first = Math.min(first, pending.first);
      last = Math.max(last, pending.last);
    }
    for (const [root, paths] of this.later) {
      if (root !== except) due = Math.min(due, ...paths.values());
    }
    if (last >= first) due = Math.min(due, last + this.times.quietMs, first + this.times.latestMs);
    return due === Number.POSITIVE_INFINITY ? null : due;
  }

  /** Takes everything out, if it is due. */
  take(now: number, except?: number): DueChanges[] {
    const due = this.dueAt(except);
    if (due === null || now < due) return [];
    const roots = new Set([...this.pending.keys(), ...this.later.keys()]);
    if (except !== undefined) roots.delete(except);
    return [...roots].map((root) => this.takeRoot(root, now)).filter(({ paths }) => paths === null || paths.length > 0);
  }

  private takeRoot(root: number, now: number): DueChanges {
    const changed = this.pending.get(root)?.paths;
    this.pending.delete(root);
    if (changed === null) {
      this.later.delete(root);
      return { root, paths: null };
    }
    const paths = new Set(changed);
    const later = this.later.get(root) ?? new Map<string, number>();
    for (const [path, at] of later) {
      if (at > now && !paths.has(path)) continue;
      later.delete(path);
      paths.add(path);
    }
    if (later.size === 0) this.later.delete(root);
    return { root, paths: [...paths] };
  }
}

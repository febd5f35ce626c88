import { statSync } from "node:fs";

/** How long a file has to have been left alone to be taken as whole, in milliseconds. */
const SETTLED_MS = 750;

/** The file at a path, as far as a look at it tells it from another one, or from itself when somebody has written it. */
export interface FileState {
  inode: string;
  /** With size and time of modification. */
  state: string;
  modifiedMs: number;
}

/** Looks at a file; null where there is none. */
export function lookAt(path: string): FileState | null {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stat) return null;
  const inode = `${stat.dev}/${stat.ino}`;
  return { inode, state: `${inode}/${stat.size}/${stat.mtimeNs}`, modifiedMs: Number(stat.mtimeMs) };
}

/** A file that takes another one's place, and may still be on its way there. */
export class IncomingFile {
  private state = "";
  private sinceMs = 0;

  constructor(private readonly clock: () => number) {}

  /** Whether nobody has written it for a while, by its own time or by what was seen of it. */
  isSettled({ state, modifiedMs }: FileState): boolean {
    const now = this.clock();
    if (this.state !== state) [this.state, this.sinceMs] = [state, now];
    return now - modifiedMs >= SETTLED_MS || now - this.sinceMs >= SETTLED_MS;
  }
}

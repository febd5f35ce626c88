import { type BigIntStats, statSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import type { HandoverJournal, OwnCtime } from "../../store/client/handover-journal.ts";
import type { VerifiedStat } from "../match-result.ts";

/**
 * Which ctimes of the user's files are ours: a hard link that comes or goes changes it, and nothing else of the file. So a
 * file that was verified is still known to be the same after it was linked.
 */
export class OwnCtimes {
  private readonly unkept = new Map<string, OwnCtime>();
  /** What files that links of ours had changed before had for a ctime when this process changed them first. */
  private readonly since = new Map<string, bigint>();

  constructor(private readonly journal: HandoverJournal) {}

  /** Makes or removes a link of `path` in `change`. */
  during(path: string, change: () => void): void {
    const before = look(path);
    change();
    const after = look(path);
    if (!before || !after || before.ino !== after.ino || before.ctimeNs === after.ctimeNs) return;
    const key = keyOf(after);
    const original = this.original(before);
    if (original === before.ctimeNs) this.since.delete(key);
    else if (!this.since.has(key)) this.since.set(key, before.ctimeNs);
    this.unkept.set(key, {
      dev: String(after.dev),
      ino: String(after.ino),
      original: String(original),
      current: String(after.ctimeNs),
    });
  }

  /** The ctime that a file has, but for links of ours. */
  original(file: Pick<VerifiedStat, "dev" | "ino" | "ctimeNs">): bigint {
    const known = this.of(file);
    return known?.current === String(file.ctimeNs) ? BigInt(known.original) : file.ctimeNs;
  }

  /** Whether the file at `path` is what it was when it was verified. */
  isUnchanged(path: string, then: VerifiedStat): boolean {
    const now = look(path);
    if (!now || now.ino !== then.ino || now.size !== then.size || now.mtimeNs !== then.mtimeNs) return false;
    if (now.ctimeNs === then.ctimeNs) return true;
    const original = this.original(now);
    if (original === now.ctimeNs) return false;
    return original === then.ctimeNs || this.since.get(keyOf(now)) === then.ctimeNs;
  }

  /** Writes down what is new. */
  keep(): void {
    if (this.unkept.size === 0) return;
    this.journal.noteCtimes([...this.unkept.values()]);
    this.unkept.clear();
  }

  private of({ dev, ino }: { dev: bigint; ino: bigint }): OwnCtime | null {
    return this.unkept.get(keyOf({ dev, ino })) ?? this.journal.ctime(String(dev), String(ino));
  }
}

function look(path: string): BigIntStats | undefined {
  return statSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
}

function keyOf({ dev, ino }: { dev: bigint; ino: bigint }): string {
  return `${dev}:${ino}`;
}

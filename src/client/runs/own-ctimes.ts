import { type BigIntStats, statSync } from "node:fs";
import { systemPath } from "../../core/path-bytes.ts";
import type { HandoverJournal, OwnCtime } from "../../store/client/handover-journal.ts";
import type { VerifiedStat } from "../match-result.ts";

/**
 * Which ctimes of the user's files are ours: a hard link that comes or goes changes it, and nothing else of the file. So a
 * file that was verified is still known to be the same after it was linked.
 */
export class OwnCtimes {
  private readonly known: Map<string, OwnCtime>;
  private readonly unkept = new Map<string, OwnCtime>();
  /** For each file every ctime between which nothing but links of ours came and went. */
  private readonly equal = new Map<string, Set<bigint>>();

  constructor(private readonly journal: HandoverJournal) {
    this.known = new Map(journal.ctimes().map((each) => [keyOf(each), each]));
    for (const [key, { original, current }] of this.known) {
      this.equal.set(key, new Set([BigInt(original), BigInt(current)]));
    }
  }

  /** Makes or removes a link of `path` in `change`. */
  during(path: string, change: () => void): void {
    const before = look(path);
    change();
    const after = look(path);
    if (!before || !after || before.ino !== after.ino || before.ctimeNs === after.ctimeNs) return;
    const ctime = {
      dev: String(after.dev),
      ino: String(after.ino),
      original: String(this.original(before)),
      current: String(after.ctimeNs),
    };
    this.known.set(keyOf(ctime), ctime);
    const equal = this.equal.get(keyOf(ctime));
    this.equal.set(keyOf(ctime), (equal?.has(before.ctimeNs) ? equal : new Set([before.ctimeNs])).add(after.ctimeNs));
    this.unkept.set(keyOf(ctime), ctime);
  }

  /** The ctime that a file has, but for links of ours. */
  original({ dev, ino, ctimeNs }: Pick<VerifiedStat, "dev" | "ino" | "ctimeNs">): bigint {
    const known = this.known.get(`${dev}:${ino}`);
    return known?.current === String(ctimeNs) ? BigInt(known.original) : ctimeNs;
  }

  /** Whether the file at `path` is what it was when it was verified. */
  isUnchanged(path: string, then: VerifiedStat): boolean {
    const now = look(path);
    if (!now || now.ino !== then.ino || now.size !== then.size || now.mtimeNs !== then.mtimeNs) return false;
    if (now.ctimeNs === then.ctimeNs) return true;
    const equal = this.equal.get(`${now.dev}:${now.ino}`);
    return equal?.has(now.ctimeNs) === true && equal.has(then.ctimeNs);
  }

  /** Writes down what is new. */
  keep(): void {
    if (this.unkept.size === 0) return;
    this.journal.noteCtimes([...this.unkept.values()]);
    this.unkept.clear();
  }
}

function look(path: string): BigIntStats | undefined {
  return statSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
}

function keyOf({ dev, ino }: { dev: string; ino: string }): string {
  return `${dev}:${ino}`;
}

import { closeSync, constants, copyFileSync, linkSync, openSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { systemPath } from "../../core/path-bytes.ts";
import { errorCode } from "../../core/thrown-error.ts";
import type { HandoverJournal } from "../../store/client/handover-journal.ts";
import type { OwnCtimes } from "../runs/own-ctimes.ts";
import { cannotMake } from "./make-error.ts";

/** How a file of the library comes into a folder of links: by what works, the best first. */
export type LinkWay = "link" | "reflink" | "copy";

/** What the system says where two places cannot share a file; anything else is a fault. */
const CANNOT = new Set(["EXDEV", "EPERM", "EMLINK", "EOPNOTSUPP", "ENOTSUP", "ENOTTY", "EINVAL", "ENOSYS"]);

/** True for the errors that mean "not this way", such as links across file systems. */
export function cannotLink(error: unknown): boolean {
  return CANNOT.has(errorCode(error));
}

/**
 * Makes `to`, which is there and empty, share the blocks of `from` (FICLONE).
 * @throws the system's error where the file system cannot; `to` is gone then, as the runtime removes it
 */
export function reflink(from: string, to: string): void {
  copyFileSync(systemPath(from), systemPath(to), constants.COPYFILE_FICLONE_FORCE);
}

/** Finds out, once for each folder of links and device, which way works, by making a link of a real file and taking it away. */
export class LinkWays {
  private readonly known = new Map<string, LinkWay>();

  /** @param random 16 hexadecimal digits, others each time: the name of what is made */
  constructor(
    private readonly journal: HandoverJournal,
    private readonly run: number,
    private readonly ctimes: OwnCtimes,
    private readonly random: () => string,
  ) {}

  /** @throws ReseederError FAILED where nothing can be made in `root` at all */
  of(root: string, source: { path: string; dev: bigint }): LinkWay {
    const key = `${source.dev}\0${root}`;
    const known = this.known.get(key);
    if (known) return known;
    const path = join(root, `.reseeder-${this.random()}`);
    const intended = this.journal.intend(this.run, null, [{ kind: "link", path, source: source.path }]);
    const way = this.tryAll(source.path, path);
    this.journal.forget(intended);
    this.known.set(key, way);
    return way;
  }

  /** Every way that was found, by root. */
  found(): [root: string, way: LinkWay][] {
    return [...this.known].map(([key, way]) => [key.slice(key.indexOf("\0") + 1), way]);
  }

  private tryAll(from: string, to: string): LinkWay {
    try {
      return this.tryLink(from, to) ? "link" : tryReflink(from, to) ? "reflink" : "copy";
    } catch (error) {
      throw cannotMake(to, error);
    }
  }

  private tryLink(from: string, to: string): boolean {
    let isMade = false;
    this.ctimes.during(from, () => {
      try {
        linkSync(systemPath(from), systemPath(to));
        isMade = true;
        unlinkSync(systemPath(to));
      } catch (error) {
        if (isMade || !cannotLink(error)) throw error;
      }
    });
    return isMade;
  }
}

function tryReflink(from: string, to: string): boolean {
  closeSync(openSync(systemPath(to), "wx", 0o600));
  try {
    reflink(from, to);
    return true;
  } catch (error) {
    if (cannotLink(error)) return false;
    throw error;
  } finally {
    rmSync(systemPath(to) as string, { force: true });
  }
}

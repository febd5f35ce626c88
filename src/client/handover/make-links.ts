import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import { formatBytes } from "../../core/quantity.ts";
import type { HandedOver, HandoverJournal, MadeKind, MadePath } from "../../store/client/handover-journal.ts";
import type { VerifiedStat } from "../match-result.ts";
import type { OwnCtimes } from "../runs/own-ctimes.ts";
import type { LinkPlan, PlannedFile } from "./link-plan.ts";
import { cannotLink, reflink } from "./link-way.ts";
import { cannotMake } from "./make-error.ts";

/** Bytes of files by how they were made. */
export interface MadeBytes {
  linked: number;
  reflinked: number;
  copied: number;
}

/** What is left of the bytes that may be copied. */
export interface CopyBudget {
  left: number;
}

const COPY_BYTES = 1024 * 1024;

const KINDS: Readonly<Record<PlannedFile["kind"], MadeKind>> = {
  share: "link",
  own: "copy",
  zeros: "empty",
  missing: "missing",
};

/**
 * Makes the tree of a plan, all of it written down before. Where a hard link cannot be, the file is reflinked, else copied.
 * What was made stays when it throws: the caller takes it away.
 * @throws ReseederError FAILED naming the file: it changed since it was verified, too much to copy, disk full, name taken;
 *   `DATABASE_…`
 */
export class LinkMaker {
  private readonly bytes: MadeBytes = { linked: 0, reflinked: 0, copied: 0 };
  private readonly owner: { mode: number; uid: number; gid: number };

  /** @param root the folder of links, whose mode and owner everything gets that is made, so that the client can read it */
  constructor(
    private readonly journal: HandoverJournal,
    private readonly torrent: HandedOver,
    root: string,
    private readonly budget: CopyBudget,
    private readonly ctimes: OwnCtimes,
  ) {
    this.owner = statSync(systemPath(root));
  }

  /** Makes the torrent's own folder, before the client hears of it: some make empty files at once. */
  begin(): void {
    const { folder, run, id } = this.torrent;
    if (lstatSync(systemPath(folder), { throwIfNoEntry: false })) {
      throw new ReseederError("FAILED", `${displayPath(folder)} is there already, and not by us`, {
        hint: "Move it away, or choose another folder with --link DIR.",
      });
    }
    this.journal.intend(run, id, [{ kind: "folder", path: folder, source: null }]);
    this.explained(folder, () => this.makeFolder(folder));
  }

  async make(plan: LinkPlan): Promise<MadeBytes> {
    const made = this.journal.intend(this.torrent.run, this.torrent.id, [
      ...plan.folders.map((path) => ({ kind: "folder" as const, path, source: null })),
      ...plan.files.map(({ path, kind, source }) => ({ kind: KINDS[kind], path, source: source?.path ?? null })),
    ]);
    for (const folder of plan.folders) this.explained(folder, () => this.makeFolder(folder));
    for (const [i, file] of plan.files.entries()) {
      const row = made[plan.folders.length + i] as MadePath;
      if (file.kind !== "missing") await this.makeFile(file, row);
    }
    this.journal.noteMade(made);
    this.ctimes.keep();
    return this.bytes;
  }

  /** One that is there was made by the client: the folder around it is new. */
  private makeFolder(path: string): void {
    if (lstatSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory()) return;
    mkdirSync(systemPath(path), { mode: 0o700 });
    chmodSync(systemPath(path), this.owner.mode & 0o7777);
    this.giveAway(path);
  }

  private async makeFile(file: PlannedFile, row: MadePath): Promise<void> {
    const { path, size, kind, source } = file;
    if (source === null) {
      if (kind === "zeros") this.explained(path, () => this.makeZeros(path, size, row));
      return;
    }
    if (!this.ctimes.isUnchanged(source.path, source.stat)) throw changed(source.path);
    if (kind === "share" && this.tryLink(source.path, source.stat, path, row)) {
      this.bytes.linked += size;
      return;
    }
    if (this.explained(path, () => this.tryReflink(source.path, path, row))) {
      this.bytes.reflinked += size;
    } else {
      if (size > this.budget.left) {
        throw new ReseederError(
          "FAILED",
          `${displayPath(source.path)} cannot be linked to ${displayPath(this.torrent.folder)}, and ${formatBytes(size)} are more than may be copied`,
          { hint: "Put --link DIR on the same file system, or allow more with --copy-max SIZE." },
        );
      }
      await this.copy(source.path, path, row);
      this.budget.left -= size;
      this.bytes.copied += size;
    }
    if (!this.ctimes.isUnchanged(source.path, source.stat)) throw changed(source.path);
    this.explained(path, () => {
      const time = Number(source.stat.mtimeNs) / 1e9;
      utimesSync(systemPath(path), time, time);
    });
  }

  private tryLink(from: string, stat: VerifiedStat, to: string, row: MadePath): boolean {
    let isMade = false;
    this.ctimes.during(from, () => {
      try {
        this.explained(to, () => linkSync(systemPath(from), systemPath(to)), cannotLink);
        isMade = true;
      } catch (error) {
        if (!cannotLink(error)) throw error;
      }
    });
    if (!isMade) return false;
    const made = lstatSync(systemPath(to), { bigint: true });
    note(row, "link", made);
    // What was linked is what was verified, whoever changed the name meanwhile.
    if (!made.isFile() || made.size !== stat.size || made.mtimeNs !== stat.mtimeNs) throw changed(from);
    return true;
  }

  private tryReflink(from: string, to: string, row: MadePath): boolean {
    this.makeEmpty(to, row, () => {});
    try {
      reflink(from, to);
      row.kind = "reflink";
      return true;
    } catch (error) {
      if (!cannotLink(error)) throw error;
      return false;
    }
  }

  private async copy(from: string, to: string, row: MadePath): Promise<void> {
    row.kind = "copy";
    this.explained(to, () => this.makeEmpty(to, row, () => {}));
    const buffer = new Uint8Array(COPY_BYTES);
    const source = this.explained(from, () => openSync(systemPath(from), "r"));
    const target = this.explained(to, () => openSync(systemPath(to), "r+"));
    try {
      for (let at = 0; ; ) {
        const read = this.explained(from, () => readSync(source, buffer, 0, buffer.length, at));
        if (read === 0) return;
        for (let done = 0; done < read; ) {
          done += this.explained(to, () => writeSync(target, buffer, done, read - done, at + done));
        }
        at += read;
        await new Promise(setImmediate);
      }
    } finally {
      closeSync(source);
      closeSync(target);
    }
  }

  /** Padding takes no room on disk; an empty file may have been made by the client. */
  private makeZeros(path: string, size: number, row: MadePath): void {
    const there = lstatSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
    if (there?.isFile() && there.size === 0n && size === 0) note(row, "empty", there);
    else this.makeEmpty(path, row, (to) => ftruncateSync(to, size));
  }

  /** Makes a file that is not there, and writes down which one it is before anything is in it. */
  private makeEmpty(path: string, row: MadePath, fill: (descriptor: number) => void): void {
    const descriptor = openSync(systemPath(path), "wx", 0o600);
    try {
      note(row, row.kind, fstatSync(descriptor, { bigint: true }));
      this.journal.noteMade([row]);
      fill(descriptor);
    } finally {
      closeSync(descriptor);
    }
    chmodSync(systemPath(path), (this.owner.mode & 0o666) | 0o600);
    this.giveAway(path);
  }

  private giveAway(path: string): void {
    if (process.getuid?.() !== 0 || (this.owner.uid === 0 && this.owner.gid === 0)) return;
    chownSync(systemPath(path), this.owner.uid, this.owner.gid);
  }

  private explained<T>(path: string, action: () => T, isExpected: (error: unknown) => boolean = () => false): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof ReseederError || isExpected(error)) throw error;
      throw cannotMake(path, error);
    }
  }
}

function note(row: MadePath, kind: MadeKind, { dev, ino }: { dev: bigint; ino: bigint }): void {
  row.kind = kind;
  row.dev = String(dev);
  row.ino = String(ino);
}

function changed(path: string): ReseederError {
  return new ReseederError("FAILED", `${displayPath(path)} has changed since it was verified`, {
    hint: "Run the same command again: it verifies what changed.",
  });
}

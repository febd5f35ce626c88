import { lstatSync, readdirSync, rmdirSync, statSync, unlinkSync } from "node:fs";
import { decodePath, systemPath } from "../../core/path-bytes.ts";
import { errorCode } from "../../core/thrown-error.ts";
import type { HandedOver, HandoverJournal, MadePath } from "../../store/client/handover-journal.ts";
import type { OwnCtimes } from "./own-ctimes.ts";

/** More than any torrent has; a folder with more is not ours alone. */
const MAX_ENTRIES = 1_000_000;

/** What became of the files below a torrent's folder. */
export interface TakenAway {
  removed: number;
  /** What somebody else put there, or what could not be removed; it stays. */
  left: string[];
}

/**
 * Takes away what was made for a torrent: files by inode, whatever the client calls them by now, then folders that are
 * empty. Whatever else lies there stays.
 * @throws ReseederError `DATABASE_…`
 */
export function takeAway(journal: HandoverJournal, torrent: HandedOver, ctimes: OwnCtimes): TakenAway {
  const made = journal.made(torrent.id);
  const taken: TakenAway = { removed: 0, left: [] };
  // Not by device: its number may be another one after a restart of the machine.
  const byInode = new Map(made.filter(({ ino }) => ino !== null).map((each) => [each.ino, each]));
  const byPath = new Map(made.map((each) => [each.path, each]));
  const folders = made.filter(({ kind }) => kind === "folder");
  for (const path of filesBelow(torrent.folder)) {
    try {
      const stat = lstatSync(systemPath(path), { bigint: true });
      const ours = stat.isFile() ? (byInode.get(String(stat.ino)) ?? unnoted(byPath.get(path), stat)) : null;
      if (!ours) {
        taken.left.push(path);
        continue;
      }
      if (ours.source !== null && ours.kind === "link") {
        ctimes.during(ours.source, () => unlinkSync(systemPath(path)));
      } else unlinkSync(systemPath(path));
      taken.removed++;
    } catch (error) {
      if (errorCode(error) !== "ENOENT") taken.left.push(path);
    }
  }
  for (const folder of folders.toReversed()) {
    try {
      rmdirSync(systemPath(folder.path));
    } catch {
      // Something lies in it, or it is gone already.
    }
  }
  ctimes.keep();
  return taken;
}

type Stat = { dev: bigint; ino: bigint; size: bigint };

/** What the journal had no time to note, or a client made for us: a link by its source, anything else if it is empty. */
function unnoted(expected: MadePath | undefined, stat: Stat): MadePath | null {
  if (!expected || expected.kind === "folder" || expected.ino !== null) return null;
  if (expected.kind === "link" && expected.source !== null) {
    const source = statSync(systemPath(expected.source), { bigint: true, throwIfNoEntry: false });
    if (source && source.dev === stat.dev && source.ino === stat.ino) return expected;
  }
  return stat.size === 0n ? expected : null;
}

/** Everything below a folder that is no folder, and folders that cannot be read; symbolic links are not followed. */
function* filesBelow(root: string): Generator<string> {
  const folders = [root];
  let count = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = namesIn(folder);
    if (names === null) yield folder;
    for (const name of names ?? []) {
      if (++count > MAX_ENTRIES) return;
      const path = `${folder}/${name}`;
      if (lstatSync(systemPath(path), { throwIfNoEntry: false })?.isDirectory()) folders.push(path);
      else yield path;
    }
  }
}

/** Null where they cannot be read. */
function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(systemPath(folder), { encoding: "buffer" }).map((name) => decodePath(name));
  } catch (error) {
    return errorCode(error) === "ENOENT" ? [] : null;
  }
}

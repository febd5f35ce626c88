import { type BigIntStats, statSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import { systemReason } from "../../core/thrown-error.ts";
import type { ScanFilter } from "../../core/watch/scan-filter.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import { stampOf, statOrNull, TRANSIENT } from "../files/torrent-file.ts";
import { walk } from "../files/walk.ts";

/** What a look at a root's folders found, before any .torrent is read. */
export interface Survey {
  /** Files that are there, known or not. */
  found: number;
  /** Files of torrents that are as they were. */
  unchanged: number;
  /** Rejected files that are as they were, by code. */
  stillRejected: Map<string, number>;
  /** Paths below the root that must be read: new or changed since. */
  toRead: string[];
  /** Rows of known locations that are not there any more. */
  vanished: number[];
  /** Folders that could not be read; what is known below them is neither there nor gone. */
  problems: { folder: string; problem: string }[];
  /** Symbolic links that lead to folders. */
  links: string[];
}

/**
 * Compares a root's folders with what is known of them, at the cost of one stat a known file.
 * @param wanted says of an unchanged location, by its id, whether to read it all the same
 * @param from folders below the root to look at; the whole root unless told
 * @param filter which names are looked at
 * @throws ReseederError ROOT_UNREADABLE
 */
export function survey(
  root: string,
  known: KnownLocations,
  wanted: (id: number) => boolean = () => false,
  from: readonly string[] = [""],
  filter?: ScanFilter,
): Survey {
  checkRoot(root);
  const seen = new Uint8Array(known.id.length);
  const result: Survey = {
    found: 0,
    unchanged: 0,
    stillRejected: new Map(),
    toRead: [],
    vanished: [],
    problems: [],
    links: [],
  };
  for (const folder of walk(root, from, filter)) {
    if ("problem" in folder) {
      if (folder.folder === "") throw unreadable(root, folder.problem);
      result.problems.push(folder);
      continue;
    }
    result.links.push(...(folder.links ?? []));
    for (const path of folder.torrents) {
      const row = known.rows.get(path);
      if (row === undefined) {
        result.found++;
        result.toRead.push(path);
        continue;
      }
      let stat: BigIntStats | null;
      try {
        stat = statOrNull(`${root}/${path}`);
      } catch (error) {
        // A folder that may be listed and not entered is the same for all that is in it.
        if (folder.folder === "") throw unreadable(root, systemReason(error));
        result.problems.push({ folder: folder.folder, problem: systemReason(error) });
        break;
      }
      if (!stat) continue;
      seen[row] = 1;
      result.found++;
      if (!isUnchanged(known, row, stat) || wanted(known.id[row] ?? 0)) {
        result.toRead.push(path);
        continue;
      }
      const code = known.codes.get(row);
      if (code === undefined) result.unchanged++;
      else result.stillRejected.set(code, (result.stillRejected.get(code) ?? 0) + 1);
    }
  }
  // In order of name rather than of the folder's hash table, so that neighbours share pages of the index.
  result.toRead.sort();
  for (const [path, row] of known.rows) {
    if (seen[row] === 0 && !result.problems.some(({ folder }) => path.startsWith(`${folder}/`)))
      result.vanished.push(row);
  }
  return result;
}

/**
 * Makes sure that a root is a folder.
 * @param isNew nothing of it is indexed yet
 * @throws ReseederError ROOT_UNREADABLE
 */
export function checkRoot(root: string, isNew = false): void {
  let stat: BigIntStats;
  try {
    stat = statSync(systemPath(root), { bigint: true });
  } catch (error) {
    throw unreadable(root, systemReason(error), isNew);
  }
  if (!stat.isDirectory()) throw unreadable(root, "it is not a folder", isNew);
}

function unreadable(root: string, why: string, isNew = false): ReseederError {
  const kept = isNew ? "" : "; its index was left unchanged";
  return new ReseederError("ROOT_UNREADABLE", `Cannot read ${displayPath(root)}: ${why}${kept}`);
}

function isUnchanged(known: KnownLocations, row: number, stat: BigIntStats): boolean {
  const { size, mtimeS, mtimeNs } = stampOf(stat);
  return (
    size === known.size[row] &&
    mtimeS === known.mtimeS[row] &&
    mtimeNs === known.mtimeNs[row] &&
    !TRANSIENT.has(known.codes.get(row) ?? "")
  );
}

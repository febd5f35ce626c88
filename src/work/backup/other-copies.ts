import { existsSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { systemReason } from "../../core/thrown-error.ts";
import { glance } from "../../store/database/examine.ts";
import { removeDatabase } from "../files/database-files.ts";
import { isOf, listBackups } from "./backup-files.ts";

/** Another file that holds what a database held at some time. */
export interface OtherCopy {
  path: string;
  /** True for a copy of the database in question; false for another's, and where nobody can tell. */
  own: boolean;
}

/**
 * The backups in a folder, and what restores and upgrades have kept beside the database.
 * @param lineage of the database
 */
export function otherCopies(path: string, folder: string, lineage: string): OtherCopy[] {
  const backups = existsSync(folder) ? listBackups(folder) : [];
  const origin = { lineage, path: realpathSync(path) };
  return [
    ...backups.map((backup) => ({ path: backup.path, own: isOf(backup, origin) })),
    ...putAside(path).map((file) => ({ path: file, own: lineageOf(file) === lineage })),
  ];
}

/** Removes own copies with what lies beside them. Answers those that could not be, with the reason. */
export function removeCopies(copies: readonly OtherCopy[]): { removed: string[]; problems: string[] } {
  const result = { removed: [] as string[], problems: [] as string[] };
  for (const { path } of copies.filter(({ own }) => own)) {
    try {
      removeDatabase(path);
      result.removed.push(path);
    } catch (error) {
      result.problems.push(`Cannot remove ${path}: ${systemReason(error)}`);
    }
  }
  return result;
}

/** As restoring and upgrading name what was the database before. */
const ASIDE = /^\.before-(?:restore|upgrade)-\d{8}T\d{6}Z$/;

/** What restores and upgrades have kept beside a database, the oldest of each first. */
export function putAside(path: string): string[] {
  const own = basename(path);
  return readdirSync(dirname(path))
    .filter((name) => name.startsWith(own) && ASIDE.test(name.slice(own.length)))
    .sort()
    .map((name) => join(dirname(path), name));
}

function lineageOf(path: string): string | null {
  try {
    return glance(path).identity?.lineage ?? null;
  } catch {
    return null;
  }
}

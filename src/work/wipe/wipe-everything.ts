import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { makeSingleFile } from "../../store/database/copy.ts";
import { Exclusive } from "../../store/database/exclusive.ts";
import { giveTo, publish } from "../../store/database/fsync.ts";
import { continueFrom } from "../../store/database/restored.ts";
import { Store } from "../../store/store.ts";
import { backupFolder } from "../backup/backup.ts";
import { otherCopies, removeCopies } from "../backup/other-copies.ts";
import {
  CAN_REPLACE_OPEN,
  removeBeside,
  removeDatabase,
  removeUnfinished,
  unfinished,
} from "../files/database-files.ts";
import { namedOpenFileHolders } from "../files/open-file-holders.ts";
import type { WipeResult } from "./wipe.ts";

const ZEROS = new Uint8Array(1024 * 1024);

/**
 * Puts a new and empty database in place of one, and overwrites the old file with zeros. The new one is of another
 * lineage, so that it never takes the old one's backups for its own; ids go on where those of the old one ended, since
 * clients remember them. Stopped at any point, the database is the old one or the new one.
 * @throws ReseederError `DATABASE_IN_USE` when any other process has it open, `DATABASE_…`; then nothing was changed
 */
export function wipeEverything({
  path,
  backups,
  clock = Date.now,
}: {
  path: string;
  backups: boolean;
  clock?: () => number;
}): WipeResult {
  const startedAt = clock();
  const { folder, lineage } = describe(path);
  const lock = Exclusive.take(path);
  if (!lock) throw inUse(path);
  removeUnfinished(path);
  const temporary = unfinished(path, "wiping");
  try {
    makeEmpty(temporary, lock);
    giveTo(path, temporary);
    if (CAN_REPLACE_OPEN) replace(path, temporary);
    else {
      lock.close();
      replaceClosed(path, temporary);
    }
  } finally {
    lock.close();
    removeDatabase(temporary);
  }
  const found = otherCopies(path, folder, lineage);
  const { removed, problems } = backups ? removeCopies(found) : { removed: [], problems: [] };
  return {
    status: problems.length === 0 ? "done" : "partly",
    rows: [],
    copies: found.filter((copy) => !removed.includes(copy.path)),
    copies_removed: removed,
    problems,
    duration_ms: clock() - startedAt,
  };
}

function describe(path: string): { folder: string; lineage: string } {
  const store = Store.open(path);
  try {
    return { folder: backupFolder(store), lineage: store.identity().lineage };
  } finally {
    store.close();
  }
}

function makeEmpty(temporary: string, old: Exclusive): void {
  Store.open(temporary, { create: true }).close();
  const past = old.highWater();
  // The list goes with all the rest.
  continueFrom(temporary, past && { ...past, list: null });
  makeSingleFile(temporary);
}

function replace(path: string, temporary: string): void {
  const old = openSync(path, "r+");
  try {
    // The lock has emptied the log into the file.
    removeBeside(path);
    publish(temporary, path);
    // With another name the file is somebody's copy.
    if (fstatSync(old).nlink === 0) overwrite(old);
  } finally {
    closeSync(old);
  }
}

/** As `replace`, on Windows: for a moment there is no database at all. */
function replaceClosed(path: string, temporary: string): void {
  const aside = `${temporary}-old`;
  removeBeside(path);
  renameSync(path, aside);
  publish(temporary, path);
  const old = openSync(aside, "r+");
  try {
    overwrite(old);
  } finally {
    closeSync(old);
  }
  rmSync(aside);
}

function overwrite(file: number): void {
  const { size } = fstatSync(file);
  for (let at = 0; at < size; at += ZEROS.length) writeSync(file, ZEROS, 0, Math.min(ZEROS.length, size - at), at);
  fsyncSync(file);
}

function inUse(path: string): ReseederError {
  const who = namedOpenFileHolders(path) || "another connection";
  return new ReseederError("DATABASE_IN_USE", `The database ${path} is in use by ${who}; nothing was changed`, {
    hint: "Stop it first: it would write data of the old index into the new one.",
  });
}

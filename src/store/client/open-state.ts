import { Database } from "bun:sqlite";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { systemReason } from "../../core/thrown-error.ts";
import { readHeader } from "../database/database.ts";
import { explain } from "../database/database-error.ts";
import { CLIENT_MIGRATIONS } from "./migrations.ts";

/** `PRAGMA application_id` of the state of a user's machine: "RSDC". */
const STATE_ID = 0x52534443;

/**
 * Opens the state of a user's machine, makes it where it is not there (readable by the user alone), and brings it up to
 * date. @throws ReseederError `DATABASE_…` that names the file
 */
export function openState(path: string): Database {
  return explain(path, () => {
    makeFile(path);
    const database = new Database(path, { readwrite: true, create: true });
    try {
      database.run("PRAGMA busy_timeout = 10000");
      checkHeader(database, path);
      // A run that is killed loses nothing that it has said is done.
      database.run("PRAGMA journal_mode = WAL");
      database.run("PRAGMA synchronous = NORMAL");
      database.run("PRAGMA cache_size = -4096");
      migrate(database, path);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function makeFile(path: string): void {
  if (path === ":memory:") return;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw new ReseederError("DATABASE_UNREADABLE", `Cannot create the state file ${path}: ${systemReason(error)}`, {
      hint: "Choose another file with --state FILE.",
    });
  }
}

/** Answers the version of the state. @throws ReseederError `DATABASE_FOREIGN`, `DATABASE_NEWER` */
function checkHeader(database: Database, path: string): number {
  const { version, identity, objects } = readHeader(database);
  if (identity !== STATE_ID && (objects > 0 || version > 0)) {
    throw new ReseederError("DATABASE_FOREIGN", `${path} is not a state file of reseeder match`, {
      hint: "Choose another file with --state FILE.",
    });
  }
  const known = CLIENT_MIGRATIONS.length;
  if (version > known) {
    throw new ReseederError(
      "DATABASE_NEWER",
      `${path} has version ${version}, but this ReSeeder supports versions up to ${known}`,
    );
  }
  return version;
}

function migrate(database: Database, path: string): void {
  database
    .transaction(() => {
      // Read again inside the lock: another process may have migrated meanwhile.
      for (let version = checkHeader(database, path); version < CLIENT_MIGRATIONS.length; version++) {
        database.run(CLIENT_MIGRATIONS[version] ?? "");
      }
      database.run(`PRAGMA application_id = ${STATE_ID}`);
      database.run(`PRAGMA user_version = ${CLIENT_MIGRATIONS.length}`);
    })
    .immediate();
}

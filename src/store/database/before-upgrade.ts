import { constants, Database } from "bun:sqlite";
import { closeSync, existsSync, openSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { fileStamp } from "../../core/iso-time.ts";
import { explain } from "./database-error.ts";
import { giveTo, publish } from "./fsync.ts";

const PARTIAL = ".partial";

/**
 * Copies a database, as it is, to `PATH.before-upgrade-TIME` beside it: whole and on disk, or not at all. Call it while
 * nobody else can write.
 * @throws ReseederError `DATABASE_FULL`, before anything is written where the room can be told; `DATABASE_…`
 */
export function keepBeforeUpgrade(path: string): void {
  const copy = freeName(path, Date.now());
  const partial = `${copy}${PARTIAL}`;
  removeUnfinished(path);
  explain(path, () => {
    const database = new Database(path, constants.SQLITE_OPEN_READONLY);
    try {
      checkRoom(database, path);
      // For the owner alone, as the database is. SQLite fills a file that is empty.
      closeSync(openSync(partial, "wx", 0o600));
      database.query("VACUUM INTO ?").run(partial);
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    } finally {
      database.close();
    }
  });
  giveTo(path, partial);
  publish(partial, copy);
}

function freeName(path: string, now: number): string {
  for (let at = now; ; at += 1_000) {
    const name = `${path}.before-upgrade-${fileStamp(at)}`;
    if (!existsSync(name)) return name;
  }
}

/** What a process that was killed has left: only one at a time makes a copy. */
function removeUnfinished(path: string): void {
  const start = `${basename(path)}.before-upgrade-`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(start) && name.endsWith(PARTIAL)) rmSync(join(dirname(path), name), { force: true });
  }
}

function checkRoom(database: Database, path: string): void {
  const sql = "SELECT page_size * (SELECT page_count FROM pragma_page_count) AS bytes FROM pragma_page_size";
  const bytes = database.query<{ bytes: number }, []>(sql).get()?.bytes ?? 0;
  const { bavail, bsize } = statfsSync(dirname(path));
  if (bavail * bsize >= bytes) return;
  throw new ReseederError(
    "DATABASE_FULL",
    `The database ${path} is of an older version, and there is no room for the copy of ${bytes} bytes that is made before it is upgraded`,
    { hint: "Free some disk space. Nothing was changed, and the older program still works." },
  );
}

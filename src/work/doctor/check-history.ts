import { existsSync } from "node:fs";
import { isoTime } from "../../core/iso-time.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { formatAge, formatDuration } from "../../core/quantity.ts";
import { errorMessage } from "../../core/thrown-error.ts";
import type { Store } from "../../store/store.ts";
import { verifyBackup } from "../backup/verify-backup.ts";
import { type Finding, findings } from "../observe/finding.ts";
import { backups } from "../observe/snapshot.ts";

const HOUR_MS = 3_600_000;
/** Clocks of machines that share a disk differ a little. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** No database is older than the program. */
const FIRST_YEAR = Date.UTC(2026, 0, 1);

/** The last scan and backup, the settings, and whether the clock fits what is noted. */
export function* checkHistory(store: Store, now: number, full: boolean): Generator<Finding> {
  yield lastScan(store, now);
  yield lastBackup(store, now, full);
  yield* settings(store);
  yield clock(store, now);
}

function lastScan(store: Store, now: number): Finding {
  const { ok, info, warning } = findings("scan");
  const [run] = store.runs.newest("scan", 1);
  if (!run) return info("No scan has run yet", "Run `reseeder scan PATH`.");
  const ago = `${formatAge(now - run.startedAt)} ago`;
  if (run.status === "failed") return warning(`The last scan, ${ago}, failed`, "Run `reseeder scan` to see why.");
  if (run.status === "running") return info(`A scan that began ${ago} is running, or was killed`);
  const took = run.finishedAt === null ? "" : `, took ${formatDuration(run.finishedAt - run.startedAt)}`;
  return ok(`The last scan began ${ago}${took} (${run.status})`);
}

function lastBackup(store: Store, now: number, full: boolean): Finding {
  const { ok, info, warning, error } = findings("backup");
  const hours = store.settings.read().settings.backup_interval_hours;
  const { last, failure } = backups(store);
  if (failure) {
    const { message = "" } = (failure.summary ?? {}) as { message?: string };
    return error(`The last backup, ${formatAge(now - failure.startedAt)} ago, failed: ${message}`, TRY);
  }
  if (!last)
    return hours === 0 ? info("There is no backup, and automatic backups are off", TRY) : neverYet(store, now, hours);
  const { file } = (last.summary ?? {}) as { file?: string };
  const what = `The last backup was made ${formatAge(now - last.startedAt)} ago`;
  if (typeof file === "string" && !existsSync(file)) return warning(`${what}; ${displayPath(file)} is gone`, TRY);
  if (hours > 0 && now - last.startedAt > 2 * hours * HOUR_MS) {
    return warning(
      `${what}, although one is due every ${hours} h`,
      "Check that `reseeder serve` is running, or run `reseeder backup`.",
    );
  }
  if (!full || typeof file !== "string") return ok(what);
  try {
    verifyBackup(file);
    return ok(`${what} and is intact`);
  } catch (problem) {
    return error(`${what} and is unusable: ${errorMessage(problem)}`, TRY);
  }
}

const TRY = "Run `reseeder backup`.";

function neverYet(store: Store, now: number, hours: number): Finding {
  const { info, warning } = findings("backup");
  const since = store.runs.firstStart();
  if (since === null || now - since < 2 * hours * HOUR_MS) return info("There is no backup yet", TRY);
  return warning(
    `There is no backup, although one is due every ${hours} h`,
    "Check that `reseeder serve` is running, or run `reseeder backup`.",
  );
}

function* settings(store: Store): Generator<Finding> {
  const { ok, warning } = findings("settings");
  const { problems } = store.settings.read();
  if (problems.length === 0) yield ok("Every setting has a valid value");
  for (const problem of problems) {
    yield warning(problem, `Run \`reseeder settings reset ${problem.split(":")[0]}\`, or set another value.`);
  }
}

function clock(store: Store, now: number): Finding {
  const { ok, warning } = findings("clock");
  const latest = store.selfCheck.latestTime();
  const shown = isoTime(now);
  if (now < FIRST_YEAR) return warning(`The clock says ${shown}`, "Set it and use NTP.");
  if (latest !== null && latest > now + CLOCK_TOLERANCE_MS) {
    const what = `The clock says ${shown}, but the database has an entry from ${isoTime(latest)}`;
    return warning(what, "The clock is or was wrong. Set it and use NTP.");
  }
  return ok(`The clock says ${shown}, later than every entry in the database`);
}

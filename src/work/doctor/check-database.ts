import type { ReseederError } from "../../core/errors.ts";
import { formatAmount, formatCount } from "../../core/quantity.ts";
import type { Totals } from "../../store/index/statistics.ts";
import type { Store } from "../../store/store.ts";
import { type Finding, findings } from "../observe/finding.ts";

const RESTORE =
  "Keep a copy of the file, then run `reseeder restore FILE`. `reseeder backup --list` shows the backups.";
const { ok, warning, error } = findings("database");

/** Whether the database is sound and of this program's version; answers whether more can be read of it. */
export function* checkDatabase(store: Store, full: boolean): Generator<Finding, boolean> {
  const { database, program } = store.selfCheck.version();
  const problems = store.selfCheck.integrity(full);
  const how = full ? "every page and index" : "every page";
  if (problems.length === 0) yield ok(`Version ${database} of ${program}, ${how} intact`);
  for (const problem of problems) yield error(`${store.path} is damaged: ${problem.trim()}`, RESTORE);
  if (problems.length > 0) return false;
  yield totals(store);
  yield unindexed(store);
  if (full) yield references(store);
  return true;
}

/** The finding for a database that cannot be opened. */
export function unusable(problem: ReseederError): Finding {
  return error(problem.message, problem.hint || RESTORE);
}

/** The finding where there is no database yet. */
export function missing({ message, hint }: ReseederError): Finding {
  return findings("database").info(message, hint);
}

function totals(store: Store): Finding {
  const { ok, error } = findings("totals");
  const [kept, counted] = [store.statistics.totals(), store.selfCheck.recount()];
  const wrong = (Object.keys(counted) as (keyof Totals)[]).filter((name) => kept[name] !== counted[name]);
  if (wrong.length === 0)
    return ok(`${formatAmount(counted.torrents, "torrent")} offered; the stored totals are correct`);
  const list = wrong.map((name) => `${name} ${kept[name]} stored, ${counted[name]} counted`).join("; ");
  return error(`The stored totals are wrong: ${list}`, "Run `reseeder doctor --fix`.");
}

function unindexed(store: Store): Finding {
  const { ok, info, warning } = findings("unindexed");
  const left = store.torrents.unindexed().length;
  if (left === 0) return ok("Every torrent can be matched");
  const [run] = store.runs.newest("scan", 1);
  const what = `${formatAmount(left, "torrent")} cannot be matched yet`;
  if (run?.status === "running" && store.processes.list().some(({ pid, endedAt }) => pid === run.pid && !endedAt)) {
    return info(`${what}: the running scan will finish that`);
  }
  return warning(
    `${what}: a scan or an upload was interrupted, or is still running`,
    "Run `reseeder scan` or restart `serve` to finish it.",
  );
}

function references(store: Store): Finding {
  const dangling = [...store.selfCheck.danglingRows()];
  if (dangling.length === 0) return ok("All references between tables are valid");
  const list = dangling.map(([table, rows]) => `${formatCount(rows)} in ${table}`).join(", ");
  return warning(`Rows refer to missing rows: ${list}`, "Run `reseeder scan`, then doctor again.");
}

/** Puts wrong counts right. Answers whether there were any. */
export function fixTotals(store: Store): boolean {
  return store.write(() => {
    const [kept, counted] = [store.statistics.totals(), store.selfCheck.recount()];
    const isWrong = (Object.keys(counted) as (keyof Totals)[]).some((name) => kept[name] !== counted[name]);
    if (isWrong) store.selfCheck.repairTotals(counted);
    return isWrong;
  });
}

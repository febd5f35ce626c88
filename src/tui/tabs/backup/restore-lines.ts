import { basename } from "node:path";
import { formatAge, formatAmount } from "../../../core/quantity.ts";
import type { RestorePlan } from "../../../work/backup/restore-plan.ts";

/** What is lost by a restore, in lines for the question before it. */
export function restoreLines(plan: RestorePlan, file: string, at: number, now: number): string[] {
  const lines = [`${basename(file)}, made ${formatAge(now - at)} ago, takes the place of the database.`, ""];
  const lost = [
    ...amount(plan.torrents, "torrent", "added since, which the next scan adds again"),
    ...amount(plan.requests, "request", "logged since"),
    ...amount(plan.reports, "report", "stored since"),
    ...plan.paths.map((path) => `the scan path ${path}`),
    ...plan.settings.map((key) => `the present value of ${key}`),
  ];
  if (lost.length === 0) lines.push("Nothing is lost: nothing has changed since.");
  else lines.push("Lost:", ...lost.map((line) => `  ${line}`));
  lines.push("", "The old database is kept beside it under another name. No id is given out twice.");
  if (plan.holders.length > 0) {
    const who = plan.holders.map(({ pid, name }) => `${name || "a process"} (${pid})`).join(", ");
    lines.push(`In use by ${who}: they go on with the restored contents.`);
  }
  return lines;
}

function amount(count: number, what: string, when: string): string[] {
  return count === 0 ? [] : [`${formatAmount(count, what)} ${when}`];
}

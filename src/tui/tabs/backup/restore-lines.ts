import { basename } from "node:path";
import { formatAge, formatAmount } from "../../../core/quantity.ts";
import type { RestorePlan } from "../../../work/backup/restore-plan.ts";

/** What is lost by a restore, in lines for the question before it. */
export function restoreLines(plan: RestorePlan, file: string, at: number, now: number): string[] {
  const lines = [`${basename(file)}, made ${formatAge(now - at)} ago, replaces the database.`, ""];
  const lost = [
    ...amount(plan.torrents, "torrent", "added since, which the next scan adds again"),
    ...amount(plan.requests, "request", "logged since"),
    ...amount(plan.reports, "report", "stored since"),
    ...plan.paths.map((path) => `the scan path ${path}`),
    ...plan.settings.map((key) => `the current value of ${key}`),
  ];
  if (lost.length === 0) lines.push("Nothing is lost: nothing has changed since.");
  else lines.push("This loses:", ...lost.map((line) => `  ${line}`));
  lines.push("", "The old database is kept next to it under another name. No ID is reused.");
  if (plan.holders.length > 0) {
    const who = plan.holders.map(({ pid, name }) => `${name || "a process"} (${pid})`).join(", ");
    lines.push(
      `In use by ${who}; ${plan.holders.length === 1 ? "it continues" : "they continue"} with the restored contents.`,
    );
  }
  return lines;
}

function amount(count: number, what: string, when: string): string[] {
  return count === 0 ? [] : [`${formatAmount(count, what)} ${when}`];
}

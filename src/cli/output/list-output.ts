import { type ListOutcome, listJson } from "../../core/api/list-json.ts";
import { ERRORS } from "../../core/errors.ts";
import type { Io } from "../io/io.ts";
import { formatCount, formatDuration, formatTable, writeJson } from "./output.ts";

/** Prints what became of a list of what may be offered; answers the exit code. */
export function writeList(io: Io, outcome: ListOutcome, json: boolean): number {
  if (json) writeJson(io.out, listJson(outcome));
  else io.out.write(formatList(outcome));
  const { rejected, dryRun } = outcome;
  if (!rejected) return 0;
  const what = `${dryRun ? "It would be rejected" : "Nothing was changed"}: ${rejected.message}`;
  if (!json) io.err.write(`${what}\nTry: ${ERRORS[rejected.code].hint}\n`);
  return 1;
}

function formatList(outcome: ListOutcome): string {
  const count = (label: string, value: number): [string, string] => [label, formatCount(value)];
  const title = outcome.rejected ? "Rejected" : outcome.dryRun ? "Dry run" : "Done";
  return `${title} in ${formatDuration(outcome.durationMs)}\n${formatTable([
    count("listed", outcome.listed),
    count("offered", outcome.offered),
    count("withheld", outcome.withheld),
    count("newly withheld", outcome.withheldNew),
    count("offered again", outcome.withheldLifted),
    count("not in the index", outcome.unknown),
    count("without a .torrent", outcome.withoutTorrent),
    count("with seeders counted", outcome.seeders),
  ])}`;
}

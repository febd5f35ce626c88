import { listJson } from "../../core/api/list-json.ts";
import { isApiKind } from "../../core/tracker-api/api-kinds.ts";
import type { RoundResult } from "../../work/tracker/round.ts";
import type { Io } from "../io/io.ts";
import { writeList } from "./list-output.ts";
import { formatAmount, formatCount, writeJson } from "./output.ts";

/** Prints a round with the tracker; answers the exit code. */
export function writeRound(io: Io, round: RoundResult, json: boolean): number {
  if (json) {
    writeJson(io.out, roundJson(round));
    return round.list.rejected ? 1 : 0;
  }
  const { title, list, counts, files, notes } = round;
  io.out.write(`${title}: ${formatAmount(counts.rows, isApiKind(list.owner) ? "torrent" : "row")}\n`);
  if (counts.unusable > 0)
    io.out.write(`${formatCount(counts.unusable)} of them have no valid info-hash and are not offered\n`);
  for (const note of notes) io.out.write(`${note}\n`);
  const code = writeList(io, list, false);
  if (files && files.wanted > 0) {
    io.out.write(
      `.torrents from the tracker's database: ${formatCount(files.putIn)} of ${formatCount(files.wanted)} imported\n`,
    );
    for (const { id, message } of files.problems) io.err.write(`${id}: ${message}\n`);
  }
  return code;
}

function roundJson({ title, list, counts, files, notes }: RoundResult): unknown {
  return {
    tracker: list.owner,
    title,
    rows: counts.rows,
    unusable: counts.unusable,
    ...listJson(list),
    notes,
    files: files && { wanted: files.wanted, put_in: files.putIn, rejected: files.rejected, problems: files.problems },
  };
}

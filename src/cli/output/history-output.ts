import { bytesToHex } from "../../core/hex.ts";
import { isoTime } from "../../core/iso-time.ts";
import type { HistoryRow } from "../../store/people/history.ts";
import type { HistoryImport } from "../../work/users/history-import.ts";
import type { Io } from "../io/io.ts";
import { type Columns, hashColumn, textColumn, timeColumn } from "../lists/columns.ts";
import { formatAmount, formatCount } from "./output.ts";

/** Says what became of a history: counts to stdout, what is wrong with lines to stderr. */
export function writeHistoryImport(io: Io, result: HistoryImport): void {
  const { added, known, notIndexed, rejected, problems } = result;
  for (const { place, message } of problems) io.err.write(`line ${place}: ${message}\n`);
  if (rejected > problems.length) io.err.write(`and ${formatCount(rejected - problems.length)} more\n`);
  io.out.write(
    `${formatCount(added)} added, ${formatCount(known)} already known, ${formatAmount(rejected, "line")} rejected\n`,
  );
  if (notIndexed > 0) {
    io.out.write(`Kept for torrents that are not in the index yet: ${formatCount(notIndexed)}\n`);
  }
}

/** The same for programs. */
export function historyImportJson({ added, known, notIndexed, rejected, problems }: HistoryImport): unknown {
  return {
    added,
    known,
    not_indexed: notIndexed,
    rejected_count: rejected,
    rejected: problems.map(({ place, message }) => ({ line: place, message })),
  };
}

/** Columns of a user's history. */
export const HISTORY_COLUMNS = {
  hash: hashColumn(({ infoHash }) => bytesToHex(infoHash)),
  time: timeColumn(({ at }) => at, "unknown"),
  source: textColumn(({ source }) => source),
} satisfies Columns<HistoryRow>;

/** A download for programs. */
export function historyRowJson({ infoHash, at, source }: HistoryRow): unknown {
  return { info_hash: bytesToHex(infoHash), time: isoTime(at), source };
}

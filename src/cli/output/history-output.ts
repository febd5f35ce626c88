import { bytesToHex } from "../../core/hex.ts";
import { isoTime } from "../../core/iso-time.ts";
import type { HistoryRow } from "../../store/people/history.ts";
import type { HistoryImport } from "../../work/users/history-import.ts";
import type { Io } from "../io/io.ts";
import { formatAmount, formatCount, formatTime } from "./output.ts";

/** Says what became of a history: counts to stdout, what is wrong with lines to stderr. */
export function writeHistoryImport(io: Io, result: HistoryImport): void {
  const { added, known, notIndexed, rejected, problems } = result;
  for (const { place, message } of problems) io.err.write(`line ${place}: ${message}\n`);
  if (rejected > problems.length) io.err.write(`and ${formatCount(rejected - problems.length)} more\n`);
  io.out.write(
    `${formatCount(added)} added, ${formatCount(known)} known already, ${formatAmount(rejected, "line")} rejected\n`,
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

/** One download as a line. */
export function historyRow({ infoHash, at, source }: HistoryRow): string {
  const time = at === null ? "time unknown".padEnd(19) : formatTime(at);
  return `${bytesToHex(infoHash)}  ${time}  ${source}\n`;
}

/** The same for programs. */
export function historyRowJson({ infoHash, at, source }: HistoryRow): unknown {
  return { info_hash: bytesToHex(infoHash), time: isoTime(at), source };
}

import { bytesToHex } from "../core/hex.ts";
import type { HistoryRow } from "../store/history.ts";
import type { HistoryImport } from "../work/history-import.ts";
import type { Io } from "./io.ts";
import { formatCount } from "./output.ts";

/** Says what became of a history: counts to stdout, what is wrong with lines to stderr. */
export function writeHistoryImport(io: Io, result: HistoryImport): void {
  const { added, known, notIndexed, rejected, problems } = result;
  for (const { place, message } of problems) io.err.write(`line ${place}: ${message}\n`);
  if (rejected > problems.length) io.err.write(`and ${formatCount(rejected - problems.length)} more\n`);
  io.out.write(
    `${formatCount(added)} added, ${formatCount(known)} known already, ${formatCount(rejected)} lines rejected\n`,
  );
  if (notIndexed > 0) {
    io.out.write(`${formatCount(notIndexed)} of them are of torrents that are not in the index; they are kept\n`);
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
  const time = at === null ? "at no known time" : new Date(at).toISOString().slice(0, 19).replace("T", " ");
  return `${bytesToHex(infoHash)}  ${time}  ${source}\n`;
}

/** The same for programs. */
export function historyRowJson({ infoHash, at, source }: HistoryRow): unknown {
  return { info_hash: bytesToHex(infoHash), time: at === null ? null : new Date(at).toISOString(), source };
}

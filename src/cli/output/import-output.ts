import type { IngestResult } from "../../work/ingest/ingest.ts";
import type { IngestSummary } from "../../work/ingest/ingest-summary.ts";
import type { Io } from "../io/io.ts";
import { formatAmount, formatCount, formatDuration, formatTable, writeJson } from "./output.ts";

/** How an import ended. */
export type ImportStatus = "done" | "partly" | "cancelled";

/** Writes what was not put in, and ids that two torrents have: lines of JSON to stdout, else sentences to stderr. */
export function writeNotPutIn(io: Io, results: readonly IngestResult[], json: boolean): void {
  for (const result of results) {
    if (result.outcome === "rejected") {
      const { name, code, message } = result;
      if (json) writeJson(io.out, { type: "rejected", name, code, message });
      else io.err.write(`Rejected ${name}: ${code}: ${message}\n`);
    } else if (result.outcome === "removed") {
      const { name, torrent_id, info_hash } = result;
      if (json) writeJson(io.out, { type: "removed", name, torrent_id, info_hash });
      else io.err.write(`${name} is removed. To offer it again: \`reseeder torrents unremove ${info_hash}\`\n`);
    } else if (result.external_id_also_of !== undefined) {
      const { name, torrent_id, external_id, external_id_also_of } = result;
      if (json) writeJson(io.out, { type: "shared_id", name, torrent_id, external_id, external_id_also_of });
      else io.err.write(`${name} has the ID ${external_id}, which torrent id:${external_id_also_of} has too\n`);
    }
  }
}

/** The progress of an import in one line. */
export function importProgress({ total, counts }: IngestSummary, elapsedMs: number): string {
  const rate = Math.round(total / Math.max(elapsedMs / 1000, 0.001));
  return `${formatAmount(total, "torrent")}  ${formatCount(rate)}/s  ${formatCount(counts.rejected)} rejected`;
}

/** Writes what an import came to. */
export function writeImported(
  io: Io,
  { counts, codes }: IngestSummary,
  status: ImportStatus,
  durationMs: number,
  json: boolean,
): void {
  const { added, returned, known, removed } = counts;
  if (json) {
    writeJson(io.out, {
      type: "done",
      status,
      added,
      returned,
      known,
      removed,
      rejected: codes,
      duration_ms: durationMs,
    });
    return;
  }
  const rows = Object.entries(counts).map(([name, count]) => [name, formatCount(count)]);
  const reasons = Object.entries(codes).sort((a, b) => b[1] - a[1]);
  rows.push(...reasons.map(([code, count]) => [`  ${code}`, formatCount(count)]));
  const title = { done: "Done", partly: "Partly done", cancelled: "Cancelled" }[status];
  io.out.write(`${title} in ${formatDuration(durationMs)}\n${formatTable(rows)}`);
}

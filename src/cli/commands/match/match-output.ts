import type { FoundTorrent, MatchEvent, MatchSummary } from "../../../client/matching/match-event.ts";
import { cellsOf, fit, shorten } from "../../../core/cells.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { filePath } from "../../../core/torrent/metainfo.ts";
import type { Io } from "../../io/io.ts";
import { formatAmount, formatBytes, formatCount, formatDuration } from "../../output/output.ts";

/** A found torrent as `--json` prints it (docs/json.md). */
export function torrentJson(torrent: FoundTorrent): Record<string, unknown> {
  const { verdict, files } = torrent;
  const { metainfo } = torrent.torrent;
  return {
    type: "torrent",
    info_hash: torrent.infoHash,
    name: metainfo.name,
    status: torrent.status,
    reason: torrent.reason,
    size: metainfo.payloadSize,
    seeders: torrent.seeders,
    torrent_id: torrent.torrentId,
    source: torrent.source,
    remembered: torrent.remembered,
    files_found: verdict.found,
    files_total: verdict.of,
    files_renamed: verdict.renamed,
    pieces: verdict.pieces,
    pieces_verified: verdict.piecesVerified,
    pieces_differing: verdict.piecesDiffer,
    files: files.map(({ index, size, path, whole }) => ({
      path: filePath(metainfo, metainfo.files[index] as (typeof metainfo.files)[number]),
      ...{ size, local: path === null ? null : displayPath(path), verified: whole },
    })),
  };
}

const LABELS = { ready: "READY", partial: "PART", near: "NEAR", seeding: "SEEDS" } as const;

/** What a run found, as text: one line a torrent, best first, once all of them are known. */
export class MatchTable {
  private readonly rows = new Map<number, Row[]>();
  private count = 0;

  /** @param all keeps and shows every row; else the largest of each status, of which there may be any number */
  constructor(private readonly all: boolean) {}

  add(torrent: FoundTorrent): void {
    const { verdict, status, seeders, reason } = torrent;
    const { metainfo } = torrent.torrent;
    const renamed = verdict.renamed > 0 ? [`${formatAmount(verdict.renamed, "file")} renamed`] : [];
    const seeds = seeders === null ? "" : formatAmount(seeders, "seeder");
    const notes = [...(reason === null ? [] : [reason]), ...(status === "ready" ? renamed : [])];
    this.push(
      LABELS[status],
      Object.keys(LABELS).indexOf(status),
      metainfo.name,
      metainfo.payloadSize,
      notes.join("; "),
      [`${verdict.found}/${verdict.of}`, formatBytes(metainfo.payloadSize), seeds],
    );
  }

  reject(name: string, reason: string): void {
    this.push("NO", REJECTED, name, 0, reason, ["", "", ""]);
  }

  private push(label: string, rank: number, name: string, size: number, note: string, cells: string[]): void {
    if (rank === REJECTED && !this.all) {
      this.count++;
      return;
    }
    const rows = this.rows.get(rank) ?? [];
    this.rows.set(rank, rows);
    rows.push({ size, cells: [label, shownName(name, 255), ...cells], note: shownName(note, 500) });
    this.count++;
    if (!this.all && rows.length === 4 * SHOWN) this.cut(rows);
  }

  private cut(rows: Row[]): void {
    rows.sort((a, b) => b.size - a.size);
    if (!this.all) rows.length = Math.min(rows.length, SHOWN);
  }

  /** @param width cells of the terminal: names are cut first, then notes; null for the full text */
  format(width: number | null): string {
    for (const rows of this.rows.values()) this.cut(rows);
    const shown = [...this.rows].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows);
    const widths = widthsOf(shown, width);
    const lines = shown.map(({ cells, note }) => {
      const padded = cells.map((cell, i) =>
        fit(cell, widths[i] ?? 0, { align: i === 2 || i === 3 ? "right" : "left" }),
      );
      const line = `  ${[...padded, note].join("  ").trimEnd()}`;
      return `${width === null ? line : shorten(line, width)}\n`;
    });
    const hidden = this.count - shown.length;
    return `${lines.join("")}${hidden > 0 ? `  … ${formatCount(hidden)} more with --all\n` : ""}`;
  }
}

interface Row {
  size: number;
  cells: string[];
  note: string;
}

/** Rows of each status that are shown unless all are. */
const SHOWN = 20;
/** Comes after every status, and is shown only with all. */
const REJECTED = 9;

/** Fewest cells that names are cut to. */
const LEAST_NAME = 24;

/** Widths of the columns; names give way to the longest line. */
function widthsOf(rows: readonly { cells: readonly string[]; note: string }[], terminal: number | null): number[] {
  const widths = [5, 0, 0, 0, 0];
  for (const { cells } of rows) {
    for (const [i, cell] of cells.entries()) widths[i] = Math.max(widths[i] ?? 0, cellsOf(cell));
  }
  if (terminal === null) return widths;
  const notes = Math.max(0, ...rows.map(({ note }) => cellsOf(note)));
  const over = widths.reduce((sum, width) => sum + width + 2, 2) + notes - terminal;
  const name = widths[1] ?? 0;
  widths[1] = Math.min(name, Math.max(LEAST_NAME, name - Math.max(0, over)));
  return widths;
}

/** A stranger's text on one line: no control characters, no marks that turn the direction of writing. */
export function shownName(text: string, most = 60): string {
  const plain = displayPath(text).replace(/\p{C}/gu, "\ufffd");
  return shorten(plain, most);
}

/** Progress in one line, with rate and time left; null for events that are none. */
export function matchProgress(event: MatchEvent, elapsedMs: number): string | null {
  if (event.type === "walking") return `Scanning  ${formatAmount(event.files, "file")}`;
  if (event.type === "asking") return `Asking ${event.source}`;
  if (event.type === "waiting") return `The server responded with ${event.status}; waiting ${formatDuration(event.ms)}`;
  if (event.type !== "verifying") return null;
  const rate = event.read / Math.max(elapsedMs / 1000, 0.001);
  const left = ((event.total - event.read) / Math.max(rate, 1)) * 1000;
  return `Verifying ${formatBytes(event.read)} of ${formatBytes(event.total)}  ${formatBytes(rate)}/s  ${formatDuration(left)} left`;
}

/** What stands above the table. */
export function formatHead(summary: MatchSummary): string {
  const unread = summary.problems === 0 ? "" : `; ${formatAmount(summary.problems, "problem")}, see above`;
  const before = summary.asked_before > 0 ? ` (${formatCount(summary.asked_before)} in an earlier run)` : "";
  const asked =
    summary.asked + summary.asked_before > 0 ? `Asked    about ${formatAmount(summary.asked, "file")}${before}\n` : "";
  const remembered = summary.remembered > 0 ? `; ${formatAmount(summary.remembered, "torrent")} already verified` : "";
  return (
    `Scanned  ${formatAmount(summary.files, "file")}, ${formatBytes(summary.bytes)}${unread}\n${asked}` +
    `Found    ${formatAmount(summary.torrents, "torrent")} with files of the same size\n` +
    `Verified ${formatBytes(summary.bytes_read)}${remembered}; your files were only read\n`
  );
}

/** What stands below the table. */
export function formatFoot(summary: MatchSummary, out: string | null, clients: boolean): string {
  const parts = [
    `${formatCount(summary.ready)} ready${summary.ready_dead > 0 ? ` (${formatCount(summary.ready_dead)} dead now)` : ""}`,
    `${formatCount(summary.partial)} partial`,
    `${formatCount(summary.near)} near`,
    ...(summary.seeding > 0 ? [`${formatCount(summary.seeding)} seeding`] : []),
    ...(summary.held_back > 0 ? [`${formatCount(summary.held_back)} held back by the server`] : []),
  ];
  const hint = "Next: add --out DIR to write the .torrent files, or --link DIR --client KIND:URL to seed them.\n";
  const next = out === null && !clients && summary.ready > 0 ? hint : "";
  const written =
    out !== null && summary.ready > 0 ? `The .torrent files and the manifest are in ${displayPath(out)}.\n` : "";
  const stopped = summary.status === "cancelled" ? "Stopped. Run the same command again to continue.\n" : "";
  return `${parts.join(", ")}.\n${written}${stopped || next}`;
}

/** Writes a problem for people. */
export function formatProblem(io: Io, message: string): void {
  io.err.write(`${shownName(message, 1000)}\n`);
}

import type { HandoverOutcome } from "../../../client/handover/handover-outcome.ts";
import type { LinkWay } from "../../../client/handover/link-way.ts";
import type { MatchResult } from "../../../client/match-result.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { Io } from "../../io/io.ts";
import { formatBytes, formatCount, ProgressLine, writeJson } from "../../output/output.ts";
import type { MatchClients } from "./match-clients.ts";
import { shownName } from "./match-output.ts";

/** What a hand-over came to: torrents, and bytes. */
export interface HandoverSummary {
  run: string | null;
  seeding: number;
  downloading: number;
  held: number;
  trusted: number;
  linked_bytes: number;
  reflinked_bytes: number;
  copied_bytes: number;
  downloaded_bytes: number;
  left_out: { name: string; reason: string }[];
  ways: [root: string, way: LinkWay][];
  problems: string[];
}

/** Gives clients what was found for them; a line of JSON each, or progress. @throws ReseederError `DATABASE_…` */
export async function handOver(io: Io, clients: MatchClients, json: boolean): Promise<HandoverSummary> {
  const { flags, session, taken } = clients;
  const summary: HandoverSummary = {
    ...{ run: null, seeding: 0, downloading: 0, held: 0, trusted: 0, linked_bytes: 0, reflinked_bytes: 0 },
    ...{ copied_bytes: 0, downloaded_bytes: 0, left_out: [], ways: [], problems: [] },
  };
  const progress = new ProgressLine(io);
  for (const name of clients.unoffered) summary.left_out.push({ name, reason: "the server no longer offers it" });
  let done = 0;
  const options = { ...flags, budget: { left: flags.copyMax } };
  const { run, ways, problems } = await session.handOver(taken, options, (result, outcome) => {
    note(summary, result, outcome);
    progress.show(`Adding ${++done} of ${taken.length}  ${shownName(result.torrent.metainfo.name)}`);
    if (json) writeJson(io.out, handedJson(result, outcome));
  });
  progress.clear();
  Object.assign(summary, { run, ways, problems });
  if (json) writeJson(io.out, { type: "handover", ...summaryJson(summary, clients) });
  return summary;
}

function note(summary: HandoverSummary, result: MatchResult, outcome: HandoverOutcome | null): void {
  if (outcome === null) {
    summary.held++;
    return;
  }
  summary.downloaded_bytes += outcome.downloaded;
  if (outcome.status === "left out") {
    summary.left_out.push(leftOut(result, outcome.reason ?? ""));
    return;
  }
  summary[outcome.status]++;
  if (outcome.isTrusted) summary.trusted++;
  summary.linked_bytes += outcome.made.linked;
  summary.reflinked_bytes += outcome.made.reflinked;
  summary.copied_bytes += outcome.made.copied;
}

function leftOut({ torrent }: MatchResult, reason: string): { name: string; reason: string } {
  return { name: torrent.metainfo.name, reason };
}

function handedJson({ torrent }: MatchResult, outcome: HandoverOutcome | null): Record<string, unknown> {
  const { infoHashV1, infoHashV2, metainfo } = torrent;
  const isThere = outcome !== null && outcome.status !== "left out";
  return {
    type: "handed_over",
    info_hash: infoHashV1 ?? infoHashV2,
    name: metainfo.name,
    status: outcome === null ? "held" : outcome.status.replace(" ", "_"),
    client: outcome?.client ?? null,
    folder: isThere ? displayPath(outcome.folder) : null,
    trusted: outcome?.isTrusted ?? false,
    linked_bytes: isThere ? outcome.made.linked : 0,
    reflinked_bytes: isThere ? outcome.made.reflinked : 0,
    copied_bytes: isThere ? outcome.made.copied : 0,
    downloaded_bytes: outcome?.downloaded ?? 0,
    reason: outcome?.reason ?? null,
  };
}

function summaryJson(summary: HandoverSummary, clients: MatchClients): Record<string, unknown> {
  return {
    ...summary,
    left_out: summary.left_out.length,
    ways: summary.ways.map(([folder, way]) => ({ folder: displayPath(folder), way })),
    paths: clients.paths.map(({ title, says }) => ({ client: title, says: says.replace(/\s+/g, " ") })),
  };
}

const WAYS: Readonly<Record<LinkWay, string>> = {
  link: "hard links work",
  reflink: "hard links do not work, reflinks do",
  copy: "neither hard links nor reflinks work",
};

/** What stands below the table, for people. */
export function formatHandover(summary: HandoverSummary, clients: MatchClients): string {
  const lines = clients.paths.map(({ title, says }) =>
    row("Paths", clients.paths.length > 1 ? `${title}: ${says}` : says),
  );
  for (const [root, way] of summary.ways) lines.push(row("Links", `${WAYS[way]} in ${displayPath(root)}`));
  const { seeding, downloading, trusted, left_out, held, run } = summary;
  if (trusted > 0) {
    lines.push(row("Trusted", `${formatCount(trusted)} verified and unchanged: the client did not recheck them`));
  }
  if (seeding + downloading > 0) {
    const copied = summary.copied_bytes > 0 ? `, ${formatBytes(summary.copied_bytes)} copied` : "";
    const states = `${formatCount(seeding)} seeding, ${formatCount(downloading)} downloading`;
    const added = `${formatCount(seeding + downloading)} linked under the client's file names${copied}, started:`;
    lines.push(
      row("Added", `${added}\n${" ".repeat(9)}${states}, ${formatBytes(summary.downloaded_bytes)} downloaded`),
    );
  }
  const out = leftOutLines(summary, clients, held);
  if (out !== null) lines.push(row("Left out", out));
  for (const { name, reason } of left_out.slice(0, 20)) lines.push(`  ${shownName(name)}: ${shownName(reason, 500)}\n`);
  if (left_out.length > 20) lines.push(`  … ${formatCount(left_out.length - 20)} more in --json\n`);
  for (const problem of summary.problems) lines.push(row("Problem", shownName(problem, 500)));
  if (run !== null && seeding + downloading > 0) lines.push(`Undo: reseeder match undo ${run}\n`);
  return lines.join("");
}

function leftOutLines({ left_out }: HandoverSummary, { left }: MatchClients, held: number): string | null {
  const parts: string[] = [];
  if (left.partial > 0) {
    const would = `would copy ${formatBytes(left.copy)} and download ${formatBytes(left.download)}`;
    parts.push(`${formatCount(left.partial)} partial (--partial copy ${would})`);
  }
  if (left.seeding + held > 0) parts.push(`${formatCount(left.seeding + held)} already in a client`);
  if (left_out.length > 0) parts.push(`${formatCount(left_out.length)} failed:`);
  return parts.length === 0 ? null : parts.join("; ");
}

function row(label: string, text: string): string {
  return `${label.padEnd(8)} ${text}\n`;
}

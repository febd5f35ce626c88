import { type AnswerEnd, AnswerReader } from "./answer-reader.ts";
import type { Handshake } from "./handshake.ts";
import type { MatchedTorrent } from "./matched-torrent.ts";
import { failed, type Outcome } from "./problem.ts";
import { exchange } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import type { Transport } from "./transport.ts";

/** A file as a server is asked about it. */
export interface AskedFile {
  name: string;
  /** Bytes. */
  size: number;
}

export interface PhaseOptions {
  signal?: AbortSignal;
  onWait?: (ms: number, status: number) => void;
  /** Most bytes of an answer; 64 MiB unless told. */
  maxAnswerBytes?: number;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** What one answer has: torrents as they come, and then what it says of itself, or why it is none. */
export type AnswerEvent = { type: "torrent"; torrent: MatchedTorrent } | { type: "end"; outcome: Outcome<AnswerEnd> };

/**
 * `POST /match/phase1` (by name and size) or `phase2` (by size alone): one request. Torrents may have come when it turns
 * out that the answer breaks off, or has another form; `end` comes last.
 */
export async function* askPhase(
  transport: Transport,
  address: ServerAddress,
  phase: 1 | 2,
  files: readonly AskedFile[],
  exclude: readonly number[],
  limits: Handshake,
  options: PhaseOptions = {},
): AsyncGenerator<AnswerEvent> {
  const { maxAnswerBytes = MAX_ANSWER_BYTES, ...rest } = options;
  const answer = exchange(transport, {
    method: "POST",
    url: phase === 1 ? address.phase1 : address.phase2,
    headers: { "content-type": "application/json", ...address.headers },
    body: phaseBody(address, phase, files, exclude),
    maxBytes: maxAnswerBytes,
    ...rest,
  });
  const reader = new AnswerReader(limits.maxTorrentsPerResponse);
  try {
    let step = await answer.next();
    for (; !step.done; step = await answer.next()) {
      for (const torrent of reader.take(step.value)) yield { type: "torrent", torrent };
    }
    yield { type: "end", outcome: step.value === null ? ended(reader, phase) : { ok: false, problem: step.value } };
  } finally {
    // Whoever has enough ends the request as well.
    await answer.return(null);
  }
}

function ended(reader: AnswerReader, phase: 1 | 2): Outcome<AnswerEnd> {
  const value = reader.end();
  return value === null
    ? failed("bad_answer", `the response to phase ${phase} does not follow the match protocol`)
    : { ok: true, value };
}

/** The body of a phase, as JSON text. */
export function phaseBody(
  address: Pick<ServerAddress, "fields">,
  phase: 1 | 2,
  files: readonly AskedFile[],
  exclude: readonly number[],
): string {
  return JSON.stringify(phaseRequest(address, phase, files, exclude));
}

/** The body of a phase. */
export function phaseRequest(
  { fields }: Pick<ServerAddress, "fields">,
  phase: 1 | 2,
  files: readonly AskedFile[],
  exclude: readonly number[],
): Record<string, unknown> {
  const listed = files.map(({ name, size }) => (phase === 1 ? { name: name.toWellFormed(), size } : { size }));
  return { ...fields, phase, files: listed, ...(exclude.length === 0 ? {} : { exclude_torrent_ids: exclude }) };
}

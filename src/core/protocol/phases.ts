import type { Handshake } from "./handshake.ts";
import { type MatchAnswer, readMatchAnswer } from "./matched-torrent.ts";
import { failed, type Outcome } from "./problem.ts";
import { parsed, send } from "./send.ts";
import type { ServerAddress } from "./server-address.ts";
import { shallowJson } from "./shallow-json.ts";
import type { Transport } from "./transport.ts";

/** A file as a server is asked about it. */
export interface AskedFile {
  name: string;
  /** Bytes. */
  size: number;
}

export interface PhaseOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  onWait?: (ms: number, status: number) => void;
  /** Most bytes of an answer; 64 MiB unless told. */
  maxAnswerBytes?: number;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** An answer's torrents stand three levels deep; below that is which file may be which, by the ten thousand. */
const DEPTH = 3;

/** `POST /match/phase1` (by name and size) or `phase2` (by size alone): one request. */
export async function askPhase(
  transport: Transport,
  address: ServerAddress,
  phase: 1 | 2,
  files: readonly AskedFile[],
  exclude: readonly number[],
  limits: Handshake,
  options: PhaseOptions = {},
): Promise<Outcome<MatchAnswer>> {
  const { maxAnswerBytes = MAX_ANSWER_BYTES, ...rest } = options;
  const outcome = await send(transport, {
    method: "POST",
    url: phase === 1 ? address.phase1 : address.phase2,
    headers: { "content-type": "application/json", ...address.headers },
    body: phaseBody(address, phase, files, exclude),
    maxBytes: maxAnswerBytes,
    ...rest,
  });
  if (!outcome.ok) return outcome;
  const said = parsed(shallowJson(outcome.value, DEPTH));
  const answer = readMatchAnswer(said, limits.maxTorrentsPerResponse);
  return answer === null
    ? failed("bad_answer", `the response to phase ${phase} does not follow the match protocol`)
    : { ok: true, value: answer };
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

import { networkReason } from "../thrown-error.ts";
import { failed, type Outcome, type Problem } from "./problem.ts";

/**
 * The bytes of a body as they come, if they are not more than `maxBytes`; what comes beyond is never read.
 * @returns null at its end; `bad_answer` where it breaks off, `answer_too_large` where it does not end in time
 */
export async function* boundedParts(response: Response, maxBytes: number): AsyncGenerator<Uint8Array, Problem | null> {
  if (response.body === null) return null;
  const reader = response.body.getReader();
  const tooLarge = () => failed("answer_too_large", `the response is over ${maxBytes} bytes`, response).problem;
  let length = 0;
  let isRead = false;
  try {
    if (Number(response.headers.get("content-length") ?? 0) > maxBytes) return tooLarge();
    for (;;) {
      let part: Awaited<ReturnType<typeof reader.read>>;
      try {
        part = await reader.read();
      } catch (error) {
        const message = `the response was cut off after ${length} bytes (${networkReason(error)})`;
        return failed("bad_answer", message, response).problem;
      }
      isRead = part.done;
      if (part.value === undefined) return null;
      length += part.value.length;
      if (length > maxBytes) return tooLarge();
      yield part.value;
    }
  } finally {
    if (!isRead) reader.cancel().catch(() => {});
  }
}

/** All bytes of an answer in one. */
export async function wholeBody(body: AsyncGenerator<Uint8Array, Problem | null>): Promise<Outcome<Uint8Array>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let step = await body.next();
  for (; !step.done; step = await body.next()) {
    parts.push(step.value);
    length += step.value.length;
  }
  if (step.value !== null) return { ok: false, problem: step.value };
  return { ok: true, value: parts.length === 1 ? (parts[0] as Uint8Array) : joined(parts, length) };
}

/** The beginning of a body, for somebody who looks at it. */
export interface KeptBody {
  /** The first `maxBytes`. */
  bytes: Uint8Array;
  /** Of the whole body, which is read to its end. */
  length: number;
}

/** Reads a body to its end and keeps its beginning. Rejects where it breaks off. */
export async function keptBody(response: Response, maxBytes: number): Promise<KeptBody> {
  const reader = response.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) break;
    if (length < maxBytes) parts.push(value.subarray(0, maxBytes - length));
    length += value.length;
  }
  return { bytes: joined(parts, Math.min(length, maxBytes)), length };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

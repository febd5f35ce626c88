import { networkReason } from "../thrown-error.ts";
import { failed, type Outcome } from "./problem.ts";

/**
 * All bytes of a body, if they are not more than `maxBytes`; what comes beyond is never read. `bad_answer` where it
 * breaks off, `answer_too_large` where it does not end in time.
 * @param onPart takes the bytes as they come; nothing is kept then, and the answer is empty
 */
export async function boundedBody(
  response: Response,
  maxBytes: number,
  onPart?: (bytes: Uint8Array) => void,
): Promise<Outcome<Uint8Array>> {
  const said = Number(response.headers.get("content-length") ?? 0);
  const tooLarge = () => failed("answer_too_large", `the response is over ${maxBytes} bytes`, response);
  if (response.body === null) return { ok: true, value: new Uint8Array() };
  const reader = response.body.getReader();
  if (said > maxBytes) {
    reader.cancel().catch(() => {});
    return tooLarge();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) {
        reader.cancel().catch(() => {});
        return tooLarge();
      }
      if (onPart === undefined) parts.push(value);
      else onPart(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    const why = networkReason(error);
    return failed("bad_answer", `the response was cut off after ${length} bytes (${why})`, response);
  }
  if (parts.length === 1) return { ok: true, value: parts[0] as Uint8Array };
  return { ok: true, value: joined(parts, onPart === undefined ? length : 0) };
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

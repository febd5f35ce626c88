import { failed, type Outcome } from "./problem.ts";

/**
 * All bytes of a body, if they are not more than `maxBytes`; what comes beyond is never read. `bad_answer` where it
 * breaks off, `answer_too_large` where it does not end in time.
 */
export async function boundedBody(response: Response, maxBytes: number): Promise<Outcome<Uint8Array>> {
  const said = Number(response.headers.get("content-length") ?? 0);
  const tooLarge = () => failed("answer_too_large", `the answer has more than ${maxBytes} bytes`, response);
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
      parts.push(value);
    }
  } catch (error) {
    return failed("bad_answer", `the answer broke off after ${length} bytes (${(error as Error).message})`, response);
  }
  if (parts.length === 1) return { ok: true, value: parts[0] as Uint8Array };
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts.splice(0)) {
    bytes.set(part, at);
    at += part.length;
  }
  return { ok: true, value: bytes };
}

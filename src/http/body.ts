import { ReseederError } from "../core/errors.ts";
import { invalid, show } from "../core/json-text.ts";

/** A sender may take this long for one body; the connection's idle timeout ends those that send nothing at all. */
const DEADLINE_MS = 120_000;

/**
 * Reads a request's body, never more than `limit` bytes of it.
 * @throws ReseederError `BODY_TOO_LARGE`, at once when the length is announced; `INVALID_REQUEST` for a body that is
 *   compressed, breaks off or does not arrive in time
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const body = plainBody(request, limit);
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(invalid("body: did not arrive in time")), DEADLINE_MS);
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise]);
      if (done) break;
      length += value.byteLength;
      if (length > limit) throw tooLarge(limit);
      chunks.push(value);
    }
    return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
  } catch (error) {
    // Without this the connection would go on receiving what nobody wants.
    reader.cancel().catch(() => {});
    if (error instanceof ReseederError) throw error;
    throw new ReseederError("INVALID_REQUEST", "body: broke off before its end", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A request's body as far as its headers are to be believed; null for none.
 * @throws ReseederError `BODY_TOO_LARGE` when it is announced as longer than `limit`; `INVALID_REQUEST` when compressed
 */
export function plainBody(request: Request, limit: number): ReadableStream<Uint8Array> | null {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw invalid(`content-encoding: expected none, got ${show(encoding)}`);
  }
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  return request.body;
}

/** The error of a body that is longer than `limit`. */
export function tooLarge(limit: number): ReseederError {
  return new ReseederError("BODY_TOO_LARGE", `Maximum ${limit} bytes`);
}

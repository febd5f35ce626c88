import { ReseederError } from "../../core/errors.ts";
import { invalid, show } from "../../core/json-text.ts";

/** When a sender is too slow. Only the time that is spent waiting for it counts. */
export interface BodyTimeouts {
  /** Without a byte. */
  idleMs: number;
  /** So long any rate will do … */
  graceMs: number;
  /** … after that, so many bytes a second since the beginning. */
  bytesPerSecond: number;
}

/** A modem of 1991 gets through; whoever wants to hold the connection open has to send. */
const BODY_TIMEOUTS: BodyTimeouts = { idleMs: 30_000, graceMs: 30_000, bytesPerSecond: 1024 };

/**
 * A request's body as it comes, however large; the sender waits while a chunk is worked on.
 * @param onBytes told of each chunk's length
 * @param givenUp rejected when the body is not waited for any more
 * @throws ReseederError `BODY_TOO_LARGE` beyond `limit`, at once when the length is announced; `INVALID_REQUEST` for a
 *   body that is compressed, breaks off or comes too slowly
 */
export async function* streamBody(
  request: Request,
  limit: number,
  onBytes: (bytes: number) => void,
  timeouts: BodyTimeouts = BODY_TIMEOUTS,
  givenUp?: Promise<never>,
): AsyncGenerator<Uint8Array> {
  const body = plainBody(request, limit);
  if (!body) return;
  const reader = body.getReader();
  let total = 0;
  let waited = 0;
  let ended = false;
  try {
    for (;;) {
      const since = performance.now();
      const { done, value } = await withinTime(reader.read(), timeLeft(waited, total, timeouts), givenUp);
      waited += performance.now() - since;
      ended = done;
      if (done) return;
      total += value.byteLength;
      onBytes(value.byteLength);
      if (total > limit) throw tooLarge(limit);
      yield value;
    }
  } catch (error) {
    if (error instanceof ReseederError) throw error;
    throw new ReseederError("INVALID_REQUEST", "body: ended early", { cause: error });
  } finally {
    // Without this the connection would go on receiving what nobody wants.
    if (!ended) reader.cancel().catch(() => {});
  }
}

/** A request's body as far as its headers are to be believed; null for none. */
function plainBody(request: Request, limit: number): ReadableStream<Uint8Array> | null {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") {
    throw invalid(`content-encoding: expected none, got ${show(encoding)}`);
  }
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge(limit);
  return request.body;
}

function tooLarge(limit: number): ReseederError {
  return new ReseederError("BODY_TOO_LARGE", `Maximum ${limit} bytes`);
}

function timeLeft(waitedMs: number, total: number, { idleMs, graceMs, bytesPerSecond }: BodyTimeouts): number {
  return Math.min(idleMs, graceMs + (total / bytesPerSecond) * 1000 - waitedMs);
}

async function withinTime<T>(promise: Promise<T>, ms: number, givenUp?: Promise<never>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(invalid("body: arrived too slowly, or not at all")), Math.max(0, ms));
  try {
    return await Promise.race(givenUp ? [promise, late.promise, givenUp] : [promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

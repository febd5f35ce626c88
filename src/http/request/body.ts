import { type BodyTimeouts, streamBody } from "./body-stream.ts";

/** Two minutes for all of it, however it trickles, and never half a minute without a byte. */
const BODY_TIMEOUTS: BodyTimeouts = { idleMs: 30_000, graceMs: 120_000, bytesPerSecond: Number.POSITIVE_INFINITY };

/**
 * Reads a request's body whole, never more than `limit` bytes of it.
 * @throws ReseederError as `streamBody`
 */
export async function readBody(request: Request, limit: number, timeouts = BODY_TIMEOUTS): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamBody(request, limit, () => {}, timeouts)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

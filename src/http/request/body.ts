import type { BodyShare } from "./body-budget.ts";
import { type BodyTimeouts, streamBody } from "./body-stream.ts";

/** Two minutes for all of it, however it trickles, and never half a minute without a byte. */
const BODY_TIMEOUTS: BodyTimeouts = { idleMs: 30_000, graceMs: 120_000, bytesPerSecond: Number.POSITIVE_INFINITY };
/** Small pieces are copied together: each of them would cost more than its bytes. */
const BLOCK = 64 * 1024;

/**
 * Reads a request's body whole, never more than `limit` bytes of it.
 * @param share of the budget for all bodies, told of each byte
 * @throws ReseederError as `streamBody` and `BodyShare.add`
 */
export async function readBody(
  request: Request,
  limit: number,
  share: BodyShare,
  timeouts = BODY_TIMEOUTS,
): Promise<Uint8Array> {
  const blocks: Buffer[] = [];
  // Most bodies are small, and say so.
  let size = Math.min(BLOCK, Number(request.headers.get("content-length")) || BLOCK);
  let used = size;
  let length = 0;
  const append = (chunk: Uint8Array) => {
    for (let start = 0; start < chunk.length; ) {
      if (used === size) {
        if (blocks.length > 0) size = BLOCK;
        share.add(size);
        blocks.push(Buffer.allocUnsafeSlow(size));
        used = 0;
      }
      const part = chunk.subarray(start, start + size - used);
      blocks.at(-1)?.set(part, used);
      used += part.length;
      start += part.length;
      length += part.length;
    }
  };
  for await (const chunk of streamBody(request, limit, () => {}, timeouts, share.ended)) append(chunk);
  share.finish();
  const [only] = blocks;
  return blocks.length === 1 && only ? only.subarray(0, length) : Buffer.concat(blocks, length);
}

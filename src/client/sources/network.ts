import { pipeline, Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import type { Transport } from "../../core/protocol/transport.ts";

/** The network and the clock of this machine. */
export const network: Transport = {
  fetch: async (url, request) => {
    const headers = { ...request.headers, "accept-encoding": "gzip" };
    return unpacked(await fetch(url, { ...request, headers, decompress: false } as RequestInit));
  },
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, ms);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", stop, { once: true });
    }),
};

/**
 * The response with a body that unpacks as it is read, so that who reads it bounds it. Bun 1.4.5 unpacks all that has
 * come at once, in any encoding, asked for or not: 92 kB of zstd became 4.5 GB before the first byte could be read.
 */
function unpacked(response: Response): Response {
  const encoding = response.headers.get("content-encoding") ?? "identity";
  if (response.body === null || /^identity$/i.test(encoding)) return response;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  const { status, statusText } = response;
  return new Response(gunzipped(response.body, encoding), { status, statusText, headers });
}

function gunzipped(body: ReadableStream<Uint8Array>, encoding: string): ReadableStream<Uint8Array> {
  if (!/^(?:x-)?gzip$/i.test(encoding)) {
    body.cancel().catch(() => {});
    return new ReadableStream({ start: (control) => control.error(new Error("an encoding that was not requested")) });
  }
  // The reader meets the error; nobody else needs it.
  const plain = pipeline(Readable.fromWeb(body as NodeStream), createGunzip(), () => {});
  return Readable.toWeb(plain) as ReadableStream<Uint8Array>;
}

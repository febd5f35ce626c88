import type { Transport } from "../../core/protocol/transport.ts";

/** The network and the clock of this machine. */
export const network: Transport = {
  fetch: (url, request) => fetch(url, { ...request, decompress: true } as RequestInit),
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

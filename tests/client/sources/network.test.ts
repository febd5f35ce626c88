import { expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { network } from "../../../src/client/sources/network.ts";

const MIB = 1024 * 1024;

async function ask(body: Uint8Array<ArrayBuffer>, encoding: string | null) {
  const asked: (string | null)[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch(request) {
      asked.push(request.headers.get("accept-encoding"));
      return new Response(body, encoding === null ? {} : { headers: { "content-encoding": encoding } });
    },
  });
  try {
    const signal = AbortSignal.timeout(60_000);
    const request = { method: "GET", headers: {}, redirect: "manual", signal } as const;
    const response = await network.fetch(server.url.href, request);
    const parts: number[] = [];
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) parts.push(part.length);
    return { parts, total: parts.reduce((sum, part) => sum + part, 0), asked, headers: response.headers };
  } finally {
    await server.stop(true);
  }
}

test("a response comes as it is, or unpacks a little at a time", async () => {
  expect((await ask(new Uint8Array(1000), null)).total).toBe(1000);
  const { parts, total, asked, headers } = await ask(gzipSync(new Uint8Array(64 * MIB)), "gzip");
  expect(total).toBe(64 * MIB);
  expect(Math.max(...parts)).toBeLessThanOrEqual(MIB);
  expect(asked).toEqual(["gzip"]);
  expect([headers.get("content-encoding"), headers.get("content-length")]).toEqual([null, null]);
});

test("an encoding that nobody asked for is not unpacked", async () => {
  const sent = ask(zstdCompressSync(new Uint8Array(1000)), "zstd");
  expect(await sent.catch(String)).toBe("Error: an encoding that was not requested");
});

test("broken gzip and a cut one are errors of the reader", async () => {
  const packed = gzipSync("x".repeat(1000));
  expect(await ask(packed.subarray(0, -4), "gzip").catch(({ code }) => code)).toBe("Z_BUF_ERROR");
  expect(await ask(Buffer.from("{not gzip}"), "gzip").catch(({ code }) => code)).toBe("Z_DATA_ERROR");
});

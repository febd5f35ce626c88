import { expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { codingFor, prepareAsset } from "../../../src/http/answer/asset.ts";

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["GZIP;q=0.5, br;q=0.1", "gzip"],
  ["br;q=0, *", "gzip"],
  ["*;q=0.3", "br"],
  ["gzip;q=0", null],
  ["gzip;q=none", null],
  ["x-gzipped, brotli", null],
  ["identity", null],
  ["", null],
  [null, null],
] as const)("whoever accepts %p gets %p", (header, coding) => {
  expect(codingFor(header)).toBe(coding);
});

test("each way to send it unpacks to the same bytes, and its tag follows the content", async () => {
  const plain = Buffer.from("the same words, ".repeat(1000));
  const { tag, compressed } = await prepareAsset(plain, {});
  expect(brotliDecompressSync(compressed.br).equals(plain)).toBe(true);
  expect(gunzipSync(compressed.gzip).equals(plain)).toBe(true);
  for (const { length } of Object.values(compressed)) expect(length).toBeLessThan(plain.length / 10);
  expect(tag).not.toBe((await prepareAsset(plain.subarray(1), {})).tag);
});

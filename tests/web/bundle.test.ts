import { expect, test } from "bun:test";
import { pageSources } from "../../src/http/page/page-sources.ts";

const MAX_GZIP_BYTES = 150_000;

test("the page needs neither Bun nor Node, asks nobody else, and is small", async () => {
  const { script, worker, style } = await pageSources();
  for (const text of [script, worker]) {
    expect(text.match(/["'`](?:bun|node):|\bBun\.|\bBuffer\b|\brequire\(|\beval\(|new Function\(/g)).toBeNull();
  }
  const addresses = [script, worker, style].flatMap((text) => text.match(/https?:\/\/[\w.-]+/g) ?? []);
  // Names of XML vocabularies, explanations of React, the form of an address, a client in a command: never asked.
  const shown = ["http://www.w3.org", "https://react.dev", "http://HOST", "http://127.0.0.1"];
  expect(new Set(addresses)).toEqual(new Set(shown));
  const bytes = [script, worker, style].reduce((sum, text) => sum + Bun.gzipSync(Buffer.from(text)).length, 0);
  expect(bytes).toBeLessThan(MAX_GZIP_BYTES);
});

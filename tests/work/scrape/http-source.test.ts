import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { bytesToHex } from "../../../src/core/hex.ts";
import { HttpSource } from "../../../src/work/scrape/http-source.ts";
import { FakeHttpTracker, scrapeAnswer } from "../../support/fake-tracker.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const HASHES = [1, 2, 3].map((n) => new Uint8Array(20).fill(n));
const HEX = HASHES.map(bytesToHex);
const NEVER = new AbortController().signal;
const ask = (url: string, signal = NEVER, options = {}) =>
  new HttpSource(url, { limit: 64, ...options }).ask(HASHES, signal);
const gone = (): Promise<never> => new Promise(() => {});

test("asks about raw bytes and reads the counts", async () => {
  await using tracker = new FakeHttpTracker(
    (hashes) => new Response(scrapeAnswer(hashes.map((hash, i) => [hash, [i, 7]]))),
  );
  const reply = await ask(`${tracker.url}/scrape?k=1`);
  expect(reply).toEqual({ counts: new Map(HEX.map((hex, i) => [hex, { seeders: i, leechers: 7 }])) });
  expect(tracker.asked[0]).toStartWith("/scrape?k=1&info_hash=%01%01");
});

test("takes a packed answer that it did not ask for", async () => {
  await using tracker = new FakeHttpTracker(
    (hashes) =>
      new Response(gzipSync(scrapeAnswer(hashes.map((hash) => [hash, [5, 0]]))), {
        headers: { "content-encoding": "gzip" },
      }),
  );
  expect(await ask(tracker.url)).toHaveProperty("counts");
});

test("follows redirects on the same host, and no others", async () => {
  await using tracker = new FakeHttpTracker((hashes, { url }) => {
    const { pathname, search } = new URL(url);
    if (pathname === "/real") return new Response(scrapeAnswer(hashes.map((hash) => [hash, [1, 1]])));
    if (pathname === "/circle") return new Response(null, { status: 302, headers: { location: `/circle${search}` } });
    if (pathname === "/file") return new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } });
    const location = pathname === "/here" ? `/real${search}` : `http://localhost:1/real${search}`;
    return new Response(null, { status: 301, headers: { location } });
  });
  expect(await ask(`${tracker.url}/here`)).toHaveProperty("counts");
  for (const path of ["/there", "/circle", "/file"]) {
    expect(await ask(`${tracker.url}${path}`)).toEqual({
      fault: { kind: "failed", reason: expect.stringContaining("redirects"), retryAfterMs: null },
    });
  }
  expect(tracker.asked.filter((path) => path.startsWith("/circle"))).toHaveLength(4);
});

test.each([
  [200, "d14:failure reason20:Too many info_hashese", {}, "too-many", "Too many info_hashes", null],
  [200, "d14:failure reason15:Invalid passkeye", {}, "denied", "Invalid passkey", null],
  [200, "d14:failure reason17:unknown info_hashe", {}, "unknown-torrent", "unknown info_hash", null],
  [200, "<html>", {}, "failed", "expected a bencoded response", null],
  [
    200,
    "d14:failure reason59:no such user 0123456789abcdef0123456789abcdef01234567 or soe",
    {},
    "failed",
    "[masked]",
    null,
  ],
  [403, "", {}, "denied", "answered 403", null],
  [404, "", {}, "denied", "answered 404", null],
  [400, "", {}, "too-many", "answered 400", null],
  [414, "", {}, "too-many", "answered 414", null],
  [429, "", { "retry-after": "17" }, "failed", "answered 429", 17_000],
  [
    503,
    "",
    { "retry-after": "Fri, 20 Nov 2026 12:00:30 GMT", date: "Fri, 20 Nov 2026 12:00:00 GMT" },
    "failed",
    "answered 503",
    30_000,
  ],
  [503, "", { "retry-after": "soon" }, "failed", "answered 503", null],
  [503, "", { "retry-after": "99999999" }, "failed", "answered 503", 86_400_000],
  [500, "", {}, "failed", "answered 500", null],
] as const)("%d %p is a fault: %p %s", async (status, body, headers, kind, reason, retryAfterMs) => {
  await using tracker = new FakeHttpTracker(() => new Response(body, { status, headers }));
  expect(await ask(tracker.url)).toEqual({ fault: { kind, reason: expect.stringContaining(reason), retryAfterMs } });
});

describe("is bounded", () => {
  test("in size, as it comes and unpacked", async () => {
    const endless = () => {
      const chunk = new Uint8Array(65_536).fill(0x30);
      return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
    };
    await using tracker = new FakeHttpTracker(() => new Response(endless()));
    expect(await ask(tracker.url)).toMatchObject({
      fault: { kind: "too-many", reason: expect.stringContaining("1048576") },
    });
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    await using bombs = new FakeHttpTracker(() => new Response(bomb, { headers: { "content-encoding": "gzip" } }));
    expect(await ask(bombs.url)).toMatchObject({ fault: { kind: "too-many" } });
    await using odd = new FakeHttpTracker(() => new Response("x", { headers: { "content-encoding": "br" } }));
    expect(await ask(odd.url)).toMatchObject({
      fault: { kind: "failed", reason: expect.stringContaining("encoding") },
    });
    await using broken = new FakeHttpTracker(() => new Response("x", { headers: { "content-encoding": "gzip" } }));
    expect(await ask(broken.url)).toMatchObject({ fault: { kind: "failed", reason: expect.stringContaining("gzip") } });
  });

  test("in time, before the answer begins and before it ends", async () => {
    await using silent = new FakeHttpTracker(gone);
    const late = { fault: { kind: "failed" as const, reason: "no response in time", retryAfterMs: null } };
    expect(await ask(silent.url, NEVER, { beginMs: 20 })).toEqual(late);
    const stuck = () =>
      new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("d5:files")), pull: gone });
    await using slow = new FakeHttpTracker(() => new Response(stuck()));
    expect(await ask(slow.url, NEVER, { endMs: 20 })).toEqual(late);
  });

  test("by its caller, who may stop it", async () => {
    const stop = new AbortController();
    await using tracker = new FakeHttpTracker(() => {
      stop.abort();
      return gone();
    });
    expect(await ask(tracker.url, stop.signal)).toMatchObject({ fault: { reason: "stopped" } });
  });
});

test("names itself without its key, and says none when it cannot be reached", async () => {
  const url = "http://127.0.0.1:1/0123456789abcdef0123456789abcdef/scrape?passkey=SECRETSECRET";
  const source = new HttpSource(url, { limit: 64 });
  expect(source.name).toBe("http://127.0.0.1:1/[masked]/scrape?passkey=[masked]");
  const reply = await source.ask(HASHES, NEVER);
  expect(reply).toMatchObject({ fault: { kind: "failed", reason: "connection refused" } });
  expect(JSON.stringify(reply)).not.toMatch(/0123456789abcdef|SECRET/);
});

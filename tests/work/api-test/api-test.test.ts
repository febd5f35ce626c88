import { afterAll, describe, expect, test } from "bun:test";
import { readMatchRequest } from "../../../src/core/match/match-request.ts";
import type { RunningServer } from "../../../src/http/server/listen.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { type ApiRequest, apiExamples } from "../../../src/work/api-test/api-examples.ts";
import { type ApiAnswer, prettyBody, sendRequest, walkApi } from "../../../src/work/api-test/api-test.ts";
import { keepAddress, keptAddress } from "../../../src/work/observe/api-address.ts";
import { Heartbeat } from "../../../src/work/observe/heartbeat.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { scan } from "../../../src/work/scan/scan.ts";
import { addTorrent, memoryStore } from "../../support/indexed.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const stops: (() => Promise<void> | void)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** A real service with two torrents of one file size on disk. */
async function service(): Promise<{ server: RunningServer; store: Store; path: string }> {
  const folder = tree({
    "t/a.torrent": plainTorrent("Show", [
      ["S01E01.mkv", 5_000],
      ["S01E02.mkv", 6_000],
      ["info.nfo", 10],
      ["sample.mkv", 20],
    ]),
    "t/b.torrent": plainTorrent("other.mkv", 6_000),
  });
  const path = folder.path("reseeder.db");
  const store = Store.open(path, { create: true });
  for await (const _ of scan(store, { roots: registerRoots(store, [folder.path("t")], 1) }));
  const server = startServer({ path, host: "127.0.0.1", port: 0, log: () => {} });
  stops.push(async () => {
    await server.stop(1_000);
    store.close();
    folder[Symbol.dispose]();
  });
  return { server, store, path };
}

test("over a socket", async () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  Store.open(path, { create: true }).close();
  const address = `unix:${folder.path("api.sock")}`;
  const server = startServer({ path, host: address, port: 0, log: () => {} });
  expect(await sendRequest(server.url, get("/health"))).toMatchObject({ status: 200, complete: true });
  await server.stop(0);
  await expect(sendRequest(address, get("/health"))).rejects.toThrow(address);
});

const get = (path: string): ApiRequest => ({ name: "health", method: "GET", path, body: null });

describe("against a running service", () => {
  test("every example is answered, and the walk leaves out in phase 2 what phase 1 has found", async () => {
    const { server, store } = await service();
    const examples = apiExamples(store);
    expect(examples.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /health",
      "POST /match/handshake",
      "POST /match/phase1",
      "POST /match/phase2",
      "POST /match/report",
      "GET /docs/json",
    ]);
    for (const request of examples)
      expect([request.name, (await sendRequest(server.url, request)).status]).toEqual([request.name, 200]);
    const steps: { request: ApiRequest; answer: ApiAnswer }[] = [];
    for await (const step of walkApi(`${server.url}/`, examples)) steps.push(step);
    expect(steps.map(({ request }) => request.name)).toEqual(["handshake", "phase1", "phase2"]);
    const [, first, second] = steps.map(({ answer }) => JSON.parse(answer.text));
    expect(JSON.parse(steps[2]?.request.body ?? "").exclude_torrent_ids).toEqual([
      first.matched_torrents[0].torrent_id,
    ]);
    const names = [...first.matched_torrents, ...second.matched_torrents].map(({ name }: { name: string }) => name);
    expect(names.sort()).toEqual(["Show", "other.mkv"]);
  });

  test("status, headers, time and bytes are those of the answer", async () => {
    const { server } = await service();
    const answer = await sendRequest(server.url, { name: "phase1", method: "POST", path: "/match/phase1", body: "{" });
    expect(answer).toMatchObject({ status: 400, complete: true });
    expect(answer.headers).toContainEqual(["cache-control", "no-store"]);
    expect(answer.bytes).toBe(Buffer.byteLength(answer.text));
    expect(answer.ms).toBeGreaterThan(0);
    expect((await sendRequest(server.url, get("/nothing"))).status).toBe(404);
  });
});

/** A server of our own that answers as a test wants. */
function answering(fetch: (request: Request) => Response | Promise<Response>): string {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
  stops.push(() => server.stop(true));
  return `http://127.0.0.1:${server.port}`;
}

describe("whatever answers", () => {
  test("a path before the API's own is kept, and no redirect is followed", async () => {
    const url = answering((request) => {
      const { pathname } = new URL(request.url);
      return pathname === "/prefix/health"
        ? Response.redirect("/elsewhere", 302)
        : new Response(pathname, { status: 418 });
    });
    expect((await sendRequest(`${url}/prefix/`, get("/health"))).status).toBe(302);
  });

  test("a header is sent along; a line that is none is rejected without being repeated", async () => {
    const url = answering((request) => Response.json(request.headers.get("authorization")));
    const request = { ...get("/"), method: "POST" as const, body: "{}" };
    for (const sent of [get("/"), request]) {
      const { text } = await sendRequest(url, sent, { header: "Authorization: Bearer s3cret" });
      expect(text).toBe('"Bearer s3cret"');
    }
    expect((await sendRequest(url, get("/"))).text).toBe("null");
    for (const line of ["s3cret", "a b: s3cret", "A: s3\r\nB: cret", ": s3cret"]) {
      const rejected = sendRequest(url, get("/"), { header: line });
      await expect(rejected).rejects.toMatchObject({ code: "USAGE", message: expect.not.stringContaining("s3") });
    }
  });

  test("a long answer is counted and only its first part kept", async () => {
    const url = answering(() => new Response("x".repeat(20_000_000)));
    const { bytes, text, complete } = await sendRequest(url, get("/"));
    expect([bytes, text.length, complete]).toEqual([20_000_000, 8 * 1024 * 1024, false]);
    expect(prettyBody({ text, complete }).join("").length).toBe(65_536);
  });

  test("nobody there, nobody in time, no address", async () => {
    const gone = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const url = `http://127.0.0.1:${gone.port}`;
    gone.stop(true);
    await expect(sendRequest(url, get("/"))).rejects.toThrow(`Nothing answers at ${url}`);
    const silent = answering(() => new Promise(() => {}));
    await expect(sendRequest(silent, get("/"), { timeoutMs: 50 })).rejects.toThrow("did not respond within 0.05 s");
    await expect(sendRequest("ftp://x", get("/"))).rejects.toMatchObject({ code: "USAGE" });
    const stopping = new AbortController();
    const waiting = sendRequest(silent, get("/"), { signal: stopping.signal });
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ code: "FAILED" });
  });
});

describe("a body for people", () => {
  test("is indented, its long texts cut", () => {
    const text = JSON.stringify({ ok: true, torrent_file: "A".repeat(500) });
    expect(prettyBody({ text, complete: true })).toEqual([
      "{",
      '  "ok": true,',
      `  "torrent_file": "${"A".repeat(40)}… (500 characters)"`,
      "}",
    ]);
  });

  test("that is no JSON stays as it is", () => {
    expect(prettyBody({ text: "<html>\n", complete: true })).toEqual(["<html>", ""]);
  });

  test("has at most 5,000 lines", () => {
    expect(prettyBody({ text: JSON.stringify(Array(9_000).fill(1)), complete: true })).toHaveLength(5_000);
  });
});

describe("examples", () => {
  test("name the largest files of the newest torrent, and are what the service takes", () => {
    using store = memoryStore();
    addTorrent(store, plainTorrent("old", 77));
    addTorrent(
      store,
      plainTorrent("new", [
        ["a/small.nfo", 1],
        ["a/large.mkv", 900],
        ["a/middle.mkv", 500],
        ["a/third.mkv", 300],
      ]),
    );
    const [, , phase1, phase2] = apiExamples(store).map(({ body }) => JSON.parse(body ?? "null"));
    expect(readMatchRequest(phase1, "name", 10).files).toEqual([
      { name: "large.mkv", size: 900 },
      { name: "middle.mkv", size: 500 },
      { name: "third.mkv", size: 300 },
    ]);
    expect(readMatchRequest(phase2, "size", 10).files).toEqual([{ size: 900 }, { size: 500 }, { size: 300 }]);
  });

  test("are made up for an empty index", () => {
    using store = memoryStore();
    expect(JSON.parse(apiExamples(store)[2]?.body ?? "").files).toEqual([{ name: "movie.mkv", size: 4_294_967_296 }]);
  });
});

test("the address is the one that was kept, else that of the serve that runs, else the usual one", async () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  const store = Store.open(path, { create: true });
  expect(keptAddress(store, Date.now())).toBe("http://127.0.0.1:8080");
  const serve = new Heartbeat(path, "serve", { detail: "http://127.0.0.1:4321" });
  expect(keptAddress(store, Date.now())).toBe("http://127.0.0.1:4321");
  keepAddress(store, "https://tracker.example/reseeder_api");
  expect(keptAddress(store, Date.now())).toBe("https://tracker.example/reseeder_api");
  keepAddress(store, "");
  serve.leave();
  expect(keptAddress(store, Date.now())).toBe("http://127.0.0.1:8080");
  store.close();
});

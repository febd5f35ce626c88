import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { copyFileSync, renameSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import type { ReseederError } from "../../../src/core/errors.ts";
import { type RunningServer, serverStores, startServer } from "../../../src/http/server/listen.ts";
import { makeSingleFile } from "../../../src/store/database/copy.ts";
import { Store } from "../../../src/store/store.ts";
import { TrackerLookups } from "../../../src/work/tracker/lookups.ts";
import { addTorrents } from "../../support/indexed.ts";
import { memoryLog } from "../../support/log.ts";
import { PATIENCE_MS, TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

/** A server on a port of its own with torrents of `each` bytes that hold one file of 500 bytes each. */
function served({ torrents = 0, each = 0, host = "127.0.0.1", auth = "none" } = {}) {
  const dir = tree();
  const path = dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const made = Array.from({ length: torrents }, (_, i) => [`${i}.torrent`, heavy(dir, i, each)] as const);
  addTorrents(store, Object.fromEntries(made), dir.path("root"));
  store.write(() => store.settings.write("auth", auth));
  store.close();
  const { log, lines } = memoryLog();
  const server = startServer({ path, host, port: 0, log });
  return {
    server,
    lines,
    path,
    rows: () => {
      const database = new Database(path, { readonly: true });
      const rows = database
        .query("SELECT method, path, status, client, torrents, error FROM requests ORDER BY id")
        .all();
      database.close();
      return rows;
    },
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      dir[Symbol.dispose]();
    },
  };
}

function heavy(dir: Tree, i: number, bytes: number): Uint8Array {
  const torrent = plainTorrent(`t${i}`, 500, { source: String.fromCharCode(97 + (i % 26)).repeat(bytes) });
  dir.write(`root/${i}.torrent`, torrent);
  return torrent;
}

const PHASE2 = JSON.stringify({ files: [{ size: 500 }] });

function ask(server: RunningServer): Promise<Response> {
  return fetch(`${server.url}/match/phase2`, { method: "POST", body: PHASE2 });
}

test("what a server writes is no other connection's write, which would cost it all pages in memory", async () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  Store.open(path, { create: true }).close();
  const stores = serverStores(path);
  const version = () => stores.use((store) => store.version());
  const before = version();
  const server = startServer({ path, stores, host: "127.0.0.1", port: 0, log: () => {} });
  const report = await fetch(`${server.url}/match/report`, { method: "POST", body: "{}" });
  expect(report.status).toBe(200);
  expect(stores.use((store) => store.reports.matching("", 9, 9))).toHaveLength(1);
  expect(version()).toBe(before);
  await server.stop(0);
});

/** A raw connection; `taken` is what came so far, `until` waits for text in it. */
async function dial(server: RunningServer) {
  const socket: Socket = connect(server.port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  const taken: Buffer[] = [];
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  socket.on("data", (data) => taken.push(data));
  const until = async (text: string) => {
    // What came is looked through once: an answer of many megabytes comes in thousands of pieces.
    let end = "";
    for (let next = 0; ; ) {
      while (next < taken.length) {
        end += taken[next++]?.toString("latin1");
        if (end.includes(text)) return;
        end = end.slice(1 - text.length);
      }
      const more = new Promise((resolve) => socket.once("data", () => resolve(true)));
      const isOpen = await Promise.race([more, closed]);
      if (!isOpen && next === taken.length) throw new Error(`closed before it said ${text}`);
    }
  };
  return { socket, closed, until, taken: () => Buffer.concat(taken).toString("latin1") };
}

const POST = `POST /match/phase2 HTTP/1.1\r\nHost: x\r\nContent-Length: ${PHASE2.length}\r\n\r\n${PHASE2}`;

describe("listening", () => {
  test("port 0 picks one and says which; the log has the client's address", async () => {
    await using running = served();
    expect(running.server.port).toBeGreaterThan(0);
    expect(running.server.url).toBe(`http://127.0.0.1:${running.server.port}`);
    expect((await fetch(`${running.server.url}/health`)).status).toBe(200);
    using ended = spyOn(TrackerLookups.prototype, "close");
    await running.server.stop(1000);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(running.rows()).toEqual([
      { method: "GET", path: "/health", status: 200, client: "127.0.0.1", torrents: null, error: null },
    ]);
  });

  test("a port that is taken, by us or by others, is PORT_IN_USE", async () => {
    await using running = served();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const taken = [running.server.port, (other.address() as { port: number }).port];
    for (const port of taken) {
      const start = () => startServer({ path: running.path, host: "127.0.0.1", port, log: () => {} });
      expect(start).toThrow(`Port ${port} on 127.0.0.1 is in use`);
    }
    other.close();
  });

  test("an address that is not this machine's, and a database that is not there", async () => {
    await using running = served();
    const start = (path: string, host: string) => startServer({ path, host, port: 0, log: () => {} });
    expect(() => start(running.path, "192.0.2.1")).toThrow("Cannot listen on 192.0.2.1, port 0");
    try {
      start(`${running.path}.none`, "127.0.0.1");
      throw new Error("it started");
    } catch (error) {
      expect((error as ReseederError).code).toBe("DATABASE_MISSING");
    }
  });

  test("wider than this machine it warns, unless it asks who they are", async () => {
    await using asking = served({ host: "0.0.0.0", auth: "token" });
    expect(asking.lines).toEqual([]);
    await using narrow = served();
    await using wide = served({ host: "0.0.0.0" });
    expect(narrow.lines).toEqual([]);
    expect(wide.lines).toEqual([
      "warn: listening on 0.0.0.0: anyone who can reach this address has access, because auth is none",
    ]);
  });
});

describe("a slow client", () => {
  test("gets every byte, and holds up neither memory nor others", async () => {
    await using running = served({ torrents: 100, each: 300_000 });
    const whole = await (await ask(running.server)).text();
    expect(JSON.parse(whole).matched_torrents).toBeArrayOfSize(100);
    const slow = await dial(running.server);
    slow.socket.write(POST);
    await slow.until("matched_torrents");
    slow.socket.pause();
    Bun.gc(true);
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 20; i++) expect((await fetch(`${running.server.url}/health`)).status).toBe(200);
    expect(process.memoryUsage.rss() - before).toBeLessThan(25_000_000);
    slow.socket.resume();
    await slow.until("ambiguous_sizes");
    await slow.until("\r\n0\r\n\r\n");
    const [, body = ""] = slow.taken().split(/\r\n\r\n(.*)/s);
    expect(Bun.hash(unchunk(body))).toBe(Bun.hash(whole));
    slow.socket.destroy();
  });

  test("that hangs up is logged as such", async () => {
    await using running = served({ torrents: 100, each: 300_000 });
    const gone = await dial(running.server);
    gone.socket.write(POST);
    await gone.until("matched_torrents");
    gone.socket.destroy();
    await gone.closed;
    // Further requests, until the server has seen the end of the other.
    const isLogged = () => running.rows().some((row) => (row as { path: string }).path === "/match/phase2");
    while (!isLogged()) await fetch(`${running.server.url}/health`);
    await running.server.stop(1000);
    const row = running.rows().find((each) => (each as { path: string }).path === "/match/phase2") as Record<
      string,
      unknown
    >;
    expect([row["status"], row["error"]]).toEqual([200, "ABORTED"]);
    expect(row["torrents"]).toBeLessThan(100);
  });
});

/** The content of a chunked body (RFC 9112, section 7.1). */
function unchunk(body: string): string {
  let text = "";
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.slice(at, end), 16);
    if (!(size > 0)) return text;
    text += body.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}

describe("a body beyond the limit", () => {
  test("is rejected at once when it is announced, without being sent", async () => {
    await using running = served();
    const client = await dial(running.server);
    client.socket.write("POST /match/phase1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n{");
    await client.until("BODY_TOO_LARGE");
    expect(client.taken()).toStartWith("HTTP/1.1 413 ");
    client.socket.destroy();
  });

  test("is rejected when a chunked body reaches it", async () => {
    await using running = served();
    const client = await dial(running.server);
    client.socket.write("POST /match/phase1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `${(1024 * 1024).toString(16)}\r\n${" ".repeat(1024 * 1024)}\r\n`;
    for (let i = 0; i < 17; i++) client.socket.write(chunk);
    await client.until("BODY_TOO_LARGE");
    client.socket.destroy();
  });
});

describe("stop", () => {
  test("finishes the answers in flight and takes no new requests", async () => {
    await using running = served({ torrents: 100, each: 300_000 });
    const client = await dial(running.server);
    client.socket.write(POST);
    await client.until("matched_torrents");
    client.socket.pause();
    const stopped = running.server.stop(PATIENCE_MS);
    await expect(fetch(`${running.server.url}/health`)).rejects.toThrow();
    client.socket.resume();
    await client.until("ambiguous_sizes");
    await stopped;
    expect(running.rows()).toEqual([expect.objectContaining({ path: "/match/phase2", torrents: 100, error: null })]);
  });

  test("cuts off who is still not done at the deadline", async () => {
    await using running = served({ torrents: 100, each: 300_000 });
    const client = await dial(running.server);
    client.socket.write(POST);
    await client.until("matched_torrents");
    client.socket.pause();
    await running.server.stop(50);
    client.socket.resume();
    await client.closed;
    expect(client.taken()).not.toContain("ambiguous_sizes");
    expect(running.rows()).toEqual([expect.objectContaining({ path: "/match/phase2", error: "ABORTED" })]);
  });

  test("a second call cuts off at once", async () => {
    await using running = served({ torrents: 100, each: 300_000 });
    const client = await dial(running.server);
    client.socket.write(POST);
    await client.until("matched_torrents");
    client.socket.pause();
    const first = running.server.stop(600_000);
    await running.server.stop(600_000);
    await first;
    client.socket.destroy();
    expect(running.rows()).toBeArrayOfSize(1);
  });
});

test("a database that is replaced while serve runs is noticed within a second, and then the new one answers", async () => {
  await using world = served({ torrents: 3 });
  const { server, path } = world;
  const copyOf = (torrents: number): string => {
    const copy = `${path}.${torrents}`;
    const store = Store.open(copy, { create: true });
    const made = Array.from({ length: torrents }, (_, i) => [`${i}`, plainTorrent(`n${i}`, i + 1)] as const);
    addTorrents(store, Object.fromEntries(made), "/n");
    store.close();
    makeSingleFile(copy);
    return copy;
  };
  const health = async (): Promise<string> => {
    const response = await fetch(`${server.url}/health`);
    const { stats, code } = (await response.json()) as { stats?: { torrents: number }; code?: string };
    return response.status === 200 ? String(stats?.torrents) : `${response.status} ${code}`;
  };
  const answersUntil = async (wanted: string): Promise<Set<string>> => {
    const seen = new Set<string>();
    for (let said = await health(); said !== wanted; said = await health()) {
      seen.add(said.replace(/^503 .*/, "503"));
      await Bun.sleep(20);
    }
    return seen;
  };
  const [five, seven] = [copyOf(5), copyOf(7)];
  expect(await health()).toBe("3");
  renameSync(path, `${path}.old`);
  copyFileSync(five, path);
  // Whoever asks late enough meets the new one at once.
  expect(["503"]).toEqual(expect.arrayContaining([...(await answersUntil("5"))]));
  // In the same file, as `cp` does it, with rows in the log.
  await ask(server);
  copyFileSync(seven, path);
  expect(["5", "503"]).toEqual(expect.arrayContaining([...(await answersUntil("7"))]));
  const database = new Database(path);
  expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  database.close();
});

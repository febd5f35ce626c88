import { describe, expect, spyOn, test } from "bun:test";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { Served } from "../../support/served.ts";

describe("errors have one shape", () => {
  test("unknown routes and wrong verbs", async () => {
    using served = new Served();
    const answers = [];
    for (const [method, path] of [
      ["GET", "/nothing?x=1"],
      ["POST", "/"],
      ["POST", "/health"],
      ["GET", "/match/phase1"],
      ["DELETE", "/match/report"],
      ["HEAD", "/match/phase2"],
      ["PUT", "/docs/json"],
    ] as const) {
      const { status, said, headers } = await served.ask(method, path);
      answers.push([status, said.code, said.message, headers.get("allow")]);
      expect([said.status, headers.get("cache-control")]).toEqual(["error", "no-store"]);
    }
    const wrong = (what: string, allow: string) => [405, "METHOD_NOT_ALLOWED", `${what}: use ${allow}`, allow];
    expect(answers).toEqual([
      [404, "NOT_FOUND", "GET /nothing: no such path", null],
      wrong("POST /", "GET, HEAD, OPTIONS"),
      wrong("POST /health", "GET, HEAD, OPTIONS"),
      wrong("GET /match/phase1", "POST, OPTIONS"),
      wrong("DELETE /match/report", "POST, OPTIONS"),
      wrong("HEAD /match/phase2", "POST, OPTIONS"),
      wrong("PUT /docs/json", "GET, HEAD, OPTIONS"),
    ]);
  });

  test("OPTIONS tells the verbs, HEAD answers like GET", async () => {
    using served = new Served();
    const options = await served.ask("OPTIONS", "/match/phase1");
    expect([options.status, options.headers.get("allow"), options.text]).toEqual([204, "POST, OPTIONS", ""]);
    expect((await served.ask("OPTIONS", "/nothing")).status).toBe(404);
    expect((await served.ask("HEAD", "/health")).status).toBe(200);
    expect(served.rows().map(({ method, status, bytesOut }) => [method, status, bytesOut])).toEqual([
      ["OPTIONS", 204, 0],
      ["OPTIONS", 404, expect.any(Number)],
      ["HEAD", 200, 0],
    ]);
  });

  test("any host name, however short, and a slash at the end", async () => {
    using served = new Served();
    for (const url of [
      "http://h/health",
      "http://h:1/health",
      "http://[::1]/health/",
      "http://tracker.example/health?a",
    ]) {
      expect([url, (await served.app.handle(new Request(url))).status]).toEqual([url, 200]);
    }
  });

  test("two host names are one too many", async () => {
    using served = new Served();
    const headers = { host: "tracker.example, evil.example" };
    const { status, said } = await served.ask("GET", "/health", undefined, { headers });
    expect([status, said]).toMatchObject([400, { code: "INVALID_REQUEST", message: "Host: expected one" }]);
  });

  test("a path that cannot be decoded is a broken request, on any route", async () => {
    using served = new Served();
    for (const path of ["/%zz", "/health%", "/api/v1/torrents/%ff/cross-seeds", "/api/v1/torrents/%c3%28/download"]) {
      const { status, said } = await served.ask("GET", path);
      expect([path, status, said.code]).toEqual([path, 400, "INVALID_REQUEST"]);
    }
    expect((await served.ask("GET", "/api/v1/torrents/%c3%a9")).status).toBe(401);
  });

  test("a path with a fragment is a broken request, and no wrong verb", async () => {
    using served = new Served();
    const { status, said } = await served.ask("GET", "/health#x");
    expect([status, said.message]).toEqual([400, "path: expected no fragment"]);
  });

  test("anything unforeseen is SERVER_ERROR, its cause in the logs only", async () => {
    using served = new Served();
    served.sql("DROP TABLE size_index");
    const { status, said } = await served.ask("POST", "/match/phase2", { files: [{ size: 1 }] });
    expect([status, said]).toEqual([500, { status: "error", code: "SERVER_ERROR", message: "Internal utility error" }]);
    expect(served.lines).toEqual([expect.stringContaining("POST /match/phase2: no such table: size_index")]);
    expect(served.rows()[0]?.error).toContain("SERVER_ERROR: no such table");
  });

  test("a database that is gone is told from a broken request", async () => {
    using served = new Served();
    served.rows();
    for (const suffix of ["", "-wal", "-shm"]) served.dir.remove(`reseeder.db${suffix}`);
    const answers = [];
    for (const [path, body] of [
      ["/match/phase1", { files: [] }],
      ["/match/report", {}],
      ["/nothing", {}],
    ] as const) {
      const { status, said } = await served.ask("POST", path, body);
      answers.push([status, said.code]);
      expect(JSON.stringify(said)).not.toContain(served.dir.root);
    }
    expect(answers).toEqual([
      [503, "DATABASE_MISSING"],
      [503, "DATABASE_MISSING"],
      [404, "NOT_FOUND"],
    ]);
  });
});

describe("bodies", () => {
  /** A body of so many bytes in pieces, of which it counts how many were taken. */
  function pieces(count: number, size: number) {
    let taken = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (taken++ < count) controller.enqueue(new Uint8Array(size).fill(0x20));
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    return { stream, taken: () => taken };
  }

  const LIMIT = 10_000;

  function limited(): Served {
    const served = new Served();
    served.set("max_body_bytes", String(LIMIT));
    return served;
  }

  test("announced as too large are rejected before a byte is read", async () => {
    using served = limited();
    const body = pieces(100, 1000);
    const { status, said } = await served.ask("POST", "/match/phase1", body.stream, {
      headers: { "content-length": String(LIMIT + 1) },
    });
    expect([status, said]).toEqual([
      413,
      { status: "error", code: "BODY_TOO_LARGE", message: `Maximum ${LIMIT} bytes` },
    ]);
    expect(body.taken()).toBe(0);
  });

  test("of unknown length are read up to the limit", async () => {
    using served = limited();
    for (const path of ["/match/handshake", "/match/phase1", "/match/phase2"]) {
      const body = pieces(100, 1000);
      expect((await served.ask("POST", path, body.stream)).said.code).toBe("BODY_TOO_LARGE");
      expect(body.taken()).toBeLessThanOrEqual(12);
    }
  });

  test("as large as the limit are taken", async () => {
    using served = limited();
    const body = JSON.stringify({ files: [] }).padEnd(LIMIT);
    expect((await served.ask("POST", "/match/phase1", body)).status).toBe(200);
    expect((await served.ask("POST", "/match/phase1", `${body} `)).status).toBe(413);
    expect(served.rows().map(({ bytesIn }) => bytesIn)).toEqual([LIMIT, 0]);
  });

  test("need no content type, but no compression", async () => {
    using served = limited();
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "nonsense",
    ]) {
      const { status } = await served.ask("POST", "/match/phase1", '{"files":[]}', {
        headers: { "content-type": type },
      });
      expect([type, status]).toEqual([type, 200]);
    }
    const gzip = await served.ask("POST", "/match/phase1", Bun.gzipSync("{}"), {
      headers: { "content-encoding": "gzip" },
    });
    expect([gzip.status, gzip.said.message]).toEqual([400, 'content-encoding: expected none, got "gzip"']);
  });

  test("that break off are rejected", async () => {
    using served = limited();
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("reset"));
      },
    });
    expect((await served.ask("POST", "/match/phase1", stream)).said.message).toBe("body: ended early");
  });
});

test("whatever becomes of a request, the store that it took is given back", async () => {
  using served = new Served();
  let lent = 0;
  const borrow = Stores.prototype.borrow;
  using _ = spyOn(Stores.prototype, "borrow").mockImplementation(function (this: Stores) {
    const { store, release } = borrow.call(this);
    lent++;
    let isLent = true;
    return {
      store,
      release: () => {
        if (isLent) lent--;
        isLent = false;
        release();
      },
    };
  });
  await served.ask("POST", "/match/phase1", { files: [] });
  await served.ask("POST", "/match/phase1", "{");
  await served.ask("GET", "/api/v1/torrents");
  await served.ask("GET", "/nowhere");
  expect(lent).toBe(0);
});

test("every request has its row, with no query and a bounded path", async () => {
  using served = new Served();
  await served.ask("GET", "/health?passkey=secret");
  await served.ask("GET", `/${"x".repeat(1000)}`);
  await served.ask("GET", "/docs");
  await served.ask("GET", "/docs/json");
  await served.ask("GET", "/docs/scalar.js");
  const rows = served.rows();
  expect(rows.map(({ path, status }) => [path?.slice(0, 20), path?.length, status])).toEqual([
    ["/health", 7, 200],
    ["/xxxxxxxxxxxxxxxxxxx", 256, 404],
    ["/docs", 5, 200],
    ["/docs/json", 10, 200],
    ["/docs/scalar.js", 15, 200],
  ]);
  for (const { bytesOut, durationUs } of rows) {
    expect(bytesOut).toBeGreaterThan(0);
    expect(durationUs).toBeGreaterThan(0);
  }
});

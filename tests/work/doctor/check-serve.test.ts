import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { type RunningServer, startServer } from "../../../src/http/server/listen.ts";
import { Store } from "../../../src/store/store.ts";
import { checkAccess } from "../../../src/work/doctor/check-access.ts";
import { checkOpen, checkServe } from "../../../src/work/doctor/check-serve.ts";
import { Heartbeat } from "../../../src/work/observe/heartbeat.ts";
import { type Serving, servings } from "../../../src/work/observe/serving.ts";
import { type Tree, tree } from "../../support/tree.ts";

let dir: Tree;
let stops: (() => unknown)[];

beforeEach(() => {
  dir = tree();
  stops = [];
  Store.open(dir.path("reseeder.db"), { create: true }).close();
});

afterEach(async () => {
  for (const stop of stops) await stop();
  dir[Symbol.dispose]();
});

/** A serve of the database, as the command runs it. */
function serve(host: string): { server: RunningServer; heartbeat: Heartbeat } {
  const path = dir.path("reseeder.db");
  const server = startServer({ path, host, port: 0, log: () => {} });
  const heartbeat = new Heartbeat(path, "serve");
  heartbeat.describe(server.address);
  stops.push(
    () => server.stop(0),
    () => heartbeat.leave(),
  );
  return { server, heartbeat };
}

function known(): Serving[] {
  const store = Store.open(dir.path("reseeder.db"), { readonly: true });
  const found = servings(store, Date.now());
  store.close();
  return found;
}

async function said(given: string | null = null): Promise<string[]> {
  const found = [];
  for await (const { severity, what } of checkServe(known(), given)) found.push(`${severity} ${what}`);
  return found;
}

describe("serve is looked for", () => {
  test.each(["127.0.0.1", "0.0.0.0"])("where it listens, on %s", async (host) => {
    const { server } = serve(host);
    expect(server.address).toBe(`http://${host}:${server.port}`);
    expect(await said()).toEqual([`ok serve answers on ${server.address}`]);
    expect(await said(server.address)).toHaveLength(1);
  });

  test("on its socket", async () => {
    const { server } = serve(`unix:${dir.path("api.sock")}`);
    expect(await said()).toEqual([`ok serve answers on unix:${dir.path("api.sock")}`]);
    await server.stop(0);
    expect(await said()).toEqual([
      `warning serve (process ${process.pid}) does not answer on unix:${dir.path("api.sock")}`,
    ]);
  });

  test("where the last one listened, when none runs, and besides where somebody says", async () => {
    const { server, heartbeat } = serve("127.0.0.1");
    await server.stop(0);
    heartbeat.leave();
    const free = `info serve is not running for this database; ${server.address} is free`;
    expect(await said()).toEqual([free]);
    expect(await said(`unix:${dir.path("no/api.sock")}`)).toEqual([
      `warning There is no folder ${dir.path("no")} for serve's socket`,
    ]);
    expect(await said(`unix:${dir.path("api.sock")}`)).toEqual([
      `info serve is not running for this database; unix:${dir.path("api.sock")} is free`,
    ]);
    serve(`unix:${dir.path("api.sock")}`);
    expect(await said(server.address)).toEqual([`ok serve answers on unix:${dir.path("api.sock")}`, free]);
  });

  test("but not where another machine has it", async () => {
    const elsewhere = { address: "http://127.0.0.1:1", pid: 1, isElsewhere: true, isRunning: true };
    const found = [];
    for await (const { severity, what } of checkServe([elsewhere], null)) found.push([severity, what]);
    expect(found).toEqual([
      ["info", "serve runs on another machine, or in a container, and listens on http://127.0.0.1:1 there"],
    ]);
  });

  test("and what is no serve is told", async () => {
    const raw = createServer((socket) => socket.destroy()).listen(dir.path("api.sock"));
    await new Promise((resolve) => raw.once("listening", resolve));
    stops.push(() => raw.close());
    const other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("<html>") });
    stops.push(() => other.stop(true));
    expect(await said(`http://127.0.0.1:${other.port}`)).toEqual([
      `warning Something answers on http://127.0.0.1:${other.port}, but it is not a healthy ReSeeder`,
    ]);
  });
});

test.each([
  ["127.0.0.1", 1],
  ["unix", 0],
])("pages elsewhere can be led to %s: %d finding", (host, expected) => {
  serve(host === "unix" ? `unix:${dir.path("api.sock")}` : host);
  const store = Store.open(dir.path("reseeder.db"), { readonly: true });
  const found = [...checkAccess(store, Date.now())].filter(({ what }) => what.includes("DNS rebinding"));
  store.close();
  expect(found).toHaveLength(expected);
});

test.each([
  ["http://0.0.0.0:8080", "none", "warning"],
  ["http://[::]:8080", "none", "warning"],
  ["http://192.0.2.7:8080", "none", "warning"],
  ["http://127.0.0.1:8080", "none", null],
  ["unix:/run/reseeder/api.sock", "none", null],
  ["http://0.0.0.0:8080", "token", null],
  ["http://127.0.0.1:8080", "header", "info"],
  ["unix:/run/reseeder/api.sock", "header", null],
] as const)("listening on %s with auth %s: %p", (address, auth, severity) => {
  const found = [...checkOpen([address, address], { auth })];
  expect(found.map((finding) => [finding.check, finding.severity, finding.what.includes(address)])).toEqual(
    severity === null ? [] : [["access", severity, true]],
  );
});

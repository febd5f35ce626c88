import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, lstatSync, readdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { type RunningServer, startServer } from "../../../src/http/server/listen.ts";
import { freeSocket } from "../../../src/http/server/unix-socket.ts";
import { Store } from "../../../src/store/store.ts";
import { type Tree, tree } from "../../support/tree.ts";

let dir: Tree;
let servers: RunningServer[];

beforeEach(() => {
  dir = tree();
  servers = [];
  Store.open(dir.path("reseeder.db"), { create: true }).close();
});

afterEach(async () => {
  for (const server of servers) await server.stop(0);
  dir[Symbol.dispose]();
});

function serve(socket = dir.path("api.sock")): RunningServer {
  const server = startServer({ path: dir.path("reseeder.db"), host: `unix:${socket}`, port: 0, log: () => {} });
  servers.push(server);
  return server;
}

/** Leaves a socket that nobody listens on, as a killed process does. */
async function abandon(socket: string): Promise<void> {
  const code = `Bun.serve({ unix: ${JSON.stringify(socket)}, fetch: () => new Response() }); process.kill(process.pid, 9)`;
  await Bun.spawn([process.execPath, "-e", code], { stdio: ["ignore", "ignore", "ignore"] }).exited;
  expect(lstatSync(socket).isSocket()).toBe(true);
}

test("answers on a socket that its owner and the folder's group may use, and removes it at the end", async () => {
  const socket = dir.path("api.sock");
  const server = serve();
  expect([server.url, server.address]).toEqual([`unix:${socket}`, `unix:${socket}`]);
  expect([statSync(socket).mode & 0o777, statSync(socket).gid]).toEqual([0o660, statSync(dir.root).gid]);
  expect((await fetch("http://localhost/health", { unix: socket })).status).toBe(200);
  await server.stop(1_000);
  expect(existsSync(socket)).toBe(false);
});

test("whoever may connect is believed as a proxy is, whatever trusted_proxies says", async () => {
  const store = Store.open(dir.path("reseeder.db"));
  store.write(() => {
    store.settings.write("auth", "header");
    store.settings.write("trusted_proxies", "");
  });
  store.close();
  const server = serve();
  const ask = (headers: Record<string, string>) =>
    fetch("http://localhost/match/phase2", {
      unix: dir.path("api.sock"),
      method: "POST",
      headers,
      body: '{"files":[{"size":1}]}',
    });
  expect((await ask({ "x-reseeder-user": "alice", "x-real-ip": "192.0.2.7" })).status).toBe(200);
  expect((await ask({})).status).toBe(401);
  await server.stop(1_000);
  const read = Store.open(dir.path("reseeder.db"), { readonly: true });
  const rows = read.requestHistory.matching("", 10, 10).map(({ client, userId }) => [client, userId]);
  read.close();
  expect(rows).toEqual([
    [null, null],
    ["192.0.2.7", "alice"],
  ]);
});

describe("a socket that is there already", () => {
  test("is removed when nobody listens on it", async () => {
    const socket = dir.path("api.sock");
    await abandon(socket);
    expect(() => serve()).toThrow(`Somebody listens on ${socket}`);
    await freeSocket(`unix:${socket}`);
    expect(existsSync(socket)).toBe(false);
    serve();
    expect((await fetch("http://localhost/health", { unix: socket })).status).toBe(200);
  });

  test("stays when another server has put its own there meanwhile", async () => {
    const socket = dir.path("api.sock");
    await abandon(socket);
    const freeing = freeSocket(`unix:${socket}`);
    unlinkSync(socket);
    serve();
    await freeing;
    expect((await fetch("http://localhost/health", { unix: socket })).status).toBe(200);
    expect(readdirSync(dir.root).filter((name) => name.startsWith("api.sock"))).toEqual(["api.sock"]);
  });

  test("stays when somebody does", async () => {
    const socket = dir.path("api.sock");
    serve();
    await expect(freeSocket(`unix:${socket}`)).rejects.toThrow(
      expect.objectContaining({ code: "PORT_IN_USE", message: `Somebody listens on ${socket}` }),
    );
    expect((await fetch("http://localhost/health", { unix: socket })).status).toBe(200);
  });

  test("and is none, stays too", async () => {
    writeFileSync(dir.path("api.sock"), "mine");
    await expect(freeSocket(`unix:${dir.path("api.sock")}`)).rejects.toThrow("something else with that name");
    expect(await Bun.file(dir.path("api.sock")).text()).toBe("mine");
  });
});

test("files that are made afterwards get the rights that they always did", () => {
  const own = process.umask(0o022);
  try {
    serve();
    expect(process.umask()).toBe(0o022);
    expect(() => serve()).toThrow("Somebody listens on");
    expect(process.umask()).toBe(0o022);
  } finally {
    process.umask(own);
  }
});

test.each([
  ["no/api.sock", "no such file or directory"],
  [`${"x".repeat(120)}.sock`, "name too long"],
])("%s cannot be listened on, and why", async (name, reason) => {
  await freeSocket(`unix:${dir.path(name)}`);
  expect(() => serve(dir.path(name))).toThrow(
    expect.objectContaining({ code: "FAILED", message: expect.stringContaining(`${dir.path(name)}: ${reason}`) }),
  );
});

test("other hosts need nothing", async () => {
  expect(await freeSocket("127.0.0.1")).toBeUndefined();
});

import { describe, expect, test } from "bun:test";
import { hostname } from "node:os";
import type { RememberedProcess } from "../../../src/store/operations/processes.ts";
import { Store } from "../../../src/store/store.ts";
import { Heartbeat, processStates, withHeartbeat, withStatus } from "../../../src/work/observe/heartbeat.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { tree } from "../../support/tree.ts";

const NOW = 1_000_000_000;
const ROW: RememberedProcess = {
  kind: "serve",
  host: hostname(),
  pid: process.pid,
  startedAt: NOW - 60_000,
  seenAt: NOW - 1_000,
  endedAt: null,
  detail: null,
  error: null,
  errorAt: null,
  dismissedAt: null,
};

/** The id of a process that has ended. */
const dead = Bun.spawnSync(["true"]).pid;

describe("a process is", () => {
  test.each<[string, Partial<RememberedProcess>, string]>([
    ["running while its beat is fresh", {}, "running"],
    ["silent when it exists and its beat is old", { seenAt: NOW - 30_000 }, "silent"],
    ["gone when it said so", { endedAt: NOW - 500 }, "gone"],
    ["gone when its id is", { pid: dead }, "gone"],
    ["gone when an old id must be somebody else's", { seenAt: NOW - 3_600_000 }, "gone"],
    ["running on another machine", { host: "elsewhere", pid: dead }, "running"],
    ["gone on another machine without a beat", { host: "elsewhere", seenAt: NOW - 30_000 }, "gone"],
  ])("%s", (_, row, status) => {
    expect(withStatus([{ ...ROW, ...row }], NOW)[0]?.status).toBe(status as never);
  });

  test("running when it belongs to another user", () => {
    expect(withStatus([{ ...ROW, pid: 1 }], NOW)[0]?.status).toBe("running");
  });
});

test("beats by a process's own stores are no other connection's writes", () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  Store.open(path, { create: true }).close();
  const stores = new Stores(path, { busyTimeoutMs: 20 });
  const version = () => stores.use((store) => store.version());
  const before = version();
  const heartbeat = new Heartbeat(path, "serve", { stores });
  heartbeat.describe("http://127.0.0.1:1");
  expect(stores.use((store) => store.processes.list().map(({ detail }) => detail))).toEqual(["http://127.0.0.1:1"]);
  expect(version()).toBe(before);
  heartbeat.leave();
});

test("a process is seen by others from its start to its end, with its last error", async () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const states = () =>
    processStates(store, Date.now()).map(({ kind, status, detail, error }) => [kind, status, detail, error]);
  const heartbeat = new Heartbeat(path, "serve", { detail: "http://127.0.0.1:1" });
  expect(states()).toEqual([["serve", "running", "http://127.0.0.1:1", null]]);
  const lines: string[] = [];
  const log = heartbeat.noting((level, message) => lines.push(`${level} ${message}`));
  log("warn", "careful");
  expect(states()[0]?.[3]).toBeNull();
  log("error", "a response was cut off", { error: new Error("disk on fire") });
  expect(lines).toEqual(["warn careful", "error a response was cut off"]);
  expect(states()[0]?.[3]).toBe("a response was cut off: disk on fire");
  heartbeat.leave();
  expect(states()[0]?.[1]).toBe("gone");
  const failed = withHeartbeat(path, "backup", () => Promise.reject(new Error("no space")));
  await expect(failed).rejects.toThrow("no space");
  expect(states().map(([kind, status, , error]) => [kind, status, error])).toContainEqual([
    "backup",
    "gone",
    "no space",
  ]);
  store.close();
});

test("a process enters a database that was put in place of the one it knew, and waits for a missing one", () => {
  using folder = tree();
  const path = folder.path("reseeder.db");
  let now = Date.now();
  const heartbeat = new Heartbeat(path, "watch", { clock: () => now });
  const store = Store.open(path, { create: true });
  expect(store.processes.list()).toEqual([]);
  heartbeat.describe("3 folders");
  expect(store.processes.list().map((row) => [row.kind, row.detail])).toEqual([["watch", "3 folders"]]);
  store.close();
  for (const suffix of ["", "-wal", "-shm"]) folder.remove(`reseeder.db${suffix}`);
  const replaced = Store.open(path, { create: true });
  heartbeat.describe("not yet: the file may still be on its way");
  now += 1_000;
  heartbeat.describe("4 folders");
  expect(replaced.processes.list().map((row) => row.detail)).toEqual(["4 folders"]);
  heartbeat.leave();
  replaced.close();
});

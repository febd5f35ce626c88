import { expect, test } from "bun:test";
import { memoryStore } from "../../support/indexed.ts";

test("keeps how each run went, the newest first, scans apart from backups", () => {
  using store = memoryStore();
  const ids = store.write(() => [
    store.runs.start("scan", 11, 1000),
    store.runs.start("backup", 12, 2000),
    store.runs.start("scan", 13, 3000),
    store.runs.start("scan", 14, 4000),
  ]);
  store.write(() => store.runs.finish(ids[0] ?? 0, "partly", { found: 3, rejected: { SYNTAX: 1 } }, 1500));
  store.write(() => store.runs.finish(ids[2] ?? 0, "failed", null, 3500));
  expect(store.runs.newest("scan", 3)).toEqual([
    { id: 4, kind: "scan", status: "running", startedAt: 4000, finishedAt: null, pid: 14, summary: null },
    { id: 3, kind: "scan", status: "failed", startedAt: 3000, finishedAt: 3500, pid: 13, summary: null },
    {
      id: 1,
      kind: "scan",
      status: "partly",
      startedAt: 1000,
      finishedAt: 1500,
      pid: 11,
      summary: { found: 3, rejected: { SYNTAX: 1 } },
    },
  ]);
  expect(store.runs.newest("scan", 1).map(({ id }) => id)).toEqual([4]);
  expect(store.runs.newest("backup", 9).map(({ id }) => id)).toEqual([2]);
});

test("forgets the older ones of a kind, but never the last that came to something", () => {
  using store = memoryStore();
  store.write(() => {
    store.runs.start("scan", 1, 0);
    for (const status of ["done", "partly", "failed", "failed", "failed"] as const) {
      store.runs.finish(store.runs.start("backup", 1, 0), status, null, 0);
    }
    store.runs.trim("backup", 2);
  });
  expect(store.runs.newest("backup", 9).map(({ id, status }) => [id, status])).toEqual([
    [6, "failed"],
    [5, "failed"],
    [3, "partly"],
  ]);
  expect(store.runs.newest("scan", 9)).toHaveLength(1);
});

test("a run that has noted its own end keeps it", () => {
  using store = memoryStore();
  store.write(() => {
    const ended = store.runs.start("scan", 1, 1000);
    const killed = store.runs.start("scan", 1, 2000);
    store.runs.finish(ended, "done", { found: 3 }, 1500);
    for (const id of [ended, killed]) store.runs.finishRunning(id, "failed", null, 3000);
  });
  expect(store.runs.latest(9).map(({ status, finishedAt }) => [status, finishedAt])).toEqual([
    ["failed", 3000],
    ["done", 1500],
  ]);
});

test("the first start is that of the first run that is remembered, of any kind", () => {
  using store = memoryStore();
  expect(store.runs.firstStart()).toBeNull();
  store.write(() => {
    store.runs.start("backup", 1, 1000);
    store.runs.start("scan", 1, 2000);
  });
  expect(store.runs.firstStart()).toBe(1000);
});

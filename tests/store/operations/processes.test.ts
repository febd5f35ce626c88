import { expect, test } from "bun:test";
import type { ProcessRow } from "../../../src/store/operations/processes.ts";
import { memoryStore } from "../../support/indexed.ts";

const ROW: ProcessRow = {
  kind: "serve",
  host: "here",
  pid: 7,
  startedAt: 100,
  seenAt: 100,
  endedAt: null,
  detail: "http://127.0.0.1:8080",
  error: null,
  errorAt: null,
};

test("a process has one row, which moves with it", () => {
  using store = memoryStore();
  store.processes.store(ROW);
  const later = { ...ROW, seenAt: 200, endedAt: 210, detail: null, error: "disk full", errorAt: 190 };
  store.processes.store(later);
  expect(store.processes.list()).toEqual([{ ...later, dismissedAt: null }]);
});

test("only the newest of a kind are remembered", () => {
  using store = memoryStore();
  store.processes.store({ ...ROW, kind: "watch", startedAt: 1 });
  for (let pid = 1; pid <= 5; pid++) store.processes.store({ ...ROW, pid, startedAt: 100 + pid });
  store.processes.trim("serve", 2);
  expect(store.processes.list().map(({ kind, pid }) => `${kind} ${pid}`)).toEqual(["serve 5", "serve 4", "watch 7"]);
});

test("an error is dismissed until the process meets another one", () => {
  using store = memoryStore();
  const failed = { ...ROW, error: "disk full", errorAt: 190 };
  store.processes.store(failed);
  store.processes.store({ ...failed, pid: 8, startedAt: 101 });
  // The numbers of processes come again.
  store.processes.store({ ...failed, startedAt: 102 });
  const dismissed = () => store.processes.list().map(({ pid, dismissedAt }) => [pid, dismissedAt]);
  store.processes.dismissErrors(ROW);
  expect(dismissed()).toEqual([
    [7, null],
    [8, null],
    [7, 190],
  ]);
  store.processes.store({ ...failed, errorAt: 250 });
  expect(store.processes.list()[2]).toMatchObject({ errorAt: 250, dismissedAt: 190 });
  store.processes.dismissErrors(null);
  expect(dismissed()).toEqual([
    [7, 190],
    [8, 190],
    [7, 250],
  ]);
});

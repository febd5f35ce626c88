import { expect, test } from "bun:test";
import { ChangeQueue } from "../../../src/core/watch/change-queue.ts";

const TIMES = { quietMs: 300, latestMs: 1_500, burstPaths: 3 };
const queue = () => new ChangeQueue(TIMES);

test("nothing is due when nothing changed", () => {
  const q = queue();
  expect(q.dueAt()).toBeNull();
  expect(q.take(1e9)).toEqual([]);
});

test("a path is due when it has been quiet, and comes out once", () => {
  const q = queue();
  q.note(1, "a", 1_000);
  q.note(1, "a", 1_200);
  expect(q.dueAt()).toBe(1_500);
  expect(q.take(1_499)).toEqual([]);
  expect(q.take(1_500)).toEqual([{ root: 1, paths: ["a"] }]);
  expect(q.dueAt()).toBeNull();
});

test("under changes without end everything is due after the longest wait", () => {
  const q = queue();
  q.note(1, "dropped", 0);
  for (let now = 0; now <= 1_400; now += 100) q.note(1, "growing", now);
  expect(q.dueAt()).toBe(1_500);
  expect(q.take(1_500)).toEqual([{ root: 1, paths: ["dropped", "growing"] }]);
  q.note(1, "growing", 1_510);
  expect(q.dueAt()).toBe(1_810);
});

test("both ends of a move between roots come out together", () => {
  const q = queue();
  q.note(1, "old", 0);
  q.note(2, "new", 5);
  expect(q.take(304)).toEqual([]);
  expect(q.take(305)).toEqual([
    { root: 1, paths: ["old"] },
    { root: 2, paths: ["new"] },
  ]);
});

test("more paths than a burst may have are the whole root, and hold no memory", () => {
  const q = queue();
  for (const path of ["a", "b", "c"]) q.note(1, path, 0);
  q.note(2, "x", 0);
  for (let i = 0; i < 1_000; i++) q.note(1, `d${i}`, 1);
  expect(q.take(400)).toEqual([
    { root: 1, paths: null },
    { root: 2, paths: ["x"] },
  ]);
  q.note(1, "a", 500);
  expect(q.take(800)).toEqual([{ root: 1, paths: ["a"] }]);
});

test("a root can be left out, and keeps what it has", () => {
  const q = queue();
  q.note(1, "a", 0);
  q.noteLater(1, "b", 50);
  expect(q.dueAt(1)).toBeNull();
  expect(q.take(10_000, 1)).toEqual([]);
  expect(q.take(10_000)).toEqual([{ root: 1, paths: ["a", "b"] }]);
});

test("a path noted for later comes out then, or with its next change", () => {
  const q = queue();
  q.noteLater(1, "half", 2_000);
  q.noteLater(1, "other", 3_000);
  expect(q.dueAt()).toBe(2_000);
  q.note(1, "half", 500);
  expect(q.take(800)).toEqual([{ root: 1, paths: ["half"] }]);
  expect(q.dueAt()).toBe(3_000);
  expect(q.take(3_000)).toEqual([{ root: 1, paths: ["other"] }]);
  expect(q.dueAt()).toBeNull();
});

test("what is dropped does not come out", () => {
  const q = queue();
  q.note(1, "a", 0);
  q.noteLater(1, "b", 0);
  q.note(2, "c", 0);
  q.drop(1);
  expect(q.take(10_000)).toEqual([{ root: 2, paths: ["c"] }]);
});

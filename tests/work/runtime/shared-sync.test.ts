import { expect, test } from "bun:test";
import { SharedSync } from "../../../src/work/runtime/shared-sync.ts";
import { tree } from "../../support/tree.ts";

/** A disk whose fsyncs end when the test says so. */
function slowDisk() {
  const running: { end: () => void; fail: (error: Error) => void }[] = [];
  const sync = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    running.push({ end: resolve, fail: reject });
    return promise;
  };
  return { running, sync };
}

/** Lets everything run that waits for nothing else. */
const settle = () => Bun.sleep(0);

test("who comes while an fsync runs shares the next one", async () => {
  const { running, sync } = slowDisk();
  const shared = new SharedSync(() => "x-wal", sync);
  const done: string[] = [];
  const wait = (name: string) => shared.synced().then(() => done.push(name));
  wait("a");
  await settle();
  // The first one runs: what these wrote may not be in it.
  for (const name of ["b", "c", "d"]) wait(name);
  await settle();
  expect([running.length, done]).toEqual([1, []]);
  running[0]?.end();
  await settle();
  expect([running.length, done]).toEqual([2, ["a"]]);
  wait("e");
  running[1]?.end();
  await settle();
  expect([running.length, done]).toEqual([3, ["a", "b", "c", "d"]]);
  running[2]?.end();
  await settle();
  expect([running.length, done.at(-1)]).toEqual([3, "e"]);
});

test("a failure is told to those who waited for it, and to nobody after them", async () => {
  const { running, sync } = slowDisk();
  const shared = new SharedSync(() => "x-wal", sync);
  const first = shared.synced().then(
    () => "on disk",
    (error) => error.message,
  );
  await settle();
  const second = shared.synced().then(() => "on disk");
  running[0]?.fail(new Error("EIO"));
  expect(await first).toBe("EIO");
  await settle();
  running[1]?.end();
  expect(await second).toBe("on disk");
});

test("a file that is gone has nothing left to be synced; one that may not be opened has", async () => {
  using dir = tree();
  await new SharedSync(() => dir.path("gone-wal")).synced();
  dir.write("there-wal", "x");
  await new SharedSync(() => dir.path("there-wal")).synced();
  await expect(new SharedSync(() => dir.path("there-wal/x")).synced()).rejects.toThrow("ENOTDIR");
});

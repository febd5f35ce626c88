import { describe, expect, test } from "bun:test";
import { Semaphore } from "../../../src/work/runtime/semaphore.ts";

describe("a semaphore of two permits", () => {
  test("lets two in, the others in order as permits come free", async () => {
    const semaphore = new Semaphore(2);
    const began: number[] = [];
    const doors = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const passed = doors.map((door, i) =>
      semaphore.run(async () => {
        began.push(i);
        await door.promise;
        return i;
      }),
    );
    await Promise.resolve();
    expect(began).toEqual([0, 1]);
    doors[1]?.resolve();
    await passed[1];
    await Promise.resolve();
    // The permit went to the one that waited: who comes now waits too.
    const last = semaphore.run(async () => began.push(5));
    await Promise.resolve();
    expect(began).toEqual([0, 1, 2]);
    for (const door of doors) door.resolve();
    expect(await Promise.all(passed)).toEqual([0, 1, 2, 3, 4]);
    await last;
    expect(began).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("gets a place back from what failed", async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await semaphore.run(async () => "next")).toBe("next");
  });
});

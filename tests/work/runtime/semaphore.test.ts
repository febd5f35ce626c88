import { describe, expect, test } from "bun:test";
import { Gate } from "../../../src/work/runtime/semaphore.ts";

describe("a gate of two places", () => {
  test("lets two in, the others in order as places come free", async () => {
    const gate = new Gate(2);
    const began: number[] = [];
    const doors = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const passed = doors.map((door, i) =>
      gate.pass(async () => {
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
    expect(began).toEqual([0, 1, 2]);
    for (const door of doors) door.resolve();
    expect(await Promise.all(passed)).toEqual([0, 1, 2, 3, 4]);
    expect(began).toEqual([0, 1, 2, 3, 4]);
  });

  test("gets a place back from what failed", async () => {
    const gate = new Gate(1);
    await expect(gate.pass(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await gate.pass(async () => "next")).toBe("next");
  });
});

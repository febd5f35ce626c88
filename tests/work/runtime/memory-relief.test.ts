import { expect, test } from "bun:test";
import { MemoryRelief } from "../../../src/work/runtime/memory-relief.ts";

const MIB = 1024 * 1024;

test("garbage is collected every eight MiB, and only in a large process", () => {
  let resident = 100 * MIB;
  let collected = 0;
  const relief = new MemoryRelief(
    () => resident,
    () => collected++,
  );
  const counts = [];
  for (const [size, times] of [
    [100, 4],
    [400, 1],
    [400, 7],
    [400, 8],
    [100, 32],
  ] as const) {
    resident = size * MIB;
    for (let i = 0; i < times; i++) relief.note(4 * MIB);
    counts.push(collected);
  }
  expect(counts).toEqual([0, 0, 4, 8, 8]);
});

import { expect, test } from "bun:test";
import { join } from "node:path";
import { ROOT } from "../../support/root.ts";

interface PathFile {
  file: File;
  path: string;
}
interface Sized {
  folder: string;
  name: string;
  size: number;
}
type SizeFiles = (files: Iterable<PathFile>, onPart: (part: Sized[]) => void, signal: AbortSignal) => Promise<boolean>;

// By its path: the types of a page are not those of a test.
const { sizeFiles }: { sizeFiles: SizeFiles } = await import(join(ROOT, "src/web/files/sized-files.ts"));

function* files(count: number, asked: number[] = []): Generator<PathFile> {
  for (let i = 0; i < count; i++) {
    asked.push(i);
    yield { file: new File(["x".repeat(i % 3)], `${i}.bin`), path: i === 0 ? "0.bin" : `top/d${i % 2}/${i}.bin` };
  }
}

test("files come in parts of a hundred at most, with the folder that each lies in", async () => {
  const parts: number[] = [];
  const all: [string, string, number][] = [];
  const isWhole = await sizeFiles(
    files(250),
    (part) => {
      parts.push(part.length);
      all.push(...part.map(({ folder, name, size }): [string, string, number] => [folder, name, size]));
    },
    new AbortController().signal,
  );
  expect([isWhole, Math.max(...parts) <= 100, parts.length >= 3]).toEqual([true, true, true]);
  expect(all).toHaveLength(250);
  expect(all.slice(0, 3)).toEqual([
    ["", "0.bin", 0],
    ["top/d1", "1.bin", 1],
    ["top/d0", "2.bin", 2],
  ]);
});

test("a folder that the user has thought better of is left at once", async () => {
  const ending = new AbortController();
  const asked: number[] = [];
  expect(await sizeFiles(files(250, asked), () => ending.abort(), ending.signal)).toBe(false);
  expect(asked.length).toBeLessThanOrEqual(100);
});

test("nor is what came in until then handed on once it was left", async () => {
  const ending = new AbortController();
  ending.abort();
  const parts: unknown[] = [];
  expect(await sizeFiles(files(3), (part) => parts.push(part), ending.signal)).toBe(false);
  expect(parts).toEqual([]);
});

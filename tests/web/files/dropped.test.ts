import { expect, test } from "bun:test";
import { join } from "node:path";
import { ROOT } from "../../support/root.ts";

interface Entry {
  isFile: boolean;
  name: string;
}
type ReadDrop = (transfer: { items: object[] }) => Promise<{ files: { file: File; path: string }[] }>;

// By its path: the types of a page are not those of a test.
const { readDrop }: { readDrop: ReadDrop } = await import(join(ROOT, "src/web/files/dropped.ts"));

/** As browsers list a folder: a hundred entries a call at most, and none at the end. */
function folder(name: string, entries: Entry[]): Entry {
  const entry = {
    isFile: false,
    name,
    createReader() {
      let at = 0;
      return {
        readEntries(take: (entries: Entry[]) => void) {
          const part = entries.slice(at, at + 100);
          at += part.length;
          take(part);
        },
      };
    },
  };
  return entry;
}

function file(name: string, isThere = true): Entry {
  const entry = {
    isFile: true,
    name,
    file: (take: (file: File) => void, fail: () => void) => (isThere ? take(new File(["x"], name)) : fail()),
  };
  return entry;
}

const dropOf = (...entries: Entry[]) => ({
  items: entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry })),
});

test("a folder of more entries than browsers list at a time is read to its end", async () => {
  const many = Array.from({ length: 250 }, (_, i) => file(`${i}.bin`));
  const { files } = await readDrop(
    dropOf(folder("top", [...many, folder("inner", [file("last.bin")])]), file("a.bin")),
  );
  expect(files).toHaveLength(252);
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["top/0.bin", "top/249.bin", "top/inner/last.bin", "a.bin"]),
  );
});

test("a file that went away while it was dropped is left out", async () => {
  const { files } = await readDrop(dropOf(folder("top", [file("gone.bin", false), file("there.bin")])));
  expect(files.map(({ path }) => path)).toEqual(["top/there.bin"]);
});

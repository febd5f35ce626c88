import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const CORE = resolve(import.meta.dir, "../../src/core");
/** Rooms that a page in the browser uses, and the plain digests. */
const ROOMS = ["protocol", "verify"];
const FILES = ["hashing/plain-digests.ts", "torrent/read-metainfo.ts"];

test("what a browser uses needs neither Bun nor Node", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reseeder-browser-"));
  try {
    const files = [
      ...ROOMS.flatMap((room) => readdirSync(join(CORE, room)).map((name) => `${room}/${name}`)),
      ...FILES,
    ];
    const entry = join(folder, "entry.ts");
    const lines = files.map((name, i) => `export * as m${i} from ${JSON.stringify(join(CORE, name))};`);
    writeFileSync(entry, lines.join("\n"));
    const built = await Bun.build({ entrypoints: [entry], target: "browser" });
    const [output] = built.outputs;
    const text = (await output?.text()) ?? "";
    expect(text).toContain("class V2Feed");
    const found = text.split("\n").filter((line) => /\bbun:|\bnode:|\bBun\.|\bBuffer\b|\bprocess\./.test(line));
    expect(found).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

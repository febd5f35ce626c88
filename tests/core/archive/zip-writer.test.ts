import { expect, test } from "bun:test";
import { closeSync, ftruncateSync, openSync, statSync, writeSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { ZipWriter } from "../../../src/core/archive/zip-writer.ts";
import { nativeCrc32 } from "../../../src/core/hashing/native-digests.ts";
import { describeWith, testWith } from "../../support/needs.ts";
import { type Tree, tree } from "../../support/tree.ts";

const python = Bun.which("python3");
const unzip = Bun.which("unzip");
const AT = Date.UTC(2021, 5, 7, 8, 9, 10);

interface Entry {
  name: string;
  size: number;
  content: string;
  method: number;
  mode: number;
  time: number[];
}

/** What Python's zipfile makes of an archive: its check of all sums if wanted, and the entries (of many the first 200). */
function readZip(path: string, sums = true): { bad: string | null; count: number; entries: Entry[] } {
  const script = `
import sys, json, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    infos = z.infolist()
    small = [i for i in infos[:200] if i.file_size < 100000]
    entries = [{"name": i.filename, "size": i.file_size, "content": z.read(i).hex(), "method": i.compress_type,
                "mode": i.external_attr >> 16, "time": list(i.date_time)} for i in small]
    print(json.dumps({"bad": z.testzip() if len(sys.argv) > 2 else None, "count": len(infos), "entries": entries}))
`;
  const { stdout, stderr } = Bun.spawnSync([python ?? "", "-c", script, path, ...(sums ? ["sums"] : [])]);
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

function archive(files: readonly [name: string, bytes: Uint8Array, at?: number][]): Buffer {
  const zip = new ZipWriter(nativeCrc32);
  const chunks = files.flatMap(([name, bytes, at]) => [...zip.add(name, bytes, at).map((chunk) => chunk.slice())]);
  const all = Buffer.concat([...chunks, ...zip.finish()]);
  expect(zip.length).toBe(all.length);
  expect(zip.count).toBe(files.length);
  return all;
}

function checkWithUnzip(path: string): void {
  if (!unzip) return;
  const { exitCode, stdout } = Bun.spawnSync([unzip, "-tqq", path]);
  expect(stdout.toString()).toBe("");
  expect(exitCode).toBe(0);
}

describeWith(python !== null, "python3")("an archive, as Python and unzip read it:", () => {
  test("contents, times and permissions", () => {
    using dir: Tree = tree();
    const noise = crypto.getRandomValues(new Uint8Array(60_000));
    const path = dir.write(
      "a.zip",
      archive([
        ["a.torrent", noise, AT],
        ["empty", new Uint8Array()],
        ["d/b", Buffer.from("b")],
      ]),
    );
    const { bad, entries } = readZip(path);
    expect(bad).toBeNull();
    expect(entries.map(({ name, size, method, mode }) => ({ name, size, method, mode }))).toEqual([
      { name: "a.torrent", size: 60_000, method: 0, mode: 0o100644 },
      { name: "empty", size: 0, method: 0, mode: 0o100644 },
      { name: "d/b", size: 1, method: 0, mode: 0o100644 },
    ]);
    expect(entries[0]?.content).toBe(Buffer.from(noise).toString("hex"));
    expect(entries.map(({ time }) => time)).toEqual([
      [2021, 6, 7, 8, 9, 10],
      [1980, 1, 1, 0, 0, 0],
      [1980, 1, 1, 0, 0, 0],
    ]);
    checkWithUnzip(path);
  });

  test("what came compressed", () => {
    const bytes = Buffer.alloc(50_000, "x");
    const zip = new ZipWriter(nativeCrc32);
    const chunks = [...zip.add("a", bytes, AT, deflateRawSync(bytes)), ...zip.add("b", bytes.subarray(0, 3))];
    using dir = tree({ "x.zip": Buffer.concat([...chunks, ...zip.finish()]) });
    const { bad, entries } = readZip(dir.path("x.zip"));
    expect([bad, entries.map(({ name, size, method }) => [name, size, method])]).toEqual([
      null,
      [
        ["a", 50_000, 8],
        ["b", 3, 0],
      ],
    ]);
    expect(zip.length).toBeLessThan(1_000);
  });

  test("no entries at all", () => {
    using dir = tree();
    expect(readZip(dir.write("a.zip", archive([])))).toEqual({ bad: null, count: 0, entries: [] });
  });

  test("names of all kinds", () => {
    using dir = tree();
    const names = [
      "Привет, мир.torrent",
      "日本語 [00c0ffee].torrent",
      "é and e\u0301",
      "😀".repeat(50),
      'a\'b "c" \\ d',
      "%41 $HOME `x`",
    ];
    const path = dir.write("a.zip", archive(names.map((name) => [name, Buffer.from(name), AT])));
    const { bad, entries } = readZip(path);
    expect(bad).toBeNull();
    // zipfile takes a backslash for what it is on this system.
    expect(entries.map(({ name }) => name)).toEqual(names);
    expect(entries.map(({ content }) => Buffer.from(content, "hex").toString())).toEqual(names);
  });

  test.each([65_534, 65_535, 65_536])("%i entries", (count) => {
    using dir = tree();
    const zip = new ZipWriter(nativeCrc32);
    const chunks: Uint8Array[] = [];
    for (let i = 0; i < count; i++) chunks.push(...zip.add(`${i}.torrent`, Buffer.from(String(i)), AT));
    const all = Buffer.concat([...chunks, ...zip.finish()]);
    const path = dir.write("a.zip", all);
    // unzip looks at 65,536 sums a hundred times as fast.
    const read = readZip(path, unzip === null);
    expect(read.bad).toBeNull();
    expect(read.count).toBe(count);
    expect(read.entries[199]).toMatchObject({ name: "199.torrent", content: Buffer.from("199").toString("hex") });
    checkWithUnzip(path);
    // ZIP64 only where it is needed: old programs do not know it.
    expect(all.includes("PK\x06\x06")).toBe(count >= 65_535);
  });

  test("more than 4 GiB", () => {
    using dir = tree();
    const path = dir.path("a.zip");
    const zip = new ZipWriter(nativeCrc32);
    const hole = Buffer.alloc(1024 ** 3);
    const file = openSync(path, "w");
    let position = 0;
    const write = (chunks: Iterable<Uint8Array>) => {
      for (const chunk of chunks) {
        // A hole in the file in place of a gigabyte of zeros.
        if (chunk !== hole) writeSync(file, chunk, 0, chunk.length, position);
        position += chunk.length;
      }
    };
    for (const name of ["0", "1", "2", "3"]) write(zip.add(name, hole));
    write(zip.add("far", Buffer.from("behind 4 GiB"), AT));
    write(zip.finish());
    ftruncateSync(file, position);
    closeSync(file);
    expect(position).toBeGreaterThan(2 ** 32);
    const script = `
import sys, json, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps([z.namelist(), z.read("far").decode(), z.getinfo("3").file_size]))
`;
    const { stdout } = Bun.spawnSync([python ?? "", "-c", script, path]);
    expect(JSON.parse(stdout.toString())).toEqual([["0", "1", "2", "3", "far"], "behind 4 GiB", 1024 ** 3]);
  });
});

testWith(unzip !== null, "unzip")("unpacked files have their time, to the second and wherever one lives", () => {
  using dir = tree();
  const path = dir.write("a.zip", archive([["a", Buffer.from("1"), AT + 1500]]));
  const env = { ...process.env, TZ: "Asia/Tokyo" };
  expect(Bun.spawnSync([unzip ?? "", "-qq", path, "-d", dir.folder("out")], { env }).exitCode).toBe(0);
  expect(statSync(dir.path("out", "a")).mtimeMs).toBe(AT + 1000);
});

test("the same entries give the same bytes", () => {
  const make = () =>
    archive([
      ["a", Buffer.from("1"), AT],
      ["b", Buffer.from("2")],
    ]);
  expect(make()).toEqual(make());
});

test("times that no entry can hold are left out", () => {
  const times = [Date.UTC(1979, 11, 31), Date.UTC(2107, 0, 1), Number.NaN, -1];
  const [none] = [archive([["a", Buffer.from("1")]])];
  for (const at of times) expect(archive([["a", Buffer.from("1"), at]])).toEqual(none as Buffer);
});

test("what does not fit is rejected before anything of it is given out", () => {
  const zip = new ZipWriter(nativeCrc32);
  expect(() => [...zip.add("é".repeat(32_768), new Uint8Array())]).toThrow("65536 bytes");
  expect(zip.length).toBe(0);
  expect([...zip.add("a".repeat(65_535), new Uint8Array())]).toHaveLength(1);
});

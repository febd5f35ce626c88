import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { ARCHIVE_LIMITS, type ArchiveEntry } from "../../../src/core/archive/archive.ts";
import { TarReader } from "../../../src/core/archive/tar-reader.ts";
import { python } from "../../support/python.ts";
import { tree } from "../../support/tree.ts";

const isTorrent = (name: string) => name.endsWith(".torrent");

/** Everything that comes out of an archive cut into chunks; the bytes of files as texts. */
function read(archive: Uint8Array, chunk = archive.length, limits = ARCHIVE_LIMITS): unknown[] {
  const reader = new TarReader(limits, isTorrent);
  const found: unknown[] = [];
  for (let at = 0; at < archive.length; at += chunk) {
    for (const entry of reader.push(archive.subarray(at, at + chunk))) found.push(shown(entry));
  }
  reader.finish();
  return found;
}

const shown = (entry: ArchiveEntry) =>
  entry.kind === "file" ? { ...entry, bytes: String(Buffer.from(entry.bytes)) } : entry;

/** An archive that Python makes: `body` adds to `t`, with `add(name, data, **fields)` at hand. */
function made(body: string, format = "PAX"): Uint8Array {
  using dir = tree();
  python(
    `
import io, tarfile
t = tarfile.open("x.tar", "w", format=tarfile.${format}_FORMAT)
def add(name, data=b"", **fields):
    i = tarfile.TarInfo(name); i.size = len(data)
    for key in fields: setattr(i, key, fields[key])
    t.addfile(i, io.BytesIO(data))
${body}
t.close()`,
    dir.root,
  );
  return readFileSync(dir.path("x.tar"));
}

const file = (name: string, bytes: string) => ({ kind: "file", name, bytes });
const other = (name: string) => ({ kind: "other", name });

describe("what Python's tarfile writes is read as it was meant", () => {
  const long = `${"folder/".repeat(30)}${"n".repeat(90)}.torrent`;
  const body = `
add("a.torrent", b"A" * 5)
add("dir", type=tarfile.DIRTYPE)
add("dir/b.torrent", b"B" * 512)
add("link.torrent", type=tarfile.SYMTYPE, linkname="a.torrent")
add("hard.torrent", type=tarfile.LNKTYPE, linkname="a.torrent")
add("pipe.torrent", type=tarfile.FIFOTYPE)
i = tarfile.TarInfo("sized.torrent"); i.type = tarfile.LNKTYPE; i.linkname = "a.torrent"; i.size = 5000; t.addfile(i)
add("read.me", b"R" * 700)
add("${long}", b"L" * 513)
add("ünï.torrent", b"U")
add("empty.torrent")
add("../../etc/passwd.torrent", b"P")
add("/abs.torrent", b"Q")`;
  const expected = [
    file("a.torrent", "A".repeat(5)),
    other("dir/"),
    file("dir/b.torrent", "B".repeat(512)),
    ...["link.torrent", "hard.torrent", "pipe.torrent", "sized.torrent", "read.me"].map(other),
    file(long.length > 300 ? `…${long.slice(-300)}` : long, "L".repeat(513)),
    file("ünï.torrent", "U"),
    file("empty.torrent", ""),
    file("../../etc/passwd.torrent", "P"),
    file("/abs.torrent", "Q"),
  ];

  test.each(["PAX", "GNU"])("%s", (format) => {
    const archive = made(body, format);
    const names = (found: unknown[]) => found.map((each) => ({ ...(each as object), name: undefined }));
    for (const chunk of [archive.length, 1000, 512, 7]) {
      const found = read(archive, chunk);
      expect(found.map((each) => (each as { name: string }).name.replace(/\/$/, ""))).toEqual(
        expected.map(({ name }) => name.replace(/\/$/, "")),
      );
      expect(names(found)).toEqual(names(expected));
    }
  });

  test("ustar, whose prefix holds the beginning of a name", () => {
    const name = `${"d".repeat(120)}/${"f".repeat(80)}.torrent`;
    expect(read(made(`add("${name}", b"x")`, "USTAR"))).toEqual([file(name, "x")]);
  });

  test("a file with holes is passed over, in GNU's old form and in that of pax", () => {
    using dir = tree();
    for (const format of ["gnu", "posix"]) {
      const script = `truncate -s 1M holes.torrent && for i in $(seq 1 2 60); do printf x | dd of=holes.torrent bs=1 seek=$((i*8192)) conv=notrunc status=none; done
        printf A > a.torrent; tar --format=${format} -S -cf x.tar holes.torrent a.torrent`;
      expect(Bun.spawnSync(["sh", "-c", script], { cwd: dir.root }).exitCode).toBe(0);
      const [holes, a] = read(readFileSync(dir.path("x.tar"))) as ArchiveEntry[];
      expect(holes?.kind).toBe("other");
      expect(a).toEqual(file("a.torrent", "A") as never);
    }
  });
});

describe("what is wrong is said", () => {
  const two = made(`add("one.torrent", b"1" * 600)\nadd("two.torrent", b"2" * 600)`);

  test.each([
    [700, 'cut off at byte 700 inside "one.torrent"'],
    [1536, "cut off at byte 1536, before the end mark"],
    [1600, "cut off at byte 1600, before the end mark"],
  ])("cut off at %d", (length, sentence) => {
    expect(() => read(two.subarray(0, length))).toThrow(sentence);
    expect(() => read(two.subarray(0, length), 100)).toThrow(sentence);
  });

  test("a header whose sum does not hold", () => {
    const bad = Buffer.from(two);
    bad[1536] = 0x7a;
    expect(() => read(bad)).toThrow("no TAR header at byte 1536: its checksum is wrong");
  });

  test("a file that is too large is named and passed over, however large it claims to be", () => {
    const limits = { ...ARCHIVE_LIMITS, maxFileBytes: 599 };
    const rejected = { kind: "rejected", code: "FILE_TOO_LARGE", message: "600 bytes, the limit is 599" };
    expect(read(two, 100, limits)).toEqual([
      { ...rejected, name: "one.torrent" },
      { ...rejected, name: "two.torrent" },
    ]);
    const claimed = python(
      `import tarfile,sys
i = tarfile.TarInfo("x.torrent"); i.size = 2**50; sys.stdout.write(i.tobuf(tarfile.GNU_FORMAT).hex())`,
      "/",
    );
    expect(() => read(Buffer.from(claimed, "hex"))).toThrow("cut off at byte 512, before the end mark");
  });

  test("records that are too long, or are malformed", () => {
    const pax = made(`add("é.torrent", b"x", pax_headers={"comment": "c" * 70000})`);
    expect(() => read(pax)).toThrow(/announces 7\d{4} bytes of records/);
    const bad = Buffer.from(made(`add("é.torrent", b"x")`));
    bad.write("99", 512);
    expect(() => read(bad)).toThrow("are malformed");
  });

  test("more entries than the limit", () => {
    expect(() => read(two, two.length, { ...ARCHIVE_LIMITS, maxEntries: 1 })).toThrow("more than 1 entries");
  });

  test("control characters in names are shown, and long names cut at their beginning", () => {
    const found = read(made(`add("a\\x1b[2J\\n.torrent", b"x")\nadd("${"y".repeat(5000)}.torrent", b"x")`));
    expect(found[0]).toEqual(file("a\\x1b[2J\\x0a.torrent", "x"));
    expect((found[1] as { name: string }).name).toBe(`…${`${"y".repeat(5000)}.torrent`.slice(-300)}`);
  });
});

// The whole form, 10^6 entries through a running server, is `bun scripts/push-many.ts --format empty --torrents 1000000 --per-push 1000000`.
test("a hundred thousand empty files cost no memory", () => {
  const header = made(`add("e.torrent")`).subarray(0, 512);
  const reader = new TarReader(ARCHIVE_LIMITS, isTorrent);
  const chunk = Buffer.concat(Array(1000).fill(header));
  let files = 0;
  Bun.gc(true);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 100; i++) for (const entry of reader.push(chunk)) files += Number(entry.kind === "file");
  Bun.gc(true);
  expect(files).toBe(100_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4 * 1024 * 1024);
});

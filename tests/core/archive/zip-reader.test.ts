import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { ARCHIVE_LIMITS, type ArchiveEntry } from "../../../src/core/archive/archive.ts";
import { readZip } from "../../../src/core/archive/zip-reader.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { python } from "../../support/python.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const isTorrent = (name: string) => name.endsWith(".torrent");

function read(archive: Uint8Array, limits = ARCHIVE_LIMITS): unknown[] {
  const readAt = (offset: number, length: number) => {
    if (!(offset >= 0 && length >= 0 && offset + length <= archive.length))
      throw new Error(`read beyond the end: ${offset}`);
    return archive.subarray(offset, offset + length);
  };
  return [...readZip(archive.length, readAt, limits, isTorrent)].map(shown);
}

const shown = (entry: ArchiveEntry) =>
  entry.kind === "file" ? { ...entry, bytes: String(Buffer.from(entry.bytes)) } : entry;
const file = (name: string, bytes: string) => ({ kind: "file", name, bytes });
const other = (name: string) => ({ kind: "other", name });
const rejected = (name: string, message: string) => ({ kind: "rejected", name, code: "UNREADABLE", message });

/** An archive that Python makes, with `z`, `info(name)` and `zipfile` at hand. */
function made(body: string): Buffer {
  using dir = tree();
  python(
    `
import zipfile, struct
z = zipfile.ZipFile("x.zip", "w")
def info(name, method=zipfile.ZIP_STORED, attr=0o100644 << 16):
    i = zipfile.ZipInfo(name); i.compress_type = method; i.external_attr = attr; i.create_system = 3
    return i
${body}
z.close()`,
    dir.root,
  );
  return readFileSync(dir.path("x.zip"));
}

/** Where a signature stands, the `nth` time. */
function find(archive: Buffer, signature: string, nth = 0): number {
  let at = archive.indexOf(signature, 0, "latin1");
  for (; nth > 0; nth--) at = archive.indexOf(signature, at + 1, "latin1");
  return at;
}
const DIRECTORY = "PK\x01\x02";

describe("what Python's zipfile writes is read as it was meant", () => {
  test("with a program before it that unpacks it, whether its offsets count that or not", () => {
    const program = `#!/bin/sh\n${"exec unzip $0\n".repeat(99)}`;
    const archive = made('z.writestr(info("a.torrent"), b"A" * 5)\nz.writestr(info("b.torrent"), b"B")');
    const entries = [file("a.torrent", "AAAAA"), file("b.torrent", "B")];
    expect(read(Buffer.concat([Buffer.from(program), archive]))).toEqual(entries);
    const adjusted = made(
      `z.close()
f = open("x.zip", "wb"); f.write(b"MZ" * 500); f.close()
z = zipfile.ZipFile("x.zip", "a")
z.writestr(info("a.torrent"), b"A" * 5)
z.writestr(info("b.torrent"), b"B")`,
    );
    expect(adjusted.subarray(0, 2).toString()).toBe("MZ");
    expect(read(adjusted)).toEqual(entries);
    expect(read(Buffer.concat([Buffer.from(program), made("")]))).toEqual([]);
  });

  test("with zeros behind it, more than its end record's window, and with a comment that ends in zeros", () => {
    const archive = made('z.writestr(info("a.torrent"), b"A" * 5)');
    const commented = made('z.writestr(info("a.torrent"), b"A" * 5)\nz.comment = b"c\\0\\0"');
    for (const whole of [archive, commented]) {
      for (const zeros of [1, 21, 22, 5000, 3_000_000]) {
        expect(read(Buffer.concat([whole, Buffer.alloc(zeros)]))).toEqual([file("a.torrent", "AAAAA")]);
      }
    }
    expect(read(Buffer.concat([made(""), Buffer.alloc(9)]))).toEqual([]);
    for (const behind of ["x", "\0\0x"]) {
      expect(() => read(Buffer.concat([archive, Buffer.from(behind)]))).toThrow("the end record is missing");
    }
    expect(() => read(Buffer.alloc(100))).toThrow("the end record is missing");
  });

  test("stored, deflated, streamed, folders, links, names of all kinds", () => {
    const archive = made(`
z.writestr(info("a.torrent"), b"A" * 5)
z.writestr(info("b.torrent", zipfile.ZIP_DEFLATED), b"B" * 70000)
z.writestr(info("dir/"), b"")
z.writestr(info("link.torrent", attr=0o120777 << 16), b"a.torrent")
z.writestr(info("read.me"), b"R")
with z.open(info("s.torrent", zipfile.ZIP_DEFLATED), "w", force_zip64=True) as f: f.write(b"S" * 99)
z.writestr(info("ünï/é.torrent"), b"U")
z.writestr(info("../../etc/passwd.torrent"), b"P")
z.writestr(info("C:\\\\\\\\x.torrent"), b"W")
z.writestr(info("empty.torrent", zipfile.ZIP_DEFLATED), b"")
z.writestr(info("n" * 60000 + ".torrent"), b"N")
z.comment = b"PK\\x05\\x06" + b"c" * 60000`);
    expect(read(archive)).toEqual([
      file("a.torrent", "A".repeat(5)),
      file("b.torrent", "B".repeat(70_000)),
      other("dir/"),
      other("link.torrent"),
      other("read.me"),
      file("s.torrent", "S".repeat(99)),
      file("ünï/é.torrent", "U"),
      file("../../etc/passwd.torrent", "P"),
      file("C:\\\\x.torrent", "W"),
      file("empty.torrent", ""),
      // Longer than any name; it is not looked at.
      other(`…${"n".repeat(292)}.torrent`),
    ]);
  });

  test.skipIf(Bun.which("zip") === null)("what the program zip writes, from a pipe too (skipped without it)", () => {
    using dir = tree({ "a.torrent": "A".repeat(3000) });
    const zip = Bun.spawnSync(["sh", "-c", "zip -q x.zip a.torrent && cat a.torrent | zip -q p.zip -"], {
      cwd: dir.root,
    });
    expect(zip.exitCode).toBe(0);
    expect(read(readFileSync(dir.path("x.zip")))).toEqual([file("a.torrent", "A".repeat(3000))]);
    expect(read(readFileSync(dir.path("p.zip")))).toEqual([other("-")]);
  });

  test("more than 65,535 entries need ZIP64", () => {
    const found = read(
      made("for i in range(66000): z.writestr(info(str(i)), b'')\nz.writestr(info('last.torrent'), b'L')"),
    );
    expect(found.length).toBe(66_001);
    expect(found.at(-1)).toEqual(file("last.torrent", "L"));
  });
});

describe("one bad entry does not stop the rest", () => {
  const body = `
z.writestr(info("a.torrent", zipfile.ZIP_DEFLATED), b"A" * 1000)
z.writestr(info("b.torrent"), b"B" * 10)`;
  const two = made(body);
  const b = file("b.torrent", "B".repeat(10));
  const changed = (change: (archive: Buffer, entry: number) => void): unknown[] => {
    const archive = Buffer.from(two);
    change(archive, find(archive, DIRECTORY));
    return read(archive);
  };

  test("encrypted, of another method, damaged", () => {
    expect(changed((zip, at) => zip.writeUInt16LE(1, at + 8))).toEqual([rejected("a.torrent", "it is encrypted"), b]);
    expect(changed((zip, at) => zip.writeUInt16LE(14, at + 10))).toEqual([
      rejected("a.torrent", "compression method 14 is not supported"),
      b,
    ]);
    expect(changed((zip, at) => zip.writeUInt32LE(1, at + 16))).toEqual([
      rejected("a.torrent", "its checksum is wrong"),
      b,
    ]);
    expect(changed((zip) => zip.fill(0xff, 42, 48))).toEqual([
      rejected("a.torrent", expect.stringContaining("it is damaged: ") as never),
      b,
    ]);
  });

  test("unpacking to more or less than it says", () => {
    for (const size of [10, 999, 1001, 100_000]) {
      expect(changed((zip, at) => zip.writeUInt32LE(size, at + 24))).toEqual([
        rejected("a.torrent", `it does not unpack to the ${size} bytes that the directory says`),
        b,
      ]);
    }
    expect(changed((zip) => zip.writeUInt32LE(9, find(zip, DIRECTORY, 1) + 24))[1]).toEqual(
      rejected("b.torrent", "it is stored in 10 bytes, but the directory says 9"),
    );
  });

  test("larger than a torrent may be", () => {
    expect(changed((zip, at) => zip.writeUInt32LE(2 ** 31, at + 24))[0]).toMatchObject({ code: "FILE_TOO_LARGE" });
  });

  test("in the bytes of another one, or of the directory, or where nothing is", () => {
    const overlap = "it overlaps with another entry or with the directory";
    expect(changed((zip) => zip.writeUInt32LE(0, find(zip, DIRECTORY, 1) + 42))).toEqual([
      rejected("a.torrent", overlap),
      rejected("b.torrent", overlap),
    ]);
    expect(changed((zip, at) => zip.writeUInt32LE(at - 40, at + 20))).toEqual([rejected("a.torrent", overlap), b]);
    expect(changed((zip) => zip.writeUInt32LE(zip.length - 5, find(zip, DIRECTORY, 1) + 42))[1]).toEqual(
      rejected("b.torrent", overlap),
    );
    expect(changed((zip, at) => zip.writeUInt32LE(3, at + 42))[0]).toEqual(
      rejected("a.torrent", "there is no entry at byte 3"),
    );
  });
});

/**
 * An archive whose entries all share one piece of packed data (a bomb as David Fifield describes, "A better zip bomb",
 * 2019, in its plainest form).
 */
function overlapping(entries: number, packed: Buffer, size: number, crc: number): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  const directory = Buffer.concat(
    Array.from({ length: entries }, (_, i) => {
      const name = `${i}.torrent`;
      const header = Buffer.alloc(46 + name.length);
      header.writeUInt32LE(0x02014b50, 0);
      header.writeUInt16LE(8, 10);
      header.writeUInt32LE(crc, 16);
      header.writeUInt32LE(packed.length, 20);
      header.writeUInt32LE(size, 24);
      header.writeUInt16LE(name.length, 28);
      header.write(name, 46);
      return header;
    }),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(30 + packed.length, 16);
  return Buffer.concat([local, packed, directory, end]);
}

describe("a bomb", () => {
  const size = 32 * 1024 * 1024;
  const plain = Buffer.alloc(size);
  const packed = deflateRawSync(plain);

  test("whose entries share their bytes unpacks to nothing", () => {
    const bomb = overlapping(1000, packed, size, crc32(plain));
    expect(bomb.length).toBeLessThan(128 * 1024);
    const found = read(bomb);
    expect(found.length).toBe(1000);
    expect(new Set(found.map((each) => (each as { message: string }).message))).toEqual(
      new Set(["it overlaps with another entry or with the directory"]),
    );
  });

  test("that says it is small is not unpacked beyond that", () => {
    // A stored block of 60,000 bytes and one of a type that there is none (RFC 1951, 3.2.3).
    const data = Buffer.concat([Buffer.from([0, 0x60, 0xea, 0x9f, 0x15]), Buffer.alloc(60_000), Buffer.from([7])]);
    const message = "it does not unpack to the 10 bytes that the directory says";
    expect(read(overlapping(1, data, 10, 0))).toEqual([rejected("0.torrent", message)]);
  });

  test("of honest entries is given up once it is too much", () => {
    const bomb = made(`for i in range(40): z.writestr(info(f"{i}.torrent", zipfile.ZIP_DEFLATED), bytes(2**20))`);
    const limits = { ...ARCHIVE_LIMITS, maxUnpackedFree: 4 * 2 ** 20 };
    let unpacked = 0;
    const readAt = (offset: number, length: number) => bomb.subarray(offset, offset + length);
    expect(() => {
      for (const entry of readZip(bomb.length, readAt, limits, isTorrent)) {
        if (entry.kind === "file") unpacked += entry.bytes.length;
      }
    }).toThrow(`archive: a ZIP of ${bomb.length} bytes that unpacks to more than`);
    expect(unpacked).toBe(5 * 2 ** 20);
  });
});

describe("no ZIP, or none that can be read", () => {
  const whole = made(`z.writestr(info("a.torrent"), b"A" * 1000)`);

  test("cut off anywhere it is rejected", () => {
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => read(whole.subarray(0, length))).toThrow("the end record is missing");
    }
  });

  test("an end record that says what cannot be", () => {
    const change = (at: number, value: number) => {
      const bad = Buffer.from(whole);
      bad.writeUInt32LE(value, find(bad, "PK\x05\x06") + at);
      return bad;
    };
    expect(() => read(change(16, 0x7fff_ffff))).toThrow("which is impossible");
    expect(() => read(change(12, 10))).toThrow("which is impossible");
    expect(() => read(change(8, 0x0002_0002))).toThrow("which is impossible");
    expect(() => read(change(4, 1))).toThrow("several volumes");
    expect(() => read(whole, { ...ARCHIVE_LIMITS, maxEntries: 0 })).toThrow("more than 0 entries");
  });

  test("whatever bytes are changed, it is read or rejected and nothing else", () => {
    let state = 12345;
    const next = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return state >>> 8;
    };
    const base = made(`
z.writestr(info("a.torrent", zipfile.ZIP_DEFLATED), b"A" * 300)
z.writestr(info("b.torrent"), b"B" * 30)`);
    for (let i = 0; i < 3000; i++) {
      const bad = Buffer.from(base);
      for (let n = next() % 4; n >= 0; n--) bad[next() % bad.length] = next() & 0xff;
      try {
        for (const each of read(bad) as ArchiveEntry[]) {
          // No other content passes the checksum.
          if (each.kind === "file") expect(["A".repeat(300), "B".repeat(30), ""]).toContain(String(each.bytes));
        }
      } catch (error) {
        expect(String(error)).toStartWith("ReseederError: archive: ");
      }
    }
  });
});

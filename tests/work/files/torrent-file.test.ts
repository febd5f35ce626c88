import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { DEFAULT_LIMITS } from "../../../src/core/torrent/parse.ts";
import { stampOf, statOrNull, TorrentFileReader, TRANSIENT } from "../../../src/work/files/torrent-file.ts";
import { testWith } from "../../support/needs.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

const read = (path: string, file = false) => new TorrentFileReader().read(path, { file, pieces: true });

test("reads a torrent, its stamp, and its SHA-1 when asked", () => {
  using dir = tree();
  const bytes = plainTorrent("a", 5, { announce: "http://a/" });
  const path = dir.write("a.torrent", bytes);
  Bun.spawnSync(["touch", "-d", "2001-02-03 04:05:06.123456789 UTC", path]);
  const stat = statSync(path, { bigint: true });
  const result = read(path, true);
  expect(result).toMatchObject({ kind: "torrent", record: { name: "a", totalSize: 5 } });
  if (result.kind !== "torrent") throw new Error("unreachable");
  expect(result.stamp).toEqual({
    size: bytes.length,
    mtimeS: 981_173_106,
    mtimeNs: Number(stat.mtimeNs % 1_000_000_000n),
    inode: Number(stat.ino),
  });
  expect(Buffer.from(bytes.subarray(result.infoOffset)).toString("latin1")).toStartWith("d6:lengthi5e");
  expect(result.sha1).toEqual(new Uint8Array(new Bun.CryptoHasher("sha1").update(bytes).digest()));
  expect(read(path)).toMatchObject({ kind: "torrent", sha1: null });
});

test("one reader reads short files and long ones, and nothing is left over from the one before", () => {
  using dir = tree();
  const long = buildTorrent({
    name: "x".repeat(200),
    files: [{ path: "a", data: new Uint8Array(1) }],
    outer: { comment: "c".repeat(3_000_000) },
  });
  const paths = [
    dir.write("short.torrent", plainTorrent("short", 5)),
    dir.write("long.torrent", long),
    dir.write("cut.torrent", plainTorrent("short", 5).slice(0, -1)),
    dir.write("again.torrent", plainTorrent("again", 6)),
  ];
  const reader = new TorrentFileReader();
  const names = paths.map((path) => {
    const result = reader.read(path, { file: false, pieces: false });
    return result.kind === "torrent" ? result.record.name : result.kind === "rejected" ? result.code : "gone";
  });
  expect(names).toEqual(["short", "x".repeat(200), "TRUNCATED", "again"]);
});

describe("what cannot be read", () => {
  test("is gone where nothing is, also below a file", () => {
    using dir = tree({ file: "" });
    expect([read(dir.path("none.torrent")), read(dir.path("file/x.torrent"))]).toEqual([
      { kind: "gone" },
      { kind: "gone" },
    ]);
    symlinkSync("x.torrent", dir.path("x.torrent"));
    expect(read(dir.path("x.torrent"))).toEqual({ kind: "gone" });
  });

  test("is rejected with the code of the reader of .torrent files", () => {
    using dir = tree({
      "empty.torrent": "",
      "html.torrent": "<html>",
      "cut.torrent": plainTorrent("a", 5).slice(0, 30),
    });
    const codes = ["empty", "html", "cut"].map((name) => {
      const result = read(dir.path(`${name}.torrent`));
      return result.kind === "rejected" ? [result.code, result.stamp.size] : result.kind;
    });
    expect(codes).toEqual([
      ["NOT_A_TORRENT", 0],
      ["NOT_A_TORRENT", 6],
      ["TRUNCATED", 30],
    ]);
  });

  test("is too large before a byte is read", () => {
    using dir = tree({ "x.torrent": "" });
    for (const size of [64 * 1024 ** 3, DEFAULT_LIMITS.maxBytes + 1]) {
      truncateSync(dir.path("x.torrent"), size);
      expect(read(dir.path("x.torrent"))).toMatchObject({ kind: "rejected", code: "FILE_TOO_LARGE", stamp: { size } });
    }
  });

  test("a pipe blocks nobody", () => {
    using dir = tree();
    Bun.spawnSync(["mkfifo", dir.path("x.torrent")]);
    expect(read(dir.path("x.torrent"))).toMatchObject({
      kind: "rejected",
      code: "UNREADABLE",
      message: "not a regular file",
    });
    expect(read(dir.root)).toMatchObject({ kind: "rejected", code: "UNREADABLE" });
  });

  test("a path too long for the system is rejected and ends nothing", () => {
    using dir = tree();
    const chain = Array.from({ length: 16 }, () => "d".repeat(250)).join("/");
    dir.write(`a/${chain.slice(0, -100)}/x.torrent`, "");
    renameSync(dir.path("a"), dir.path("b".repeat(200)));
    const path = `${dir.path("b".repeat(200))}/${chain.slice(0, -100)}/x.torrent`;
    expect(path.length).toBeGreaterThan(4096);
    const result = read(path);
    expect(result).toEqual({
      kind: "rejected",
      stamp: { size: 0, mtimeS: 0, mtimeNs: 0, inode: 0 },
      code: "UNREADABLE",
      message: "name too long",
    });
  });

  testWith(UNPRIVILEGED !== null, "user but root that may read the checkout")(
    "a file without the right to read it is rejected with its stamp, a folder's without one",
    () => {
      using dir = tree({ "x.torrent": "12345", "closed/y.torrent": "12345" });
      chmodSync(dir.root, 0o755);
      chmodSync(dir.path("x.torrent"), 0o000);
      chmodSync(dir.path("closed"), 0o644);
      const results = runUnprivileged(`
      const { TorrentFileReader } = await import(${JSON.stringify(sourcePath("work/files/torrent-file.ts"))});
      const paths = ${JSON.stringify([dir.path("x.torrent"), dir.path("closed/y.torrent")])};
      console.log(JSON.stringify(paths.map((path) => new TorrentFileReader().read(path, false))));`);
      chmodSync(dir.path("closed"), 0o755);
      expect(results).toMatchObject([
        { kind: "rejected", code: "UNREADABLE", message: "permission denied", stamp: { size: 5 } },
        { kind: "rejected", code: "UNREADABLE", message: "permission denied", stamp: { size: 0, inode: 0 } },
      ]);
    },
  );
});

describe("a file that changes while it is read", () => {
  // The kernel's own files stand for it: they tell another size than they hold, as a file does that grows in between.
  testWith(existsSync("/proc/self/status"), "/proc")("more than it said: grown", () => {
    expect(read("/proc/self/status")).toMatchObject({
      kind: "rejected",
      code: "CHANGED_WHILE_READ",
      message: "0 bytes when opened, but more when read",
    });
  });

  const short = ["/sys/kernel/mm/transparent_hugepage/enabled", "/sys/kernel/uevent_seqnum"].find((path) =>
    existsSync(path),
  );

  testWith(short !== undefined, "/sys")("less than it said: cut", () => {
    expect(read(short ?? "")).toMatchObject({ kind: "rejected", code: "CHANGED_WHILE_READ" });
  });

  test("is read again at every scan, as is what could not be read", () => {
    expect([...TRANSIENT].sort()).toEqual(["CHANGED_WHILE_READ", "UNREADABLE"]);
  });
});

test("a name that is no UTF-8 is opened by its bytes", () => {
  using dir = tree();
  const bytes = dir.bytes(Buffer.from("caf\xe9.torrent", "latin1"));
  writeFileSync(bytes, plainTorrent("a", 5));
  expect(read(decodePath(bytes))).toMatchObject({ kind: "torrent" });
  expect(statOrNull(decodePath(bytes))?.isFile()).toBe(true);
});

test("a stamp keeps every digit of the time", () => {
  const stat = { size: 5n, mtimeNs: 1_800_000_000_123_456_789n, ino: 2n ** 64n - 1n };
  expect(stampOf(stat)).toEqual({ size: 5, mtimeS: 1_800_000_000, mtimeNs: 123_456_789, inode: 2 ** 53 - 1 });
});

test("times before 1970 differ too", () => {
  using dir = tree({ x: "" });
  const stamps = [-1.25, -0.25, 0, 0.25].map((time) => {
    utimesSync(dir.path("x"), time, time);
    const stat = statOrNull(dir.path("x"));
    return stat ? `${stampOf(stat).mtimeS} ${stampOf(stat).mtimeNs}` : "";
  });
  expect(new Set(stamps).size).toBe(4);
});

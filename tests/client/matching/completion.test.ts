import { expect, test } from "bun:test";
import { linkSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { FoundTorrent } from "../../../src/client/matching/match-event.ts";
import { matchFolder } from "../../support/mutated-libraries.ts";
import { buildTorrent, contentOf, type FileSpec, pseudoRandom } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

const PIECE = 16_384;

/** Matches one torrent against a library of path → bytes, or the path that it is another name of; answers it with path in the torrent → path in the library. */
async function matched(
  files: readonly FileSpec[],
  library: Readonly<Record<string, Uint8Array | string>>,
  version: "v1" | "v2" | "hybrid" = "v1",
): Promise<{ found: FoundTorrent | null; places: Record<string, string | null>; read: number }> {
  using dir = tree();
  dir.folder("library");
  for (const [path, bytes] of Object.entries(library)) {
    if (typeof bytes !== "string") dir.write(`library/${path}`, bytes);
    else {
      mkdirSync(dirname(dir.path(`library/${path}`)), { recursive: true });
      linkSync(dir.path(`library/${bytes}`), dir.path(`library/${path}`));
    }
  }
  const torrent = buildTorrent({ name: "Release-GRP", files: [...files], pieceLength: PIECE, version });
  const { found, summary } = await matchFolder(dir.path("library"), dir.write("t.torrent", torrent), dir.path("s.db"));
  const places: Record<string, string | null> = {};
  for (const { index, path } of found?.files ?? []) {
    const name = found?.torrent.metainfo.files[index]?.path.join("/") ?? "";
    places[name] = path?.slice(dir.path("library").length + 1) ?? null;
  }
  return { found, places, read: summary.bytes_read };
}

const bytesOf = (files: readonly FileSpec[], path: string) =>
  contentOf(files.find((file) => file.path === path) as FileSpec);

test("small files come from below the folder where their large neighbour lies, not from another release", async () => {
  const files: FileSpec[] = [
    { path: "video.mkv", length: 100_000 },
    { path: "info.nfo", data: new TextEncoder().encode("the right one") },
    { path: "Subs/en.srt", length: 700 },
  ];
  const right = { "x/y/renamed.mkv": bytesOf(files, "video.mkv"), "x/y/info.nfo": bytesOf(files, "info.nfo") };
  const wrong = {
    "a/info.nfo": new TextEncoder().encode("another one!!"),
    "a/Subs/en.srt": pseudoRandom(700, "other"),
  };
  const { found, places } = await matched(files, {
    ...right,
    ...wrong,
    "x/y/Subs/en.srt": bytesOf(files, "Subs/en.srt"),
  });
  expect([found?.status, found?.reason, found?.verdict.renamed]).toEqual(["ready", null, 1]);
  expect(places).toEqual({
    "video.mkv": "x/y/renamed.mkv",
    "info.nfo": "x/y/info.nfo",
    "Subs/en.srt": "x/y/Subs/en.srt",
  });
});

test("small files under other names are found by the pieces that they share", async () => {
  const files: FileSpec[] = [
    { path: "a.mkv", length: 50_000 },
    { path: "b.nfo", length: 333 },
    { path: "c.nfo", length: 333 },
    { path: "d.mkv", length: 50_000 },
  ];
  const decoys = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`text ${i}`, pseudoRandom(333, `decoy ${i}`)]),
  );
  const { found, places } = await matched(files, {
    ...decoys,
    "a.mkv": bytesOf(files, "a.mkv"),
    "d.mkv": bytesOf(files, "d.mkv"),
    "zz 1": bytesOf(files, "c.nfo"),
    "zz 2": bytesOf(files, "b.nfo"),
  });
  expect(found?.status).toBe("ready");
  expect(places).toMatchObject({ "b.nfo": "zz 2", "c.nfo": "zz 1" });
});

test.each(["v1", "v2"] as const)("renamed volumes of one size are told apart by their pieces (%s)", async (version) => {
  const files = Array.from({ length: 12 }, (_, i) => ({ path: `r.r${String(i).padStart(2, "0")}`, length: 40_000 }));
  const library = Object.fromEntries(files.map((file, i) => [`set/part-${(i * 5) % 12}.bin`, contentOf(file)]));
  const { found, places } = await matched(files, library, version);
  expect(found?.status).toBe("ready");
  expect(new Set(Object.values(places)).size).toBe(12);
});

test("of two copies, one of them damaged, the good one is taken, whichever is likelier by name", async () => {
  const files: FileSpec[] = [{ path: "film.mkv", length: 120_000 }];
  const bad = bytesOf(files, "film.mkv").slice();
  bad[70_000] = (bad[70_000] ?? 0) ^ 1;
  const { found, places } = await matched(files, {
    "Release-GRP/film.mkv": bad,
    "backup/old.mkv": bytesOf(files, "film.mkv"),
  });
  expect(found?.status).toBe("ready");
  expect(places).toEqual({ "film.mkv": "backup/old.mkv" });
});

test("a file of the size and nothing else in common is none of the torrent's", async () => {
  const files: FileSpec[] = [
    { path: "one.mkv", length: 60_000 },
    { path: "two.mkv", length: 70_000 },
  ];
  const { found, places } = await matched(files, {
    "one.mkv": bytesOf(files, "one.mkv"),
    other: pseudoRandom(70_000, "o"),
  });
  expect([found?.status, found?.reason]).toEqual(["partial", "two.mkv missing; 1 file shares pieces with it"]);
  expect(places["two.mkv"]).toBeNull();
});

test("a size that is off is told in bytes, a name that a client wrote differently is the same", async () => {
  const files: FileSpec[] = [
    { path: "What? A film.mkv", length: 60_000 },
    { path: "short.mkv", length: 50_000 },
  ];
  const { found, places } = await matched(files, {
    "What_ A film.mkv": bytesOf(files, "What? A film.mkv"),
    "short.mkv": bytesOf(files, "short.mkv").slice(0, 49_988),
  });
  expect([found?.status, found?.reason]).toEqual(["partial", "short.mkv has 12 bytes too few"]);
  expect(places["What? A film.mkv"]).toBe("What_ A film.mkv");
});

test("one file of a torrent with the right name and another size is near", async () => {
  const files: FileSpec[] = [{ path: "film.mkv", length: 60_000 }];
  const grown = Buffer.concat([bytesOf(files, "film.mkv"), new Uint8Array(10)]);
  const { found } = await matched(files, { "film.mkv": grown });
  expect([found?.status, found?.reason]).toEqual(["near", "film.mkv has 10 bytes too many"]);
});

test("every piece that touches a file tells whether it may be linked: at a border its neighbour's damage counts", async () => {
  const files: FileSpec[] = [
    { path: "a.mkv", length: 50_000 },
    { path: "b.mkv", length: 50_000 },
    { path: "c.mkv", length: 50_000 },
  ];
  const bad = bytesOf(files, "b.mkv").slice();
  bad[5] = (bad[5] ?? 0) ^ 1;
  const { found } = await matched(files, {
    "a.mkv": bytesOf(files, "a.mkv"),
    "b.mkv": bad,
    "c.mkv": bytesOf(files, "c.mkv"),
  });
  expect(found?.files.map(({ whole }) => whole)).toEqual([false, false, true]);
  const v2 = await matched(
    files,
    { "a.mkv": bytesOf(files, "a.mkv"), "b.mkv": bad, "c.mkv": bytesOf(files, "c.mkv") },
    "v2",
  );
  expect(v2.found?.files.map(({ whole }) => whole)).toEqual([true, false, true]);
});

test("a hard link is found by each of its names and read once", async () => {
  const files: FileSpec[] = [
    { path: "a.mkv", length: 80_000 },
    { path: "b.mkv", length: 80_000, data: bytesOf([{ path: "a.mkv", length: 80_000 }], "a.mkv") },
    { path: "Subs/en.srt", length: 700 },
  ];
  const { found, places, read } = await matched(files, {
    "downloads/0.bin": bytesOf(files, "a.mkv"),
    "downloads/1.bin": bytesOf(files, "Subs/en.srt"),
    "z/Release-GRP/a.mkv": "downloads/0.bin",
    "z/Release-GRP/b.mkv": "downloads/0.bin",
    "z/Release-GRP/Subs/en.srt": "downloads/1.bin",
    "decoy/Subs/en.srt": pseudoRandom(700, "decoy"),
  });
  expect([found?.status, found?.verdict.renamed, read]).toEqual(["ready", 0, 80_700]);
  expect(places).toEqual({
    "a.mkv": "z/Release-GRP/a.mkv",
    "b.mkv": "z/Release-GRP/b.mkv",
    "Subs/en.srt": "z/Release-GRP/Subs/en.srt",
  });
});

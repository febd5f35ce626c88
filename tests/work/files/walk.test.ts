import { describe, expect, test } from "bun:test";
import { chmodSync, linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { displayPath } from "../../../src/core/path-bytes.ts";
import { isTorrentName, walk } from "../../../src/work/files/walk.ts";
import { testWith } from "../../support/needs.ts";
import { tree } from "../../support/tree.ts";
import { runUnprivileged, sourcePath, UNPRIVILEGED } from "../../support/unprivileged.ts";

/** All .torrent files and all problems below a root, sorted. */
function found(root: string) {
  const folders = [...walk(root)];
  return {
    torrents: folders.flatMap((folder) => ("torrents" in folder ? folder.torrents : [])).sort(),
    problems: folders.flatMap((folder) => ("problem" in folder ? [`${folder.folder}: ${folder.problem}`] : [])).sort(),
  };
}

describe("names", () => {
  test.each([
    ["a.torrent", true],
    ["A.TORRENT", true],
    ["1.Torrent", true],
    [".torrent", false],
    ["a.torrent.bak", false],
    ["torrent", false],
    ["a.torrent~", false],
  ])("%s: %p", (name, is) => expect(isTorrentName(name)).toBe(is));
});

test("lists folders of every layout that trackers have", () => {
  using dir = tree({
    "1.torrent": "",
    "12/34/4321.torrent": "",
    "66b2f0c1a.torrent": "",
    "notes.txt": "",
    "folder.torrent/inside.torrent": "",
    "empty/readme": "",
    ".hidden/x.torrent": "",
  });
  expect(found(dir.root)).toEqual({
    torrents: [
      ".hidden/x.torrent",
      "1.torrent",
      "12/34/4321.torrent",
      "66b2f0c1a.torrent",
      "folder.torrent/inside.torrent",
    ],
    problems: [],
  });
});

describe("links", () => {
  test("to folders are followed, each folder once, so that loops end", () => {
    using dir = tree({ "real/x.torrent": "", "real/deep/y.torrent": "" });
    using elsewhere = tree({ "z.torrent": "" });
    symlinkSync("..", dir.path("real/deep/up"));
    symlinkSync(".", dir.path("real/self"));
    symlinkSync(elsewhere.root, dir.path("outside"));
    const { torrents, problems } = found(dir.root);
    expect(torrents.map((path) => path.split("/").at(-1)).sort()).toEqual(["x.torrent", "y.torrent", "z.torrent"]);
    expect(problems).toEqual([]);
  });

  test("are told, and never win over a folder's own path", () => {
    using elsewhere = tree({ "z.torrent": "" });
    using dir = tree({ "m/real/x.torrent": "" });
    for (const name of ["a", "z", "m/again"]) symlinkSync(dir.path("m/real"), dir.path(name));
    symlinkSync(elsewhere.root, dir.path("m/outside"));
    expect(found(dir.root).torrents).toEqual(["m/outside/z.torrent", "m/real/x.torrent"]);
    const links = [...walk(dir.root)].flatMap((folder) => ("links" in folder ? (folder.links ?? []) : []));
    expect(links.sort()).toEqual(["a", "m/again", "m/outside", "z"]);
  });

  test("to files are files, hard links too", () => {
    using dir = tree({ "x.torrent": "", "data.bin": "" });
    symlinkSync("x.torrent", dir.path("soft.torrent"));
    symlinkSync("data.bin", dir.path("other-name.torrent"));
    linkSync(dir.path("x.torrent"), dir.path("hard.torrent"));
    expect(found(dir.root).torrents).toEqual(["hard.torrent", "other-name.torrent", "soft.torrent", "x.torrent"]);
  });

  test("that lead nowhere hide nothing else", () => {
    using dir = tree({ "x.torrent": "", "sub/y.torrent": "" });
    symlinkSync("gone", dir.path("broken.torrent"));
    symlinkSync("loop.torrent", dir.path("loop.torrent"));
    symlinkSync("there", dir.path("sub/back"));
    symlinkSync("back", dir.path("sub/there"));
    symlinkSync("x.torrent/not-a-folder", dir.path("odd"));
    expect(found(dir.root)).toEqual({ torrents: ["sub/y.torrent", "x.torrent"], problems: [] });
  });
});

test("begins with the folders it is told, each once", () => {
  using dir = tree({ "x.torrent": "", "a/y.torrent": "", "a/deep/z.torrent": "", "b/w.torrent": "" });
  const torrents = [...walk(dir.root, ["a", "a/deep", "gone"])];
  expect(torrents.flatMap((folder) => ("torrents" in folder ? folder.torrents : [])).sort()).toEqual([
    "a/deep/z.torrent",
    "a/y.torrent",
  ]);
  expect(torrents).toContainEqual({ folder: "gone", problem: "no such file or directory" });
});

test("what is neither file nor folder is left out", () => {
  using dir = tree({ "x.torrent": "" });
  expect(Bun.spawnSync(["mkfifo", dir.path("pipe.torrent")]).exitCode).toBe(0);
  symlinkSync("pipe.torrent", dir.path("link.torrent"));
  symlinkSync("/dev/null", dir.path("device.torrent"));
  expect(found(dir.root)).toEqual({ torrents: ["x.torrent"], problems: [] });
});

test("names that are no UTF-8 come back to the byte, in folders that are none either", () => {
  using dir = tree({ "plain/x.torrent": "", "plain/\ufffd.torrent": "" });
  const latin1 = (text: string) => dir.bytes(Buffer.from(text, "latin1"));
  mkdirSync(latin1("plain/d\xe9"));
  writeFileSync(latin1("plain/d\xe9/caf\xe9.torrent"), "");
  writeFileSync(latin1("plain/d\xe9/caf\xe8.torrent"), "");
  expect(found(dir.root).torrents.map(displayPath)).toEqual([
    "plain/d\\xe9/caf\\xe8.torrent",
    "plain/d\\xe9/caf\\xe9.torrent",
    "plain/x.torrent",
    "plain/\ufffd.torrent",
  ]);
});

test("a tree deeper than the system takes in one path is a problem of that folder alone", () => {
  using dir = tree({ "x.torrent": "" });
  const name = "d".repeat(250);
  const chain = (levels: number) => Array.from({ length: levels }, () => name).join("/");
  dir.write(`lower/${chain(14)}/deep.torrent`, "");
  dir.write(`upper/${chain(14)}/high.torrent`, "");
  // One rename makes a path of some 7,000 bytes, which no call can name any more.
  renameSync(dir.path("lower"), dir.path(`upper/${chain(14)}/lower`));
  const { torrents, problems } = found(dir.root);
  expect(torrents.map((path) => path.split("/").at(-1))).toEqual(["high.torrent", "x.torrent"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toEndWith(": name too long");
});

test("a deep tree within those bounds is listed to its end", () => {
  using dir = tree();
  const chain = Array.from({ length: 1_000 }, () => "d").join("/");
  dir.write(`${chain}/x.torrent`, "");
  expect(found(dir.root).torrents).toEqual([`${chain}/x.torrent`]);
});

test("a root that is none is a problem of the root", () => {
  using dir = tree({ file: "" });
  expect(found(dir.path("gone")).problems).toEqual([": no such file or directory"]);
  expect(found(dir.path("file")).problems).toEqual([": not a directory"]);
});

testWith(UNPRIVILEGED !== null, "user but root that may read the checkout")(
  "a folder that may not be read is a problem of that folder alone",
  () => {
    using dir = tree({ "x.torrent": "", "secret/y.torrent": "", "secret/deep/z.torrent": "" });
    chmodSync(dir.root, 0o755);
    chmodSync(dir.path("secret"), 0o000);
    const folders = runUnprivileged(`
    const { walk } = await import(${JSON.stringify(sourcePath("work/files/walk.ts"))});
    console.log(JSON.stringify([...walk(${JSON.stringify(dir.root)})]));`);
    chmodSync(dir.path("secret"), 0o755);
    expect(folders).toEqual([
      { folder: "", torrents: ["x.torrent"] },
      { folder: "secret", problem: "permission denied" },
    ]);
  },
);

import { describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { filesBelow } from "../../support/handover-world.ts";
import { jsonLines, type RunOptions, run } from "../../support/run.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

const SHOW = {
  name: "Show.S01",
  files: [
    { path: "E01.mkv", length: 100_000 },
    { path: "Sub/E01.nfo", length: 700 },
  ],
};
const PART = {
  name: "Part.S02",
  files: [
    { path: "E01.mkv", length: 160_000 },
    { path: "E02.mkv", length: 80_000 },
  ],
};

/** A library with all of one torrent under other names, and half of another. */
function library(): Tree {
  const dir = tree();
  for (const spec of [SHOW, PART]) dir.write(`torrents/${spec.name}.torrent`, buildTorrent(spec));
  for (const [i, file] of SHOW.files.entries()) dir.write(`media/other ${i}.bin`, contentOf(file));
  dir.write("media/E01.mkv", contentOf(PART.files[0] as (typeof PART.files)[number]));
  dir.folder("links");
  return dir;
}

function match(dir: Tree, words: string[], options: Partial<RunOptions> = {}) {
  const env = { HOME: dir.path("home"), ...options.env };
  return run(["match", ...words], { cwd: dir.root, clock: () => 1_795_780_800_000, ...options, env });
}

const SOURCE = ["media", "--torrents", "torrents"];

describe("reseeder match with a client", () => {
  test("seeds what is ready, says so, and knows it the next time", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    const before = snapshot(dir.path("media"));
    const first = await match(dir, [...SOURCE, "--link", "links", "--client", fake.address]);
    expect(first.err).toBe("");
    const links = dir.path("links");
    expect(first.out).toContain(
      `1 ready, 1 partial, 0 near.
Paths    taken to be the same for the client, which runs on this machine   (--map LOCAL=CLIENT says otherwise)
Links    hard links work in ${links}
Trusted  1 verified and unchanged: the client did not recheck them
Added    1 linked under the client's file names, started:
         1 seeding, 0 downloading, 0 B downloaded
Left out 1 partial (--partial copy would copy 156.3 KiB and download 78.1 KiB)
Undo: reseeder match undo 2026-11-27.1
`,
    );
    expect(first.code).toBe(0);
    const [held] = [...fake.torrents.values()];
    expect(held).toMatchObject({ name: "Show.S01", state: "stalledUP", category: "reseed" });
    expect(
      filesBelow(links)
        .map((path) => path.replace(/^[^/]*/, ""))
        .toSorted(),
    ).toEqual(["/Show.S01/E01.mkv", "/Show.S01/Sub/E01.nfo"]);

    const second = await match(dir, [...SOURCE, "--link", "links", "--client", fake.address]);
    expect(second.out).toContain("Verified 0 B; 2 torrents already verified");
    expect(second.out).toContain("SEEDS  Show.S01");
    expect(second.out).toContain(`${links} is the same for the client   (as in an earlier run)`);
    expect(second.out).toContain("; 1 already in a client\n");
    expectUntouched(dir.path("media"), before);

    const undone = await match(dir, ["undo"]);
    expect([undone.code, undone.out]).toEqual([0, "2026-11-27.1: 1 torrent and 2 files taken back\n"]);
    expect([fake.torrents.size, filesBelow(links), fake.categories.size, fake.tags.size]).toEqual([0, [], 0, 0]);
    expectUntouched(dir.path("media"), before);
    const again = await match(dir, ["undo"]);
    expect([again.code, again.err]).toEqual([2, "reseeder: There is no run to undo\n"]);
    // The links changed the ctime of the files, and nothing is read again for that.
    const third = await match(dir, [...SOURCE, "--client", fake.address]);
    expect(third.out).toContain("Verified 0 B; 2 torrents already verified");
    expect(third.out).not.toContain("Added");
  });

  test("--json tells each step, and exit code 3 what did not go", async () => {
    using dir = library();
    using fake = new FakeQBittorrent({ lies: { "torrents/files": () => [] } });
    const { out, code } = await match(dir, [...SOURCE, "--link", "links", "--client", fake.address, "--json"]);
    expect(code).toBe(3);
    const lines = jsonLines(out);
    expect(lines.find(({ type }) => type === "handed_over")).toMatchObject({
      name: "Show.S01",
      status: "left_out",
      client: null,
      folder: null,
      reason: "the client lists other files than the torrent holds",
    });
    expect(lines.at(-1)).toMatchObject({
      type: "handover",
      run: "2026-11-27.1",
      seeding: 0,
      left_out: 1,
      problems: [],
    });
  });

  test("--partial copy copies what is not whole; undo names what the client made of its own", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    const before = snapshot(dir.path("media"));
    const words = [...SOURCE, "--link", "links", "--client", fake.address, "--partial", "copy"];
    const { out, code } = await match(dir, words);
    expect(code).toBe(0);
    expect(out).toContain("Added    2 linked under the client's file names, 156.3 KiB copied, started:");
    const part = [...fake.torrents.values()].find(({ name }) => name === "Part.S02");
    const copy = `${part?.save_path}/Part.S02/E01.mkv`;
    expect(statSync(copy).ino).not.toBe(statSync(dir.path("media/E01.mkv")).ino);
    // The client writes to its copy, renames it, and downloads the rest.
    await Bun.write(copy, "changed");
    (await import("node:fs")).renameSync(copy, `${copy}.part`);
    await Bun.write(`${part?.save_path}/Part.S02/E02.mkv`, "downloaded");
    const undone = await match(dir, ["undo"]);
    expect(undone.out).toBe(
      `Kept, not created by ReSeeder: ${part?.save_path}/Part.S02/E02.mkv\n2026-11-27.1: 2 torrents and 3 files taken back\n`,
    );
    expectUntouched(dir.path("media"), before);
  });

  test("prune removes links whose torrent is gone from the client, and no others", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    await match(dir, [...SOURCE, "--link", "links", "--client", fake.address]);
    expect((await match(dir, ["prune"])).out).toBe("0 files of 0 torrents removed\n");
    expect(filesBelow(dir.path("links"))).toHaveLength(2);
    fake.torrents.clear();
    expect((await match(dir, ["prune"])).out).toBe("2 files of 1 torrent removed\n");
    expect(filesBelow(dir.path("links"))).toEqual([]);
  });

  test("unseeded lists what no client seeds, by inode", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    await match(dir, [...SOURCE, "--link", "links", "--client", fake.address]);
    const { out, err } = await match(dir, ["unseeded", "media", "--client", fake.address]);
    expect(out).toBe(`     SIZE  PATH\n156.3 KiB  ${dir.path("media/E01.mkv")}\n`);
    expect(err).toContain("1 file of 3, 156.3 KiB, not seeded by any client\n");
  });

  test("--only-unseeded leaves out what is seeded as another torrent", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    await match(dir, [...SOURCE, "--link", "links", "--client", fake.address]);
    dir.write("torrents/again.torrent", buildTorrent({ ...SHOW, info: { source: "OTHER" } }));
    const words = [...SOURCE, "--client", fake.address];
    expect((await match(dir, words)).out).toContain("2 of its files are already seeded in qBittorrent 5.1.0");
    expect((await match(dir, [...words, "--only-unseeded"])).out).toContain("0 ready, 1 partial, 0 near, 1 seeding.");
  });

  test("a folder of links inside of the library is no library", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    dir.folder("media/links");
    const words = [...SOURCE, "--link", "media/links", "--client", fake.address];
    await match(dir, words);
    expect((await match(dir, words)).out).toStartWith("Scanned  3 files,");
    expect((await match(dir, SOURCE)).code).toBe(0);
  });

  test("the password comes from the environment or a file, and is written nowhere", async () => {
    using dir = library();
    using fake = new FakeQBittorrent({ password: "hunter 2" });
    const words = [...SOURCE, "--link", "links", "--client", fake.address];
    const file = dir.write("password", "hunter 2\n");
    const wrong = await match(dir, words, { env: { RESEEDER_CLIENT_PASSWORD: "wrong" } });
    expect([wrong.code, wrong.err]).toEqual([
      1,
      'reseeder: qBittorrent does not let us in: user "admin" or the password is wrong\n' +
        "Try: Set RESEEDER_CLIENT_USER and RESEEDER_CLIENT_PASSWORD (or RESEEDER_CLIENT_PASSWORD_FILE).\n",
    ]);
    expect(fake.torrents.size).toBe(0);
    const right = await match(dir, words, { env: { RESEEDER_CLIENT_PASSWORD_FILE: file } });
    expect(right.code).toBe(0);
    const typed = await match(dir, ["undo"], { interactive: true, stdin: [Buffer.from("hunter 2\n")] });
    expect(typed).toMatchObject({ code: 0, err: "Password of the torrent client: \n" });
    for (const path of filesBelow(dir.path("home"))) {
      expect(await Bun.file(dir.path("home", path)).text()).not.toContain("hunter 2");
    }
  });

  test.each<[string, string[], string]>([
    ["--link", ["--link", "links"], "--link needs a torrent client"],
    ["--partial copy", ["--partial", "copy"], "--partial copy needs a torrent client"],
    [
      "a folder that is not there",
      ["--link", "none", "--client", "deluge:http://127.0.0.1:1"],
      "there is no such folder",
    ],
    ["a client of another kind", ["--client", "utorrent:http://x"], "expected one of qbittorrent, transmission"],
    ["a map that is none", ["--client", "deluge:http://127.0.0.1:1", "--map", "x"], "--map: expected LOCAL=CLIENT"],
    [
      "a size that is none",
      ["--client", "deluge:http://127.0.0.1:1", "--copy-max", "lots"],
      "--copy-max: expected a size",
    ],
  ])("%s alone is wrong usage", async (_, words, sentence) => {
    using dir = library();
    const { code, err } = await match(dir, [...SOURCE, ...words]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test("with a client elsewhere nobody guesses its paths", async () => {
    using dir = library();
    using fake = new FakeQBittorrent();
    const address = fake.address;
    const words = [...SOURCE, "--link", "links", "--client", address, "--map", "/elsewhere=/data"];
    const { code, err } = await match(dir, words);
    expect(code).toBe(2);
    expect(err).toContain(`The path of ${dir.path("links")} in qBittorrent 5.1.0 is unknown`);
    const mapped = await match(dir, [...words, "--map", `${dir.root}=${dir.root}`]);
    expect([mapped.code, mapped.out]).toEqual([0, expect.stringContaining("(--map)")]);
  });
});

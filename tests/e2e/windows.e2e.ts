import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BUILD_TIMEOUT, type Ended } from "../support/binary.ts";
import { until } from "../support/daemon.ts";
import { describeWith } from "../support/needs.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { NO_WINE, Wine } from "../support/wine.ts";

setDefaultTimeout(BUILD_TIMEOUT);

const FIXTURES = join(import.meta.dir, "../../node_modules/webtorrent-fixtures/fixtures");
/** With any folder before it longer than the 260 characters that Windows takes without further ado. */
const LONG = Array.from({ length: 4 }, (_, i) => `${i}`.repeat(80)).join("/");
const BOOK = "Leaves of Grass by Walt Whitman.epub";

describeWith(NO_WINE === null, NO_WINE ?? "")("the program for Windows", () => {
  let wine: Wine;
  let scan: Ended;
  beforeAll(async () => {
    wine = await Wine.start();
    wine.write("torrents/leaves.torrent", readFileSync(join(FIXTURES, "leaves.torrent")));
    wine.write("torrents/deep/movie.torrent", plainTorrent("Movie.mkv", 7_000_000_000));
    wine.write("torrents/deep/broken.torrent", "no torrent");
    wine.write(`torrents/${LONG}/con.torrent`, plainTorrent("CON", 6_000_000_000));
    scan = await wine.run("scan", "torrents", "--json");
  });
  afterAll(() => wine?.[Symbol.asyncDispose]());

  test("indexes a folder and prints its paths with one kind of separator", async () => {
    expect(scan.code).toBe(3);
    const lines = scan.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.find(({ type }) => type === "rejected")).toMatchObject({
      path: wine.windowsPath("torrents/deep/broken.torrent"),
    });
    expect(lines.at(-1)).toMatchObject({ type: "done", found: 4 });
    const shown = await wine.run("torrents", "show", "id:1");
    expect(shown.out).toContain("\\torrents\\");
    for (const words of [["paths", "list"], ["doctor"], ["torrents", "show", "id:1"], ["inspect", "torrents"]]) {
      const { out, err } = await wine.run(...words);
      expect([words, (out + err).match(/\S*[A-Z]:\\\S*\/\S*/g)]).toEqual([words, null]);
    }
  });

  test("a folder that is registered is the same in other letters and with other separators", async () => {
    const other = wine.windowsPath("TORRENTS").replaceAll("\\", "/").replace(/^Z:/, "z:");
    // What is rejected was rejected before: as another path it would be new.
    expect((await wine.run("scan", other)).code).toBe(0);
    const { out } = await wine.run("paths", "list", "--json");
    expect(JSON.parse(out)).toMatchObject([{ path: wine.windowsPath("torrents") }]);
  });

  test("backs up into a folder below the database, however its path is written, and restores from there", async () => {
    for (const [i, folder] of ["first\\copies", "second/copies"].entries()) {
      expect((await wine.run("settings", "set", "backup_dir", folder)).code).toBe(0);
      expect((await wine.run("backup")).code).toBe(0);
      const made = readdirSync(wine.path(folder.replace("\\", "/")));
      expect([i, made.length]).toEqual([i, 1]);
    }
    const [name = ""] = readdirSync(wine.path("first/copies"));
    expect((await wine.run("backup", "--list")).out).toContain(`${wine.windowsPath("second/copies")}\\reseeder-`);
    expect((await wine.run("backup", "--verify", `first\\copies\\${name}`)).code).toBe(0);
    await wine.run("torrents", "flag", "id:1");
    const restored = await wine.run("restore", `first\\copies\\${name}`);
    expect([restored.code, restored.err]).toEqual([0, expect.not.stringContaining("Cannot")]);
    expect((await wine.run("torrents", "list", "--json")).out).not.toContain('"flagged"');
    expect(readdirSync(wine.path()).filter((each) => each.includes(".before-restore-")).length).toBe(1);
  });

  test("answers over HTTP, and follows its folders meanwhile", async () => {
    const child = wine.spawn("serve", "--port", "0", "--watch");
    let said = "";
    const reading = (async () => {
      for await (const chunk of child.stdout) said += Buffer.from(chunk).toString();
    })();
    try {
      const url = await until("serve to listen", () => /Listening on (\S+) /.exec(said)?.[1] ?? "");
      const match = async (files: unknown) => {
        const response = await fetch(`${url}/match/phase1`, { method: "POST", body: JSON.stringify({ files }) });
        return ((await response.json()) as { matched_torrents: { name: string }[] }).matched_torrents;
      };
      expect(await match([{ name: BOOK, size: 362_017 }])).toMatchObject([{ name: BOOK }]);
      const late = [{ name: "Late.mkv", size: 5_000_000_000 }];
      expect(await match(late)).toEqual([]);
      wine.write("torrents/new folder/late.torrent", plainTorrent("Late.mkv", 5_000_000_000));
      await until("what is new to be on offer", async () => (await match(late)).length === 1);
      rmSync(wine.path("torrents/new folder/late.torrent"));
      await until("what is gone to be off offer", async () => (await match(late)).length === 0);
    } finally {
      wine.end("reseeder.exe");
      await child.exited;
      await reading;
    }
  });

  test("watch tells of each change in a line of JSON", async () => {
    const child = wine.spawn("watch", "--json");
    let said = "";
    const reading = (async () => {
      for await (const chunk of child.stdout) said += Buffer.from(chunk).toString();
    })();
    try {
      await until("watch to begin", () => said.includes('"swept"'));
      wine.write("torrents/deep/watched.torrent", plainTorrent("Watched.mkv", 8_000_000_000));
      const added = await until("the change", () => said.split("\n").find((line) => line.includes("watched.torrent")));
      expect(JSON.parse(added ?? "")).toMatchObject({
        type: "added",
        path: wine.windowsPath("torrents/deep/watched.torrent"),
      });
    } finally {
      wine.end("reseeder.exe");
      await child.exited;
      await reading;
    }
  });

  test("finds what a user's files can seed, and writes the .torrents", async () => {
    wine.write(`library/books/renamed.epub`, readFileSync(join(FIXTURES, BOOK)));
    const { code, out, err } = await wine.run("match", "library", "--torrents", "torrents", "--out", "ready");
    expect([code, out, err]).toEqual([3, expect.stringContaining("READY"), expect.stringContaining("broken")]);
    expect(existsSync(wine.path("ready/manifest.json"))).toBe(true);
    const manifest = readFileSync(wine.path("ready/manifest.json"), "utf8");
    expect(manifest).toContain("renamed.epub");
  });

  test("writes no file under a name that Windows keeps for devices", async () => {
    const { code, err } = await wine.run("torrents", "export", "--format", "folder", "exported");
    expect([code, err]).toEqual([0, ""]);
    const names = readdirSync(wine.path("exported"));
    expect([names.length, names.filter((name) => /^con(\.|$)/i.test(name))]).toEqual([4, []]);
  });

  test("puts an empty database in place of one, and says which files that left", async () => {
    const { code, out, err } = await wine.run("wipe", "everything", "--yes");
    expect([code, err, out]).toEqual([0, "", expect.stringContaining(".before-restore-")]);
    expect(readdirSync(wine.path()).filter((name) => name.includes("wiping"))).toEqual([]);
    expect(JSON.parse((await wine.run("stats", "--json")).out)).toMatchObject({ torrents: 0 });
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

let dir: Tree;
beforeAll(async () => {
  dir = tree({ "t/1.torrent": plainTorrent("Night.Train", 1_000), "t/2.torrent": plainTorrent("電影", 2_000) });
  await run(["scan", "t"], { cwd: dir.root });
  await run(["token", "create", "site"], { cwd: dir.root });
  await run(["backup"], { cwd: dir.root });
});
afterAll(() => dir[Symbol.dispose]());

/** What the program writes as bytes, and the rest of how it ended. */
async function bytesOf(...args: string[]) {
  const parts: Uint8Array[] = [];
  const ran = await run(args, { cwd: dir.root, onBytes: (bytes) => parts.push(bytes) });
  return { ...ran, entries: Buffer.concat(parts).toString().split("\0") };
}

const LISTS: [words: string[], column: string, exact: () => string[]][] = [
  [["torrents", "list"], "name", () => ["電影", "Night.Train"]],
  [["token", "list"], "name", () => ["site"]],
  [["paths", "list"], "path", () => [dir.path("t")]],
  [["hand-outs"], "user", () => []],
  [["history", "list", "nobody"], "hash", () => []],
];

describe.each(LISTS)("%p", (words, column, exact) => {
  test("has exact values of one column for other programs", async () => {
    const { code, out, err, entries } = await bytesOf(...words, "--columns", column, "--null");
    expect([code, out, err, entries]).toEqual([0, "", "", [...exact(), ""]]);
  });

  test("shows the columns that are asked for, and rejects others", async () => {
    const { code, out } = await run([...words, "--columns", column], { cwd: dir.root });
    expect(code).toBe(0);
    if (exact().length > 0) expect(out.split("\n")).toEqual([column.toUpperCase(), ...exact(), ""]);
    const wrong = await run([...words, "--columns", `${column},${column}x`], { cwd: dir.root });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining(`--columns: expected some of `)]);
    expect(wrong.err).toContain(
      `got "${column}x"; did you mean ${column}?\nTry: reseeder ${words.slice(0, 2).join(" ")}`,
    );
    const both = await run([...words, "--json", "--null"], { cwd: dir.root });
    expect([both.code, both.err]).toEqual([2, expect.stringContaining("--json and --null exclude each other")]);
  });
});

test("settings and backups can be listed by columns", async () => {
  const settings = await run(["settings", "list", "--columns", "key,value"], { cwd: dir.root });
  expect(settings.out).toMatch(/^KEY +VALUE\n(.+\n)*backup_keep +7\n/);
  const { entries } = await bytesOf("settings", "list", "--columns", "key,default", "--null");
  expect(entries).toContain("backup_interval_hours\t6");
  const backups = await bytesOf("backup", "--list", "--columns", "file", "--null");
  expect(backups.entries).toEqual([expect.stringContaining(dir.path("backups")), ""]);
  const { code, err } = await run(["backup", "--null"], { cwd: dir.root });
  expect([code, err]).toEqual([2, expect.stringContaining("--columns and --null need --list")]);
});

test("rejected files can be listed by columns", async () => {
  using bad = tree({ "t/bad.torrent": "no torrent" });
  await run(["scan", "t"], { cwd: bad.root });
  const parts: Uint8Array[] = [];
  const words = ["stats", "--rejected", "--columns", "path", "--null"];
  const { code } = await run(words, { cwd: bad.root, onBytes: (bytes) => parts.push(bytes) });
  expect([code, Buffer.concat(parts).toString()]).toEqual([0, `${bad.path("t/bad.torrent")}\0`]);
  const wrong = await run(["stats", "--null"], { cwd: bad.root });
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("--columns and --null need --rejected")]);
});

test("a list that is piped has whole hashes, and one on a narrow terminal short ones", async () => {
  const [first] = jsonLines((await run(["torrents", "list", "--json", "--limit", "1"], { cwd: dir.root })).out);
  const piped = await run(["torrents", "list", "--limit", "1"], { cwd: dir.root });
  expect(piped.out).toContain(`  ${first.info_hash}  `);
  const narrow = await run(["torrents", "list", "--limit", "1"], { cwd: dir.root, terminal: 60 });
  expect(narrow.out).toContain(`  ${first.info_hash.slice(0, 12)}  `);
  for (const line of narrow.out.split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(60);
});

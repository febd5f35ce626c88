import { describe, expect, test } from "bun:test";
import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { SETTING_KEYS } from "../../src/core/settings/settings.ts";
import { jsonLines, run } from "../support/run.ts";
import { tree } from "../support/tree.ts";

const LOOKS: [string, ...string[]][] = [
  ["stats"],
  ["stats", "--rejected"],
  ["settings", "list"],
  ["settings", "get", "backup_keep"],
  ["paths", "list"],
  ["token", "list"],
  ["history", "list", "alice"],
  ["hand-outs"],
  ["torrents", "list"],
  ["torrents", "list", "--search", "night"],
  ["backup", "--list"],
];

describe.each(LOOKS.map((args) => [args.join(" "), args] as const))("%s without a database", (_, args) => {
  test.each([
    ["none", {}],
    ["an empty file", { "reseeder.db": "" }],
  ])("%s: shows what holds, says so, and writes nothing", async (_, files) => {
    using dir = tree(files);
    const before = readdirSync(dir.root);
    const plain = await run(args, { cwd: dir.root });
    const note = `There is no database at ${dir.path("reseeder.db")} yet. \`reseeder scan PATH\` creates it\n`;
    expect([plain.code, plain.err.slice(-note.length)]).toEqual([0, note]);
    const json = await run([...args, "--json"], { cwd: dir.root });
    expect([json.code, json.err.slice(-note.length)]).toEqual([10, note]);
    expect(() => jsonLines(json.out)).not.toThrow();
    expect(readdirSync(dir.root)).toEqual(before);
  });
});

test("tracker check without a database says that no tracker is set, and writes nothing", async () => {
  using dir = tree();
  const { code, out, err } = await run(["tracker", "check"], { cwd: dir.root });
  expect([code, err]).toEqual([4, expect.stringMatching(/^There is no database at .* yet\. /)]);
  expect(out).toContain("The setting tracker is none");
  expect(readdirSync(dir.root)).toEqual([]);
});

test("a torrent cannot be shown without a database", async () => {
  using dir = tree();
  const { code, err } = await run(["torrents", "show", "id:1"], { cwd: dir.root });
  expect([code, err]).toEqual([10, expect.stringContaining("There is no database at")]);
});

test("what cannot even be looked for is an error like any other", async () => {
  using dir = tree();
  symlinkSync("reseeder.db", dir.path("reseeder.db"));
  for (const args of [["stats"], ["token", "create", "x"]]) {
    const { code, err } = await run(args, { cwd: dir.root });
    expect([code, err]).toEqual([1, expect.stringContaining(dir.path("reseeder.db"))]);
  }
});

test("the defaults are shown", async () => {
  using dir = tree();
  const [settings] = jsonLines((await run(["settings", "list", "--json"], { cwd: dir.root })).out);
  expect(settings.map(({ source }: { source: string }) => source)).toEqual(SETTING_KEYS.map(() => "default"));
  expect((await run(["settings", "get", "backup_keep"], { cwd: dir.root })).out).toBe("7\n");
  const [stats] = jsonLines((await run(["stats", "--json"], { cwd: dir.root })).out);
  expect(stats).toMatchObject({ torrents: 0, database: { path: dir.path("reseeder.db"), bytes: 0 } });
  const entry = await run(["trackers-json", "--url", "https://tracker.example/"], { cwd: dir.root });
  expect([entry.code, JSON.parse(entry.out)]).toEqual([0, expect.objectContaining({ id: "tracker.example" })]);
});

test.each([
  [["token", "create", "site"], ""],
  [["history", "import", "-"], "alice,c12fe1c06bba254a9dc9f519b335aa7c1367a88a\n"],
  [["torrents", "sync", "-"], '{"end":0}\n'],
  [["paths", "add", "."], ""],
])("%p makes the database, and says so once", async (args, text) => {
  using dir = tree();
  const go = () => run(args, { cwd: dir.root, stdin: [Buffer.from(text)] });
  const created = `Created the database ${dir.path("reseeder.db")}\n`;
  expect((await go()).err).toStartWith(created);
  for (const name of readdirSync(dir.root)) rmSync(dir.path(name));
  writeFileSync(dir.path("reseeder.db"), "");
  expect((await go()).err).toStartWith(created);
  expect((await go()).err).not.toContain(created);
});

test.each(
  [
    "torrents sync --end",
    "torrents sync --dry-run -",
    "torrents export -",
    "torrents remove id:1",
    "token revoke site",
    "settings reset backup_keep",
    "scan",
    "watch",
    "backup",
  ].map((line) => [line]),
)("%s needs a database: exit code 10, and no file", async (line) => {
  using dir = tree();
  const { code, err } = await run(line.split(" "), { cwd: dir.root, stdin: [Buffer.from('{"end":0}\n')] });
  expect([code, err.includes("There is no database at")]).toEqual([10, true]);
  expect(readdirSync(dir.root)).toEqual([]);
});

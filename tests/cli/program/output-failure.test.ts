import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { commandTree, flatten } from "../../../src/cli/completions/command-tree.ts";
import { COMMANDS } from "../../../src/cli/program/commands.ts";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { FakeHttpTracker, scrapeAnswer } from "../../support/fake-tracker.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { sqliteSite } from "../../support/sqlite-site.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const HASH = "0123456789012345678901234567890123456789";

/** A call of every command that writes to standard output, in an order in which each finds what it needs. */
const CALLS: readonly string[] = [
  "scan t",
  "inspect t/1.torrent",
  "stats",
  "stats --rejected",
  "watch t",
  "serve --port 0",
  "scrape --all TRACKER",
  "backup",
  "backup --list",
  "backup --verify copy.db",
  "settings list",
  "settings get backup_keep",
  "settings set backup_keep 8",
  "settings reset backup_keep",
  "torrents list",
  "torrents show 1",
  "torrents flag HASH",
  "torrents unflag HASH",
  "torrents remove HASH",
  "torrents unremove HASH",
  "torrents import t",
  "torrents sync --end",
  "torrents export",
  "torrents export --force out.tar",
  "history import h.csv",
  "history list 12345",
  "history remove 12345",
  "token create a",
  "token list",
  "token revoke b",
  "token revoke c --json",
  "access forget --all",
  "hand-outs",
  "trackers-json --url https://t.example/",
  "paths add t",
  "paths list",
  "paths remove t",
  "paths add t",
  "paths remove t --json",
  "match lib --torrents lib --state match.db",
  "settings set tracker sql",
  "tracker check",
  "tracker sync --dry-run",
  "tracker queries unit3d",
  "match prune --state match.db",
  "match unseeded lib --client CLIENT --state match.db",
  "match undo --state match.db",
  "doctor",
  "service print --bin /bin/true",
  "service install --bin /bin/true --out units",
  "completions bash",
  "completions zsh",
  "completions fish",
  "restore copy.db",
  "wipe users --yes",
  "wipe everything --yes",
  "--version",
  "--help",
  "help scan",
  "torrents --help",
];

/** Those that write nothing to standard output here. */
const SILENT =
  /^(?:backup|match undo .*|watch t|hand-outs --json|torrents export --json|(?:token revoke|paths remove) \w --json)$/;

/** What is told while work goes on: the log, what is begun, a tracker that does not answer. */
const BEGUN = /^(?:\{"time"|Scanning |Asking |Rejected |http).*\n/gm;

let dir: Tree;
let withJson: Set<string>;
beforeAll(async () => {
  dir = tree({
    "t/1.torrent": plainTorrent("a", 1000),
    "t/bad.torrent": "bad",
    "lib/a": "a",
    "h.csv": `12345,${HASH}\n`,
  });
  const cwd = dir.root;
  await run(["scan", "t"], { cwd });
  for (const name of ["b", "c"]) await run(["token", "create", name], { cwd });
  const [made] = jsonLines((await run(["backup", "--json"], { cwd })).out).slice(-1);
  await Bun.write(dir.path("copy.db"), Bun.file(made.file));
  const [shown] = jsonLines((await run(["torrents", "list", "--json"], { cwd })).out);
  hash = shown.info_hash;
  const leaves = flatten(await commandTree(COMMANDS)).filter(({ subcommands }) => subcommands.length === 0);
  env = sqliteSite(dir, [{ id: 1, hash: Buffer.from(hash, "hex"), seeders: 1, bytes: null }]).env;
  await run(["settings", "set", "tracker_queries", dir.path("site.sql")], { cwd });
  withJson = new Set(
    leaves.flatMap(({ path, flags }) => (flags.some(({ name }) => name === "json") ? [wordsOf(path)] : [])),
  );
});
let hash: string;
let env: Record<string, string> = {};
const tracker = new FakeHttpTracker((hashes) => new Response(scrapeAnswer(hashes.map((each) => [each, [0, 1]]))));
const client = new FakeQBittorrent();
afterAll(async () => {
  client[Symbol.dispose]();
  dir[Symbol.dispose]();
  await tracker[Symbol.asyncDispose]();
});

const wordsOf = (path: string) => path.slice(1).replaceAll("/", " ");
const argsOf = (call: string) =>
  call
    .split(" ")
    .map((word) => ({ HASH: hash, TRACKER: `${tracker.url}/announce`, CLIENT: client.address })[word] ?? word);

test("the calls are of every command but the dashboard, which needs a terminal", async () => {
  const leaves = flatten(await commandTree(COMMANDS)).filter(({ subcommands }) => subcommands.length === 0);
  const called = (words: string) => CALLS.some((call) => `${call} `.startsWith(`${words} `));
  expect(leaves.map(({ path }) => wordsOf(path)).filter((words) => !called(words))).toEqual(["tui"]);
});

describe("on a full disk", () => {
  test("every command fails, says why and says nothing else of what became of it", async () => {
    for (const call of CALLS) {
      const isJson = [...withJson].some((words) => `${call} `.startsWith(`${words} `));
      const calls = [call, ...(isJson && !call.endsWith("--json") ? [`${call} --json`] : [])].filter(
        (each) => !SILENT.test(each),
      );
      for (const each of calls) {
        const { code, err } = await run(argsOf(each), { cwd: dir.root, env, outFails: "ENOSPC" });
        expect([each, code, err.replace(BEGUN, "")]).toEqual([
          each,
          1,
          "reseeder: Cannot write the output: the disk is full\nTry: Free some space or send the output elsewhere, then run the command again.\n",
        ]);
      }
    }
  });

  test("a token that nobody saw is not in force", async () => {
    using own = tree({ "t/1.torrent": plainTorrent("a", 1000) });
    const cwd = own.root;
    await run(["scan", "t"], { cwd });
    for (const [how, outFails] of [
      ["--json", "ENOSPC"],
      ["--scope=match", "EPIPE"],
    ] as const) {
      await run(["token", "create", "site", how], { cwd, outFails });
      const tokens = jsonLines((await run(["token", "list", "--json"], { cwd })).out).flat();
      expect(tokens.map(({ name, state }) => [name, state])).toContainEqual(["site", "revoked"]);
      expect(tokens.filter(({ state }) => state === "in force")).toEqual([]);
    }
  });
});

test("whoever reads no more is told nothing, by the exit code 141", async () => {
  for (const call of ["stats", "stats --json", "torrents export", "--version", "completions bash", "token create x"]) {
    const { code, err } = await run(argsOf(call), { cwd: dir.root, outFails: "EPIPE" });
    expect([call, code, err]).toEqual([call, 141, ""]);
  }
});

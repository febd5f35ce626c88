import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { startServer } from "../../src/http/server/listen.ts";
import { ApiServer } from "./api-server.ts";
import { FakeQBittorrent } from "./fake-qbittorrent.ts";
import { FakeHttpTracker, scrapeAnswer } from "./fake-tracker.ts";
import { FakeUdpt, UDPT_TOKEN } from "./fake-udpt.ts";
import { plainTorrent } from "./plain-torrent.ts";
import { jsonLines, run } from "./run.ts";
import { SQLITE_QUERIES, sqliteSite } from "./sqlite-site.ts";
import { buildTorrent, contentOf } from "./torrent-builder.ts";
import { type Tree, tree } from "./tree.ts";

/** What one command printed. */
export interface Printed {
  /** As one would type it. */
  line: string;
  /** What the document calls it: the words without values. */
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what is printed is what is examined
  values: any[];
}

const SHOW = {
  name: "Night.Train.S01",
  files: [["S01E01.mkv", 1_400_000_000] as const, ["S01E02.mkv", 1_350_000_000] as const],
};

const NIGHT_TRAIN = "11b549bc07f5b4fc714f8ea04d0df1db44f11965";

/**
 * Runs every command that has `--json`, on a small tracker, so that as much as possible is printed that can be.
 * @returns the printed JSON, in the order in which the commands ran
 */
export async function jsonScenario(): Promise<Printed[]> {
  using dir = tree();
  const printed: Printed[] = [];
  const root = dir.folder("torrents");
  const old = dir.folder("old");
  const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(root, name), bytes);
  const show = plainTorrent(SHOW.name, SHOW.files, { private: true });
  const cwd = dir.root;
  const env: Record<string, string> = {};

  const ask = async (name: string, ...words: string[]) => {
    const given = [...name.split(" "), ...words];
    const { out, err } = await run([...given, "--json"], { cwd, env });
    if (out === "") throw new Error(`${given.join(" ")} printed nothing: ${err}`);
    const values = jsonLines(out);
    printed.push({ name, line: `reseeder ${[...given, "--json"].join(" ")}`, values });
    return values;
  };

  write("4711.torrent", show);
  write("4712.torrent", plainTorrent("Harvest.2024.1080p.mkv", 4_294_967_296));
  write("copy of 4711.torrent", show);
  write("broken.torrent", "d4:infod6:pieces3:abcee");
  await ask("inspect", "torrents/4711.torrent", "torrents/broken.torrent");
  await ask("paths add", "torrents", "old");
  await ask("settings set", "hash_duplicates_log", "1");
  rmSync(old, { recursive: true });
  await ask("scan");
  await ask("paths remove", "old");
  // Nobody seeds anything, until the user has made his report.
  let seeders = 0;
  await using tracker = new FakeHttpTracker(
    (hashes) => new Response(scrapeAnswer(hashes.map((hash) => [hash, [hash === NIGHT_TRAIN ? seeders : 0, 3]]))),
  );
  const trackers = ["http://127.0.0.1:1/announce", `${tracker.url}/announce`];
  await ask("scrape", ...trackers);
  await run(["settings", "set", "auth", "header"], { cwd });
  await askServer(dir.path("reseeder.db"));
  await run(["settings", "reset", "auth"], { cwd });
  seeders = 1;
  await ask("scrape", "--all", ...trackers);
  await ask("hand-outs");
  writeFileSync(
    join(cwd, "snatched.csv"),
    `12345,${NIGHT_TRAIN},2021-06-07T08:09:10Z\n12346,${NIGHT_TRAIN.slice(1)}\n`,
  );
  await ask("history import", "snatched.csv");
  await ask("history list", "12345");
  await ask("history remove", "12345");
  await ask("backup", "--keep", "1");
  // The name of a backup has its second in it.
  await Bun.sleep(1_001 - (Date.now() % 1_000));
  const [, , , ...made] = await ask("backup", "--keep", "1");
  const { file } = made.at(-1);
  await ask("backup --list");
  await ask("backup --verify", file.slice(cwd.length + 1));
  await ask("token create", "site", "--expires", "90d");
  await ask("token list");
  await ask("token revoke", "site");
  await ask("access forget", "--all");
  await ask("stats");
  await ask("stats --rejected");
  await ask("settings list");
  await ask("settings get", "backup_keep");
  await ask("settings reset", "hash_duplicates_log");
  await ask("paths list");
  await ask("torrents list", "--search", "night");
  await ask("torrents show", "external:4711");
  await ask("torrents flag", "external:4711", "12");
  await ask("torrents unflag", "id:1");
  await ask("torrents remove", NIGHT_TRAIN);
  renameSync(join(root, "4712.torrent"), dir.path("2"));
  await ask("torrents export", "torrents.tar");
  renameSync(dir.path("2"), join(root, "4712.torrent"));
  dir.write("more/4712.torrent", plainTorrent("Another.Harvest", 5));
  await ask("torrents import", "torrents", "more");
  await ask("torrents unremove", "external:4711");
  writeFileSync(join(cwd, "list.csv"), `${NIGHT_TRAIN},4711,1,3,2026-11-20T12:00:00Z\n{"end":1}\n`);
  writeFileSync(join(cwd, "empty.csv"), '{"end":0}\n');
  await ask("torrents sync", "empty.csv");
  await ask("torrents sync", "list.csv");
  await ask("torrents sync", "empty.csv");
  await ask("torrents sync", "list.csv");
  await ask("torrents show", "id:2");
  writeFileSync(join(cwd, "broken.csv"), "x");
  await run(["torrents", "sync", "broken.csv"], { cwd });
  await ask("stats");
  await ask("torrents sync --end");
  const fourth = plainTorrent("Fourth", 6_000_000);
  const site = [show, fourth, null].map((bytes, i) => {
    const hash = bytes ? parseMetainfo(bytes).infoHashV1 : null;
    return { id: 4711 + i, hash: hash ?? new Uint8Array(20), seeders: i, bytes };
  });
  Object.assign(env, sqliteSite(dir, site).env);
  await run(["settings", "set", "tracker", "sql"], { cwd });
  const nothing = dir.write("nothing.sql", SQLITE_QUERIES.replace("WHERE open", "WHERE 0"));
  await run(["settings", "set", "tracker_queries", nothing], { cwd });
  await ask("tracker sync");
  await run(["settings", "set", "tracker_queries", dir.path("site.sql")], { cwd });
  await ask("tracker check");
  await ask("tracker sync");
  await forgetting(cwd, env, () => ask("tracker sync"));
  await run(["settings", "reset", "tracker"], { cwd });
  await run(["torrents", "sync", "--end"], { cwd });
  await ask("doctor");
  printed.push(await watching(cwd, root));
  await matching(dir, ask);
  await ask("restore", file.slice(cwd.length + 1));
  await ask("wipe users", "--yes");
  await ask("wipe everything", "--backups", "--yes");
  const text = JSON.stringify(printed)
    .replaceAll(cwd, "/srv/tracker")
    .replaceAll(tracker.url, "https://tracker.example")
    .replaceAll(/qbittorrent:http:\/\/127\.0\.0\.1:\d{4,5}/g, "qbittorrent:http://127.0.0.1:8080")
    .replaceAll(/(?<!qbittorrent:)http:\/\/127\.0\.0\.1:\d{4,5}(?=")/g, "https://tracker.example");
  return JSON.parse(text) as Printed[];
}

/** A UDPT that has forgotten a flag. */
async function forgetting(cwd: string, env: Record<string, string>, ask: () => Promise<unknown>): Promise<void> {
  const udpt = new FakeUdpt();
  await using server = await ApiServer.start(udpt.answer);
  env["RESEEDER_TRACKER_TOKEN"] = UDPT_TOKEN;
  await run(["settings", "set", "tracker", "udpt"], { cwd });
  await run(["settings", "set", "tracker_url", server.url], { cwd });
  udpt.add(NIGHT_TRAIN, { is_flagged: true });
  await ask();
  udpt.restart();
  udpt.add("0".repeat(40));
  await ask();
}

/** A user's library against a tracker of its own: something ready, partial and near, and what is none of the user's. */
async function matching(dir: Tree, ask: (name: string, ...words: string[]) => Promise<unknown>): Promise<void> {
  const files = (name: string, sizes: readonly number[]) =>
    sizes.map((length, i) => ({ path: `${name}.S01E0${i + 1}.mkv`, length }));
  const theirs = dir.folder("theirs");
  const library = dir.folder("library");
  for (const [name, sizes] of [
    ["Harbour.Lights", [90_000, 80_000]],
    ["Northern.Line", [70_000, 60_000]],
    ["Salt", [50_000]],
    ["Other.People", [40_000]],
  ] as const) {
    const list = files(name, sizes);
    writeFileSync(join(theirs, `${name}.torrent`), buildTorrent({ name, files: list, pieceLength: 16_384 }));
    for (const [i, file] of list.entries()) {
      if (name === "Northern.Line" && i === 1) continue;
      const bytes = contentOf(file).slice();
      if (name === "Salt") bytes[20_000] = (bytes[20_000] ?? 0) ^ 1;
      if (name === "Other.People") bytes.fill(7);
      writeFileSync(join(library, name === "Harbour.Lights" && i === 0 ? "first.mkv" : file.path), bytes);
    }
  }
  const cwd = dir.root;
  await run(["scan", "theirs", "--db", "theirs.db"], { cwd });
  await run(["settings", "set", "min_file_size", "0", "--db", "theirs.db"], { cwd });
  const server = startServer({ path: dir.path("theirs.db"), host: "127.0.0.1", port: 0, log: () => {} });
  try {
    await ask("match", "library", "old", "--server", server.url, "--state", "match.db", "--all");
    await handingOver(dir, ask, ["--server", server.url, "--state", "match.db"]);
  } finally {
    await server.stop(1_000);
  }
}

/** What is ready goes to a client, and comes back, but for what the user put beside it. */
async function handingOver(
  dir: Tree,
  ask: (name: string, ...words: string[]) => Promise<unknown>,
  source: readonly string[],
): Promise<void> {
  using client = new FakeQBittorrent();
  const state = source.slice(-2);
  dir.folder("links");
  const give = () => ask("match", "library", ...source, "--link", "links", "--client", client.address, "--all");
  const addFile = () => {
    const [held] = [...client.torrents.values()];
    writeFileSync(join(held?.save_path ?? "", "mine.txt"), "");
  };
  await give();
  await ask("match unseeded", "library", "--client", client.address, ...state);
  addFile();
  await ask("match undo", ...state);
  rmSync(dir.path("links"), { recursive: true });
  dir.folder("links");
  await give();
  addFile();
  client.torrents.clear();
  await ask("match prune", ...state);
}

/** Matches and reports, for the statistics. */
async function askServer(path: string): Promise<void> {
  const server = startServer({ path, host: "127.0.0.1", port: 0, log: () => {} });
  try {
    const post = async (route: string, body: object) => {
      const headers = { "x-reseeder-user": "12345" };
      const response = await fetch(`${server.url}/match/${route}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return (await response.json()) as { matched_torrents: { info_hash: string }[] };
    };
    const files = SHOW.files.map(([name, size]) => ({ name, size }));
    const { matched_torrents } = await post("phase1", { files });
    const confirmed = matched_torrents.map(({ info_hash }) => ({ info_hash, pieces_verified: 12 }));
    await post("report", { confirmed, rejected: [] });
  } finally {
    await server.stop(1_000);
  }
}

/** Lets a watcher see one change of each kind, each as soon as the one before was told. */
async function watching(cwd: string, root: string): Promise<Printed> {
  const path = join(root, "3.torrent");
  const moved = join(root, "third.torrent");
  const away = `${root}-away`;
  const steps: [told: string, then: () => unknown][] = [
    ["swept", () => writeFileSync(path, plainTorrent("Third", 5_000_000))],
    ["added", () => renameSync(path, moved)],
    ["updated", () => rmSync(moved)],
    // The one before it is the other half of being moved.
    ["removed for good", () => writeFileSync(path, plainTorrent("Third", 5_000_000))],
    ["returned", () => writeFileSync(join(root, "4.torrent"), "no torrent")],
    ["rejected", () => renameSync(root, away)],
    ["root_lost", () => renameSync(away, root)],
    ["root_back", () => run(["paths", "remove", root], { cwd })],
    ["unwatched", () => {}],
    ["idle", () => stop.abort("SIGTERM")],
  ];
  const stop = new AbortController();
  const onOut = (text: string) => {
    for (const { type, missing } of jsonLines(text)) {
      if ((type === "removed" && missing ? "removed for good" : type) !== steps[0]?.[0]) continue;
      steps.shift()?.[1]();
    }
  };
  const { out } = await run(["watch", "--json"], { cwd, signal: stop.signal, onOut });
  return { name: "watch", line: "reseeder watch --json", values: jsonLines(out) };
}

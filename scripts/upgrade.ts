// Brings a database of 0.1.0 up to date and tells what that costs and whether anything is missing:
//   bun run upgrade [--torrents N]   as large as the tracker of docs/benchmarks.md unless told
// Builds 0.1.0 from the history, so it needs a clone that has one.
import { Database } from "bun:sqlite";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";
import { writeCorpus } from "./corpus.ts";

/** The last commit of 0.1.0. */
const FIRST_VERSION = "fe80fb6a246b69c552254390dd32a1a36736b01c";
const FILES_PER_TORRENT = 1_248_301 / 182_540;
/** Tables with another name since. */
const RENAMED: Readonly<Record<string, string>> = { claims: "leases" };
/** Whose rows are of the moment: who has the database open, and which counter is where. */
const PASSING = ["processes", "claims", "totals"];
/** The one row that an upgrade changes on purpose: a default that is another one now. */
const CHANGED = "WHERE NOT (key = 'auth_cache_seconds' AND value = '600')";

/** What an upgrade did. Sizes in bytes. */
export interface Upgrade {
  /** From the start of a command to its end. */
  seconds: number;
  /** Of the database with all that lay beside it. */
  before: number;
  after: number;
  /** The most that its folder had at any moment, its own copy included. */
  peak: number;
  /** The copy that the program made first. */
  kept: string[];
  /** Rows by table that were there before. */
  rows: Record<string, number>;
  /** Of these, by table, how many are not there any more, or not as they were. */
  lost: Record<string, number>;
  /** Rows of tables that differ between the old database and the copy that the program made of it. */
  notKept: Record<string, number>;
}

/**
 * Opens the database of an older version with a program, and compares it with what it was.
 * @param path in a folder of its own
 */
export async function upgrade(path: string, program: string): Promise<Upgrade> {
  const folder = join(path, "..");
  const before = sizeOf(folder);
  const old = mkdtempSync(join(tmpdir(), "reseeder-upgrade-old-"));
  try {
    const original = join(old, "old.db");
    // By SQLite, for what lies in the log beside it.
    using database = new Database(path);
    database.query("VACUUM INTO ?").run(original);
    database.close();
    let peak = before;
    const started = performance.now();
    const child = Bun.spawn([program, "stats", "--db", path], { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
    const timer = setInterval(() => {
      peak = Math.max(peak, sizeOf(folder));
    }, 10);
    const code = await child.exited;
    clearInterval(timer);
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`${program} stats ended with ${code}: ${await new Response(child.stderr).text()}`);
    const kept = readdirSync(folder).filter((name) => name.includes(".before-upgrade-"));
    const [copy] = kept;
    return {
      ...{ seconds, before, after: statSync(path).size, peak, kept },
      rows: compare(original, original, "count"),
      lost: compare(original, path),
      notKept: copy === undefined ? { all: 1 } : compare(original, join(folder, copy)),
    };
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

/** Rows by table of `old` that `now` has not got, or all where they are only to be counted; tables without any are left out. */
function compare(old: string, now: string, what: "lost" | "count" = "lost"): Record<string, number> {
  using database = new Database(now, { readonly: true });
  database.query("ATTACH ? AS old").run(old);
  const tables = database
    .query<{ name: string }, []>(
      "SELECT name FROM old.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name",
    )
    .all();
  const entries = tables
    .filter(({ name }) => !PASSING.includes(name))
    .map(({ name }): [string, number] => {
      const columns = database
        .query<{ name: string }, [string]>("SELECT name FROM pragma_table_info(?, 'old')")
        .all(name)
        .map((column) => `"${column.name}"`);
      const rows = `SELECT ${columns} FROM old."${name}" ${name === "settings" ? CHANGED : ""}`;
      const less = what === "count" ? "" : `EXCEPT SELECT ${columns} FROM main."${RENAMED[name] ?? name}"`;
      const sql = `SELECT count(*) AS n FROM (${rows} ${less})`;
      return [name, database.query<{ n: number }, []>(sql).get()?.n ?? 0];
    });
  return Object.fromEntries(entries.filter(([, n]) => n > 0));
}

function sizeOf(folder: string): number {
  return readdirSync(folder)
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Builds the program of a commit in `folder`; answers its path. */
function buildOld(folder: string): string {
  mkdirSync(folder);
  const archive = Bun.spawnSync(["git", "-C", ROOT, "archive", FIRST_VERSION]);
  if (!archive.success) throw new Error(`This clone has no commit ${FIRST_VERSION}: git fetch --unshallow`);
  must(["tar", "-x", "-C", folder], { stdin: archive.stdout });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  must([process.execPath, "scripts/build.ts"], { cwd: folder });
  return join(folder, "dist/reseeder");
}

/** A database as that version had it after a while: index and search, settings, a token, histories, requests, a report. */
async function makeOld(program: string, folder: string, torrents: string): Promise<string> {
  mkdirSync(folder);
  const path = join(folder, "reseeder.db");
  const reseeder = (...words: string[]) => must([program, ...words, "--db", path], {});
  reseeder("scan", torrents);
  reseeder("settings", "set", "min_file_size", "1000");
  reseeder("settings", "set", "announce_urls", "https://tracker.example/{passkey}/announce");
  reseeder("token", "create", "site", "--scope", "manage");
  using index = new Database(path, { readonly: true });
  const hashes = index.query<{ hash: string }, []>("SELECT lower(hex(info_hash_v1)) AS hash FROM torrents").all();
  const history = join(folder, "..", "history.csv");
  await Bun.write(history, hashes.map(({ hash }, i) => `${i % 5_000},${hash},${1_600_000_000 + i}\n`).join(""));
  reseeder("history", "import", history);
  const child = Bun.spawn([program, "serve", "--port", "0", "--db", path], { stdout: "pipe", stderr: "ignore" });
  try {
    const url = await listening(child.stdout);
    const post = async (call: string, body: unknown) => {
      const response = await fetch(new URL(call, url), { method: "POST", body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${call} answered ${response.status}: ${await response.text()}`);
    };
    const passkey = "0123456789abcdef0123456789abcdef";
    for (let size = 1_000_000; size < 1_000_500; size++) {
      await post("match/phase1", { user_id: "12345", passkey, files: [{ name: "a.mkv", size }] });
    }
    const confirmed = hashes.slice(0, 1).map(({ hash }) => ({ info_hash: hash, pieces_verified: 12 }));
    await post("match/report", { user_id: "12345", confirmed, rejected: [] });
    const searchable = index.query<{ n: number }, []>("SELECT count(*) AS n FROM totals WHERE searchable = 0");
    const last = index.query<{ done: number }, []>(
      "SELECT searchable >= (SELECT max(id) FROM torrents) AS done FROM totals",
    );
    while (searchable.get()?.n !== 0 || last.get()?.done !== 1) await Bun.sleep(200);
  } finally {
    child.kill("SIGTERM");
    await child.exited;
  }
  return path;
}

async function listening(stream: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  for await (const chunk of stream) {
    said += Buffer.from(chunk).toString();
    const url = /Listening on (\S+) /.exec(said)?.[1];
    if (url) return url;
  }
  throw new Error(`serve ended: ${said}`);
}

function must(words: string[], options: { cwd?: string; stdin?: Uint8Array }): void {
  const { exitCode, stderr } = Bun.spawnSync(words, { stdin: "ignore", stdout: "ignore", ...options });
  if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}: ${stderr}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { torrents: { type: "string", default: "182540" } } });
  const torrents = Number(values.torrents);
  const folder = mkdtempSync(join(tmpdir(), "reseeder-upgrade-"));
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  try {
    const program = join(folder, "reseeder");
    await build({ outfile: program, version: await packageVersion(), commit: currentCommit() });
    const old = buildOld(join(folder, "old"));
    writeCorpus(join(folder, "torrents"), 1, { torrents, files: Math.round(torrents * FILES_PER_TORRENT) }, "hashed");
    const path = await makeOld(old, join(folder, "data"), join(folder, "torrents"));
    const result = await upgrade(path, program);
    console.log(`${torrents} torrents, rows: ${JSON.stringify(result.rows)}`);
    console.log(`upgraded in ${result.seconds.toFixed(1)} s`);
    console.log(`before ${mb(result.before)}, after ${mb(result.after)}, at most ${mb(result.peak)} with its copy`);
    console.log(`kept: ${result.kept.join(", ")}`);
    console.log(`lost: ${JSON.stringify(result.lost)}, not in the copy: ${JSON.stringify(result.notKept)}`);
    if (Object.keys({ ...result.lost, ...result.notKept }).length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();

// All commands at once on one database, some of them killed every second, while a client asks and somebody works in the
// folder; in the end nothing may be lost or wrong:
//   bun run soak [--minutes N] [--seed S] [--program FILE]
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "./build.ts";
import { Random } from "./corpus/random.ts";
import { Client } from "./soak/client.ts";
import { Fleet, type Member } from "./soak/fleet.ts";
import { Folder } from "./soak/folder.ts";
import { checkDatabase, differences, holdLock, readIndex } from "./soak/index-state.ts";

export interface SoakOptions {
  /** The compiled program. */
  program: string;
  seconds: number;
  /** Decides who is killed, what is asked and what changes; not when which process gets its turn. */
  seed: number;
  /** Torrents in the folder, about. */
  torrents?: number;
  /** Also the dashboard, on a terminal that script(1) makes. */
  tui?: boolean;
  /** Told what happens, a line at a time. */
  say?: (line: string) => void;
}

export interface SoakResult {
  /** What is wrong; nothing, if all is well. */
  faults: string[];
  runs: Record<string, number>;
  kills: Record<string, number>;
  client: Client["counts"];
  folder: Folder["counts"];
  /** Lines of the logs that tell of a wait for the database: allowed, for nobody was refused anything. */
  waits: number;
  /** Seconds until the index was as the folder by watching alone. */
  settledAfter: number | null;
}

const SETTLE_MS = 60_000;
const BUSY = /SQLITE_BUSY|DATABASE_LOCKED|database is locked/;

/** Runs everything for so many seconds and looks at what is left. */
export async function soak({
  program,
  seconds,
  seed,
  torrents = 300,
  tui = false,
  say = () => {},
}: SoakOptions): Promise<SoakResult> {
  const home = mkdtempSync(join(tmpdir(), "reseeder-soak-"));
  const path = join(home, "reseeder.db");
  const random = new Random(seed);
  const faults: string[] = [];
  let waits = 0;
  try {
    mkdirSync(join(home, "torrents"));
    const folder = new Folder(join(home, "torrents"), seed, new Random(seed, 1), torrents);
    const port = await freePort();
    const onLine = (name: string) => (line: string) => {
      const level = /"level":"(\w+)"/.exec(line)?.[1];
      if (BUSY.test(line))
        level === "warn" || level === "debug" ? waits++ : faults.push(`${name}: ${line.slice(0, 400)}`);
      else if (level === "error") faults.push(`${name}: ${line.slice(0, 400)}`);
    };
    const run = (...words: string[]) => Bun.spawnSync([program, ...words, "--db", path], { cwd: home });
    const first = run("scan", folder.path);
    if (first.exitCode !== 0) throw new Error(`the first scan ended with ${first.exitCode}: ${first.stderr}`);

    const fleet = new Fleet(members({ program, path, port, tui }, onLine), home);
    const client = new Client(`http://127.0.0.1:${port}`, folder, new Random(seed, 2));
    const ids = new Map<string, number>();
    let going = true;
    const every = async (low: number, high: number, action: () => unknown) => {
      while (going) {
        await action();
        await Bun.sleep(random.integer(low, high));
      }
    };
    const asking = Array.from({ length: 3 }, () => every(0, 20, () => client.act()));
    const others = [
      every(5, 60, () => folder.change()),
      every(300, 1_500, () => fleet.killOne(random)),
      every(300, 900, () => holdLock(path, random.integer(20, 300))),
      every(500, 1_500, () => faults.push(...movedIds(path, ids))),
    ];
    const begun = Date.now();
    while (Date.now() - begun < seconds * 1000) {
      await Bun.sleep(Math.min(10_000, seconds * 1000 - (Date.now() - begun)));
      say(`${Math.round((Date.now() - begun) / 1000)} s: ${JSON.stringify({ ...fleet.kills, ...client.counts })}`);
    }
    going = false;
    await Promise.all([...asking, ...others]);

    // What goes round and round ends; serve and watch stay, and nothing but watch changes the index any more.
    await fleet.stop(["scan", "backup", "stats"], null);
    for (let i = 0; i < torrents / 5; i++) {
      // What happens while it is away it has to find out when it is back.
      if (i === 20) fleet.kill("watch");
      folder.change();
    }
    const settledAfter = await settle(path, folder);
    if (settledAfter === null) {
      faults.push(...differences(readIndex(path), folder.files).map((line) => `after watching: ${line}`));
    }
    const last = run("scan");
    if (last.exitCode !== 0)
      faults.push(`the last scan ended with ${last.exitCode}: ${last.stderr.toString().slice(0, 400)}`);
    faults.push(...differences(readIndex(path), folder.files).map((line) => `after the last scan: ${line}`));
    faults.push(...movedIds(path, ids));
    await fleet.stop(["serve", "watch", ...(tui ? ["tui"] : [])], "SIGTERM");
    await fleet.ended();
    faults.push(...checkDatabase(path, client.acknowledged), ...client.faults, ...fleet.faults);
    const backups = readdirSync(join(home, "backups")).filter((name) => name.endsWith(".db"));
    for (const name of backups) {
      const { exitCode, stderr } = Bun.spawnSync([
        program,
        "backup",
        "--verify",
        join(home, "backups", name),
        "--db",
        path,
      ]);
      if (exitCode !== 0) faults.push(`the backup ${name} is unusable: ${stderr}`);
    }
    if (backups.length === 0) faults.push("there is no backup");
    return {
      faults,
      runs: fleet.runs,
      kills: fleet.kills,
      client: client.counts,
      folder: folder.counts,
      waits,
      settledAfter,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

interface Setting {
  program: string;
  path: string;
  port: number;
  tui: boolean;
}

function members({ program, path, port, tui }: Setting, onLine: (name: string) => Member["onLine"]): Member[] {
  const member = (name: string, lasts: boolean, allowed: number[], pauseMs: number, ...words: string[]): Member => {
    return { name, command: [program, name, "--db", path, ...words], lasts, allowed, pauseMs, onLine: onLine(name) };
  };
  const screen = member("tui", true, [0, 143], 10);
  return [
    member("serve", true, [0, 143], 10, "--port", String(port)),
    member("watch", true, [0, 143], 10),
    // 3: a file was gone, or half written, when it was to be read.
    member("scan", false, [0, 3], 700, "--json"),
    member("backup", false, [0], 900, "--json", "--keep", "2"),
    member("stats", false, [0], 400, "--json"),
    ...(tui ? [{ ...screen, command: ["script", "-qfec", screen.command.join(" "), "/dev/null"] }] : []),
  ];
}

/** Ids that are others than before; notes the new ones. */
function movedIds(path: string, known: Map<string, number>): string[] {
  const moved: string[] = [];
  for (const [hash, id] of readIndex(path).ids) {
    const before = known.get(hash);
    if (before !== undefined && before !== id) moved.push(`${hash} had the id ${before} and has ${id}`);
    known.set(hash, id);
  }
  return moved;
}

/** Seconds until the index is as the folder; null when it does not become so. */
async function settle(path: string, { files }: Folder): Promise<number | null> {
  const begun = Date.now();
  while (Date.now() - begun < SETTLE_MS) {
    if (differences(readIndex(path), files).length === 0) return (Date.now() - begun) / 1000;
    await Bun.sleep(100);
  }
  return null;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      program: { type: "string", default: join(ROOT, "dist/reseeder") },
    },
  });
  const seconds = Number(values.minutes) * 60;
  const result = await soak({
    program: values.program,
    seconds,
    seed: Number(values.seed),
    torrents: 3_000,
    tui: Bun.which("script") !== null,
    say: (line) => console.log(line),
  });
  const { faults, ...counts } = result;
  console.log(JSON.stringify(counts, null, 2));
  for (const fault of faults.slice(0, 50)) console.log(`FAULT ${fault}`);
  console.log(faults.length === 0 ? "All is well." : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

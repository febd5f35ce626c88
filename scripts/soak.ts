// All commands at once on one database, some of them killed every second, while a client asks, somebody works in the
// folder, a tracker puts torrents, histories and counts in, and settings change; in the end nothing may be lost or wrong:
//   bun run soak [--minutes N] [--seed S] [--program FILE]

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../tests/support/free-port.ts";
import { PATIENCE_MS } from "../tests/support/patience.ts";
import { ROOT } from "./build.ts";
import { Random } from "./corpus/random.ts";
import { aftermath } from "./soak/aftermath.ts";
import { Client } from "./soak/client.ts";
import { missed } from "./soak/findable.ts";
import { Fleet } from "./soak/fleet.ts";
import { Folder } from "./soak/folder.ts";
import { Holdings } from "./soak/holdings.ts";
import { ArchiveDelivery, HistoryDelivery } from "./soak/imports.ts";
import { countUnindexed, differences, holdLock, readIndex } from "./soak/index-state.ts";
import { change } from "./soak/kept-state.ts";
import { members, ROUNDS } from "./soak/members.ts";
import { Pusher } from "./soak/pusher.ts";
import { startTracker } from "./soak/tracker.ts";

export interface SoakOptions {
  /** The compiled program. */
  program: string;
  seconds: number;
  /** Goes on after those seconds until all of these have happened so often, on however slow a machine. */
  atLeast?: SoakCounts;
  /** Decides who is killed, what is asked and what changes; not when which process gets its turn. */
  seed: number;
  /** Torrents in the folder, about. */
  torrents?: number;
  /** Also the dashboard, on a terminal that script(1) makes. */
  tui?: boolean;
  /** Told what happens, a line at a time. */
  say?: (line: string) => void;
}

/** How often things happened. */
export interface SoakCounts {
  kills: number;
  reports: number;
  matched: number;
  pushed: number;
  swarms: number;
  torrents: number;
  history: number;
}

export interface SoakResult {
  /** What is wrong; nothing, if all is well. */
  faults: string[];
  runs: Record<string, number>;
  kills: Record<string, number>;
  client: Client["counts"];
  pusher: Pusher["counts"];
  /** Torrents that were put in, by whatever way, and lines of histories. */
  kept: { torrents: number; history: number };
  folder: Folder["counts"];
  /** Lines of the logs that tell of a wait for the database: allowed, for nobody was rejected anything. */
  waits: number;
  /** Seconds until the index was as the folder by watching alone. */
  settledAfter: number | null;
}

const SETTLE_MS = PATIENCE_MS;
/** Torrents that are asked for by their files and words in the end. */
const ASKED = 300;
const BUSY = /SQLITE_BUSY|DATABASE_LOCKED|database is locked/;

/** Runs everything for so many seconds and looks at what is left. */
export async function soak({
  program,
  seconds,
  atLeast,
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
  const tracker = startTracker(new Random(seed, 3));
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

    // Without the name of a user nothing is handed to anybody.
    for (const [key, value] of Object.entries({ auth: "header", scrape_pause_ms: "5" }))
      run("settings", "set", key, value);
    const token = run("token", "create", "soak", "--scope", "manage").stdout.toString().trim();

    const url = `http://127.0.0.1:${port}`;
    const holdings = new Holdings(seed + 1);
    const histories = new HistoryDelivery(home, folder, new Random(seed, 4));
    const deliveries = { import: new ArchiveDelivery(home, holdings), history: histories };
    const fleet = new Fleet(members({ program, path, port, tracker: tracker.url, deliveries, tui }, onLine), home);
    const client = new Client(url, folder, new Random(seed, 2));
    const pusher = new Pusher(url, token, holdings, folder, new Random(seed, 5));
    const compare = () => differences(readIndex(path), folder.files, holdings.states());
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
      every(0, 40, () => pusher.act()),
      every(200, 900, () => change(path, random.pick(["anonymize_users", "log_retention_days"]), random.integer(0, 1))),
      every(5, 60, () => folder.change()),
      every(300, 1_500, () => fleet.killOne(random)),
      every(300, 900, () => holdLock(path, random.integer(20, 300))),
      every(500, 1_500, () => faults.push(...movedIds(path, ids))),
    ];
    const begun = Date.now();
    const reached = (): boolean => {
      const { reports, matched } = client.counts;
      const { pushed, swarms } = pusher.counts;
      const kills = Object.values(fleet.kills).reduce((sum, count) => sum + count, 0);
      const kept = { torrents: holdings.pushed.size, history: histories.kept.size };
      const so: SoakCounts = { kills, reports, matched, pushed, swarms, ...kept };
      return Object.entries(atLeast ?? {}).every(([name, least]) => so[name as keyof SoakCounts] >= least);
    };
    while (Date.now() - begun < seconds * 1000 || !reached()) {
      await Bun.sleep(Math.max(200, Math.min(10_000, seconds * 1000 - (Date.now() - begun))));
      say(`${Math.round((Date.now() - begun) / 1000)} s: ${JSON.stringify({ ...fleet.kills, ...client.counts })}`);
    }
    going = false;
    await Promise.all([...asking, ...others]);

    // What goes round and round ends; serve and watch stay, and nothing but watch changes the index any more.
    await fleet.stop([...ROUNDS, ...Object.keys(deliveries)], null);
    // What a killed one has left half done is for serve to finish, which itself is killed once more.
    for (const delivery of Object.values(deliveries).filter(({ open }) => open)) {
      const { exitCode, stderr } = run(...delivery.next());
      delivery.ended(exitCode);
      if (exitCode !== 0) faults.push(`the last ${delivery.next()} ended with ${exitCode}: ${stderr}`);
    }
    const pushing = Promise.all(Array.from({ length: 10 }, () => pusher.act()));
    fleet.kill("serve");
    await pushing;
    if (!(await within(SETTLE_MS, () => countUnindexed(path) === 0))) faults.push("torrents stay half indexed");
    for (let i = 0; i < torrents / 5; i++) {
      // What happens while it is away it has to find out when it is back.
      if (i === 20) fleet.kill("watch");
      folder.change();
    }
    const settling = Date.now();
    const isSettled = await within(SETTLE_MS, () => compare().length === 0);
    const settledAfter = isSettled ? (Date.now() - settling) / 1000 : null;
    if (settledAfter === null) faults.push(...compare().map((line) => `after watching: ${line}`));
    const last = run("scan");
    if (last.exitCode !== 0)
      faults.push(`the last scan ended with ${last.exitCode}: ${last.stderr.toString().slice(0, 400)}`);
    faults.push(...compare().map((line) => `after the last scan: ${line}`));
    faults.push(...movedIds(path, ids));
    faults.push(...(await missed(url, token, holdings.some(random, ASKED), client.handed)));
    await fleet.stop(["serve", "watch", ...(tui ? ["tui"] : [])], "SIGTERM");
    await fleet.ended();
    faults.push(...client.faults, ...pusher.faults, ...fleet.faults);
    const { acknowledged, confirmed, handed } = client;
    const kept = { holdings, history: histories.kept, confirmed, handed, revived: pusher.counts.revived };
    faults.push(...(await aftermath({ program, home, path, tracker: tracker.url, acknowledged, kept })));
    return {
      faults,
      runs: fleet.runs,
      kills: fleet.kills,
      client: client.counts,
      pusher: pusher.counts,
      kept: { torrents: holdings.pushed.size, history: histories.kept.size },
      folder: folder.counts,
      waits,
      settledAfter,
    };
  } finally {
    await tracker.stop();
    rmSync(home, { recursive: true, force: true });
  }
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

/** Whether something came true in so many milliseconds. */
async function within(ms: number, isSo: () => boolean): Promise<boolean> {
  for (const begun = Date.now(); Date.now() - begun < ms; await Bun.sleep(100)) if (isSo()) return true;
  return false;
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

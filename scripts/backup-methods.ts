// Compares ways to copy a database while another process writes and a third one reads:
//   bun scripts/backup-methods.ts [--torrents N] [--runs N] [--seconds S]
// Prints, for each way: how long it took, processor time, restarts, growth of the log, and what writer and reader felt.
import { Database } from "bun:sqlite";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { toRecord } from "../src/core/content/record.ts";
import { encodePath } from "../src/core/path-bytes.ts";
import { parseMetainfo } from "../src/core/torrent/parse.ts";
import { PostingsBuffer } from "../src/store/index/postings-buffer.ts";
import { Store } from "../src/store/store.ts";
import { generateTorrent } from "./corpus.ts";

/** `steps`: SQLite's online backup, 1,000 pages a step. `held`: the same inside one read transaction, as `backup` does it. */
const WAYS = ["nothing", "VACUUM INTO", "steps", "held"] as const;
const PAGES_PER_STEP = 1_000;

function makeDatabase(path: string, torrents: number): void {
  const options = { torrents, files: Math.round(torrents * 6.8385), small: true };
  const store = Store.open(path, { create: true });
  const root = store.write(() => store.roots.register("/srv/torrents", 0));
  const rows = new PostingsBuffer(store);
  for (let start = 0; start < torrents; start += 1_024) {
    store.write((writer) => {
      for (let i = start; i < Math.min(torrents, start + 1_024); i++) {
        const { bytes } = generateTorrent(1, i, options);
        const metainfo = parseMetainfo(bytes);
        const record = toRecord(metainfo);
        const { id } = writer.keep(record);
        rows.add(id, record);
        const stamp = { size: bytes.length, mtimeS: 1, mtimeNs: 1, inode: i };
        writer.upsert(root.id, encodePath(`${i}.torrent`), stamp, { id, infoOffset: metainfo.info.start });
      }
    });
  }
  for (const _ of rows.flush());
  store.close();
}

/** Writes or reads until it is told to stop; prints the 50th and 99th percentile and the maximum in milliseconds. */
async function load(kind: string, path: string): Promise<void> {
  const database = new Database(path);
  for (const pragma of ["busy_timeout = 10000", "wal_autocheckpoint = 4000", "synchronous = NORMAL"]) {
    database.run(`PRAGMA ${pragma}`);
  }
  const highest = database.query<{ n: number }, []>("SELECT max(id) AS n FROM torrents").get()?.n ?? 1;
  const any = () => 1 + Math.floor(Math.random() * highest);
  const log = database.query(
    `INSERT INTO requests (at, method, path, status, duration_us, bytes_in, bytes_out) VALUES (0, 'GET', '/', 200, 1, 1, 1)`,
  );
  const update = database.query("UPDATE torrents SET seeders = ? WHERE id = ?");
  const get = database.query("SELECT id, name, file_count FROM torrents WHERE id = ?");
  const times: number[] = [];
  let running = true;
  process.on("SIGTERM", () => {
    running = false;
  });
  console.log("ready");
  while (running) {
    const start = performance.now();
    if (kind === "write") {
      database
        .transaction(() => {
          for (let i = 0; i < 50; i++) [log.run(), update.run(i, any())];
        })
        .immediate();
    } else for (let i = 0; i < 200; i++) get.get(any());
    times.push(performance.now() - start);
    await Bun.sleep(5);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
  console.log(`${at(0.5)} / ${at(0.99)} / ${at(1)}`);
}

async function copy(way: (typeof WAYS)[number], path: string, target: string, seconds: number): Promise<string> {
  if (way === "nothing") {
    await Bun.sleep(seconds * 1_000);
    return "";
  }
  const before = process.cpuUsage();
  const start = performance.now();
  let restarts = 0;
  let ended = true;
  if (way === "VACUUM INTO") {
    const database = new Database(path, { readonly: true });
    database.run("VACUUM INTO ?", [target]);
    database.close();
  } else {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    if (way === "held") database.exec("BEGIN; SELECT count(*) FROM totals");
    let last = Number.POSITIVE_INFINITY;
    const progress = ({ remainingPages }: { remainingPages: number }) => {
      if (remainingPages > last) restarts++;
      last = remainingPages;
      if (performance.now() - start > seconds * 1_000) throw new Error("not done in time");
    };
    await backup(database, target, { rate: PAGES_PER_STEP, progress }).catch(() => {
      ended = false;
    });
    database.close();
  }
  const { user, system } = process.cpuUsage(before);
  const took = ended ? `${Math.round(performance.now() - start)} ms` : `not done in ${seconds} s`;
  const size = ended ? `${(statSync(target).size / 1e6).toFixed(1)} MB` : "-";
  return `${took}, processor ${Math.round((user + system) / 1000)} ms, ${restarts} restarts, copy ${size}`;
}

async function measure(way: (typeof WAYS)[number], source: string, folder: string, seconds: number): Promise<void> {
  const [path, target] = [join(folder, "live.db"), join(folder, "copy.db")];
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
  rmSync(target, { force: true });
  copyFileSync(source, path);
  const children = ["write", "read"].map((kind) =>
    Bun.spawn([process.execPath, import.meta.path, "--load", kind, "--path", path], { stdout: "pipe" }),
  );
  const readers = children.map((child) => child.stdout.getReader());
  for (const reader of readers) await reader.read();
  const said = await copy(way, path, target, seconds);
  const log = (statSync(`${path}-wal`).size / 1e6).toFixed(1);
  for (const child of children) child.kill("SIGTERM");
  const felt = await Promise.all(
    readers.map(async (reader) => new TextDecoder().decode((await reader.read()).value).trim()),
  );
  console.log(
    `${way.padEnd(11)} ${said}${said && "; "}log ${log} MB; writes ${felt[0]} ms, reads ${felt[1]} ms (p50 / p99 / max)`,
  );
}

const { values } = parseArgs({
  options: {
    torrents: { type: "string", default: "182540" },
    runs: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    load: { type: "string" },
    path: { type: "string", default: "" },
  },
});
if (values.load !== undefined) await load(values.load, values.path);
else {
  const folder = mkdtempSync(join(tmpdir(), "backup-methods-"));
  try {
    const source = join(folder, "source.db");
    makeDatabase(source, Number(values.torrents));
    console.log(`${values.torrents} torrents, ${(statSync(source).size / 1e6).toFixed(1)} MB`);
    for (let i = 0; i < Number(values.runs); i++) {
      for (const way of WAYS) await measure(way, source, folder, Number(values.seconds));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, statSync, writeFileSync } from "node:fs";
import { dumpIndex, idsByHash } from "../../support/dump.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

const MAIN = new URL("../../../src/main.ts", import.meta.url).pathname;
const FILES = 2_000;
const KNOWN = 200;

let dir: Tree;
let clean: Record<string, unknown[]>;

/** The files of one index: some known before, many new, some broken, and a few that are gone since. */
beforeAll(async () => {
  dir = tree();
  dir.folder("t");
  for (let i = 0; i < KNOWN; i++)
    writeFileSync(
      dir.path(`t/${i}.torrent`),
      plainTorrent(`t${i}`, [
        ["a", i + 1],
        ["b", 7],
      ]),
    );
  await run(["scan", "t", "--db", "before.db"], { cwd: dir.root });
  for (let i = 0; i < 20; i++) dir.remove(`t/${i}.torrent`);
  for (let i = KNOWN; i < FILES; i++) {
    const bytes =
      i % 100 === 0
        ? "broken"
        : plainTorrent(`t${i}`, [
            ["a", i + 1],
            ["b", 7],
          ]);
    writeFileSync(dir.path(`t/${i}.torrent`), bytes);
  }
  copyFileSync(dir.path("before.db"), dir.path("clean.db"));
  expect((await run(["scan", "--db", "clean.db"], { cwd: dir.root })).code).toBe(3);
  clean = dumpIndex(dir.path("clean.db"));
  expect(clean["torrents"]).toHaveLength(FILES - (FILES - KNOWN) / 100);
});

afterAll(() => dir[Symbol.dispose]());

type Moment = { line: number } | { walBytes: number };

/** Runs a scan in a process of its own and kills it when a line is out or the write-ahead log has grown so far. */
async function killedScan(moment: Moment): Promise<{ killed: boolean; lines: number }> {
  const child = Bun.spawn([process.execPath, MAIN, "scan", "--db", "x.db", "--json"], {
    cwd: dir.root,
    env: { PATH: process.env["PATH"] ?? "", HOME: dir.root },
    stdout: "pipe",
    stderr: "ignore",
  });
  let lines = 0;
  const reading = (async () => {
    for await (const chunk of child.stdout) {
      lines += Buffer.from(chunk).filter((byte) => byte === 0x0a).length;
      if ("line" in moment && lines >= moment.line) child.kill("SIGKILL");
    }
  })();
  if ("line" in moment && moment.line === 0) child.kill("SIGKILL");
  while ("walBytes" in moment && child.exitCode === null && child.signalCode === null) {
    const size = statSync(dir.path("x.db-wal"), { throwIfNoEntry: false })?.size ?? 0;
    if (size >= moment.walBytes) child.kill("SIGKILL");
    await Bun.sleep(1);
  }
  await Promise.all([reading, child.exited]);
  return { killed: child.signalCode === "SIGKILL", lines };
}

test.each<[Moment]>([
  [{ line: 0 }],
  [{ line: 1 }],
  [{ line: 2 }],
  [{ line: 12 }],
  [{ walBytes: 50_000 }],
  [{ walBytes: 250_000 }],
  [{ walBytes: 400_000 }],
  [{ walBytes: 600_000 }],
])("killed at %j: nothing known is lost, and the next scan ends where an undisturbed one does", async (moment) => {
  for (const suffix of ["-wal", "-shm"]) dir.remove(`x.db${suffix}`);
  copyFileSync(dir.path("before.db"), dir.path("x.db"));
  const before = idsByHash(dir.path("x.db"));
  const { killed } = await killedScan(moment);
  // A machine so fast that the scan was over first: what follows must hold all the same.
  if (!killed) console.warn(`the scan had ended before ${JSON.stringify(moment)}`);
  const database = new Database(dir.path("x.db"));
  expect(database.query("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  database.close();
  const between = idsByHash(dir.path("x.db"));
  for (const [hash, id] of before) expect(between.get(hash)).toBe(id);
  expect((await run(["scan", "--db", "x.db", "--strict"], { cwd: dir.root })).code).toBe(3);
  const after = idsByHash(dir.path("x.db"));
  for (const [hash, id] of between) expect(after.get(hash)).toBe(id);
  expect(dumpIndex(dir.path("x.db"))).toEqual(clean);
});

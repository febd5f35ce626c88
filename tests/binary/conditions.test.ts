import { Database } from "bun:sqlite";
import { afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, chownSync, copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { BUILD_TIMEOUT, binary, type Ended, runProgram } from "../support/binary.ts";
import { Disk, MAY_MOUNT } from "../support/mount.ts";
import { describeWith, testWith } from "../support/needs.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { jsonLines } from "../support/run.ts";
import { type Tree, tree } from "../support/tree.ts";
import { UNPRIVILEGED } from "../support/unprivileged.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(BUILD_TIMEOUT);

const FILES = 30;
/** More than a small disk has room for. */
const MORE = 1_000;
let program: string;
let dir: Tree;

beforeAll(async () => {
  program = await binary();
});

beforeEach(async () => {
  dir = tree();
  for (let i = 0; i < FILES; i++) dir.write(`t/${i}.torrent`, plainTorrent(`t${i}`, i + 1));
  expect((await reseeder("scan", "t")).code).toBe(0);
});

afterEach(() => dir[Symbol.dispose]());

const reseeder = (...args: string[]): Promise<Ended> => runProgram(program, args, { cwd: dir.root });

function writeMore(): void {
  for (let i = 0; i < MORE; i++)
    dir.write(`more/${i}.torrent`, plainTorrent(`${"long name ".repeat(20)}${i}`, i + 100));
}

/** An error as a user meets it: the sentence, what to try, no stack. */
function expectError({ code, err }: Ended, exit: number, says: RegExp, hint: RegExp): void {
  expect([code, err]).toEqual([exit, expect.stringMatching(/^(Scanning .*\n)?reseeder: .+\nTry: .+\n$/)]);
  expect(err).toMatch(says);
  expect(err).toMatch(hint);
}

async function offered(db = "reseeder.db"): Promise<number> {
  const { out } = await reseeder("stats", "--json", "--db", db);
  return jsonLines(out)[0].torrents;
}

/** `serve` in a process of its own; `using` ends it. */
class Serving implements AsyncDisposable {
  private constructor(
    readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">,
    readonly url: string,
  ) {}

  static async start(...args: string[]): Promise<Serving> {
    const child = Bun.spawn([program, "serve", "--port", "0", ...args], {
      cwd: dir.root,
      env: { HOME: dir.root },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    let text = "";
    for await (const chunk of child.stdout) {
      text += new TextDecoder().decode(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url) return new Serving(child, url);
    }
    throw new Error(`serve ended: ${text}${await new Response(child.stderr).text()}`);
  }

  get port(): string {
    return new URL(this.url).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill();
    await this.child.exited;
  }
}

describeWith(MAY_MOUNT, "right to mount")("a full disk", () => {
  test("stops a scan with a clear word; with room again the next one does the rest", async () => {
    using disk = new Disk(dir, 512);
    const db = `${disk.path}/reseeder.db`;
    copyFileSync(dir.path("reseeder.db"), db);
    writeMore();
    const stopped = await reseeder("scan", "more", "--db", db);
    expectError(stopped, 1, /the disk is full/, /Free some disk space/);
    expect(await offered(db)).toBeGreaterThanOrEqual(FILES);
    disk.resize(65_536);
    const { code } = await reseeder("scan", "--db", db);
    expect(code).toBe(0);
    expect(await offered(db)).toBe(FILES + MORE);
  });

  test("leaves serve answering; a report that cannot be stored is not taken for stored", async () => {
    using disk = new Disk(dir, 2_048);
    const db = `${disk.path}/reseeder.db`;
    copyFileSync(dir.path("reseeder.db"), db);
    await using serving = await Serving.start("--db", db);
    const report = () =>
      fetch(`${serving.url}/match/report`, { method: "POST", body: JSON.stringify({ notes: "x".repeat(200_000) }) });
    const statuses: number[] = [];
    for (let i = 0; i < 30 && statuses.at(-1) !== 503; i++) statuses.push((await report()).status);
    expect(statuses.at(-1)).toBe(503);
    const body = JSON.stringify({ phase: 1, files: [{ name: "t5", size: 6 }] });
    const answer = await fetch(`${serving.url}/match/phase1`, { method: "POST", body });
    expect((await answer.json()) as object).toMatchObject({ status: "ok", matched_files_count: 1 });
    expect((await fetch(`${serving.url}/health`)).status).toBe(200);
    disk.resize(65_536);
    expect((await report()).status).toBe(200);
    const stored = statuses.filter((status) => status === 200).length + 1;
    const database = new Database(db, { readonly: true });
    expect(database.query("SELECT count(*) AS n FROM reports").get()).toEqual({ n: stored });
    database.close();
  });
});

testWith(process.platform === "linux", "Linux")("a limit of file size is told from a full disk", async () => {
  writeMore();
  const limited = ["sh", "-c", 'ulimit -f 600; exec "$0" "$@"', program, "scan", "more"];
  const child = Bun.spawn(limited, { cwd: dir.root, env: { HOME: dir.root }, stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  expectError({ code: await child.exited, out, err }, 1, /quota or a file size limit/, /ulimit -f/);
  expect((await reseeder("scan")).code).toBe(0);
  expect(await offered()).toBe(FILES + MORE);
});

testWith(MAY_MOUNT, "right to mount")("a read-only disk: read from, backed up, and not written", async () => {
  using disk = new Disk(dir, 8_192);
  const db = `${disk.path}/reseeder.db`;
  copyFileSync(dir.path("reseeder.db"), db);
  disk.setReadOnly(true);
  expect(await offered(db)).toBe(FILES);
  expect((await reseeder("backup", "--db", db, "--dir", "out")).code).toBe(0);
  expect(readdirSync(dir.path("out"))).toHaveLength(1);
  for (const args of [["scan"], ["serve", "--port", "0"], ["settings", "set", "backup_keep", "3"]]) {
    expectError(await reseeder(...args, "--db", db), 1, /read-only/, /writable/);
  }
  expectError(await reseeder("scan", "t", "--db", `${disk.path}/new.db`), 1, /read-only file system/, /writable/);
});

describe("a database", () => {
  const commands = [["stats"], ["scan"], ["serve", "--port", "0"], ["settings", "list"], ["backup"]];

  function page(table: string): number {
    const database = new Database(dir.path("reseeder.db"), { readonly: true });
    const sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?";
    const found = database.query<{ rootpage: number }, [string]>(sql).get(table)?.rootpage ?? 0;
    database.close();
    return found;
  }

  function overwrite(from: number, to: number): Buffer {
    const bytes = readFileSync(dir.path("reseeder.db"));
    writeFileSync(dir.path("reseeder.db"), bytes.fill(0x5a, from, to));
    return readFileSync(dir.path("reseeder.db"));
  }

  test("with a damaged header is called damaged, and stays as it is", async () => {
    const wrecked = overwrite(0, 100);
    for (const args of commands)
      expectError(await reseeder(...args), 1, /damaged|not an SQLite database/, /restore FILE/);
    expect(readFileSync(dir.path("reseeder.db")).equals(wrecked)).toBe(true);
  });

  test("with damage in the middle is called damaged by whoever meets it", async () => {
    const at = page("locations");
    overwrite((at - 1) * 4096, at * 4096);
    for (const args of [["stats"], ["scan"], ["backup"]]) {
      expectError(await reseeder(...args), 1, /is damaged/, /restore FILE|doctor/);
    }
    const { code, out } = await reseeder("doctor");
    expect([code, out.includes("ERROR   database")]).toEqual([4, true]);
  });

  test("of a newer version, or of somebody else, is left alone", async () => {
    const database = new Database(dir.path("reseeder.db"));
    database.run("PRAGMA user_version = 99");
    database.close();
    for (const args of commands) expectError(await reseeder(...args), 1, /has version 99/, /newer/);
    const other = new Database(dir.path("other.db"), { create: true });
    other.run("CREATE TABLE x (y)");
    other.close();
    const before = statSync(dir.path("other.db")).mtimeMs;
    for (const args of commands)
      expectError(await reseeder(...args, "--db", "other.db"), 2, /not a ReSeeder database/, /--db/);
    expect(statSync(dir.path("other.db")).mtimeMs).toBe(before);
  });

  test("that is not there, in a folder that is there or not", async () => {
    for (const args of [["scan"], ["backup"]]) {
      expectError(await reseeder(...args, "--db", "none.db"), 10, /There is no database at/, /scan PATH/);
    }
    for (const args of [["stats"], ["settings", "list"]]) {
      const { code, err } = await reseeder(...args, "--db", "none.db");
      expect([code, err]).toEqual([0, expect.stringContaining("There is no database at")]);
    }
    expectError(await reseeder("serve", "--db", "none/none.db"), 10, /There is no folder/, /mkdir -p/);
    expectError(await reseeder("scan", "t", "--db", "none/none.db"), 10, /There is no folder/, /mkdir -p/);
    expect(readdirSync(dir.root)).not.toContain("none.db");
  });
});

describeWith(UNPRIVILEGED !== null, "user but root that may read the checkout")("without permission", () => {
  const asNobody = (...args: string[]): Promise<Ended> => {
    const [first = program, ...rest] = [...(UNPRIVILEGED ?? []), program, ...args];
    return runProgram(first, rest, { cwd: dir.root });
  };

  beforeEach(() => {
    chmodSync(dir.root, 0o755);
    if (process.getuid?.() === 0) for (const name of ["reseeder.db"]) chownSync(dir.path(name), 65_534, 65_534);
  });

  test("a scan path is an error and changes nothing", async () => {
    chmodSync(dir.root, 0o777);
    chmodSync(dir.path("t"), 0o000);
    const { code, err } = await asNobody("scan");
    chmodSync(dir.path("t"), 0o755);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/Cannot read .*\/t: permission denied; its index was left unchanged/),
    ]);
    expect(await offered()).toBe(FILES);
  });

  test("the database's folder, or the file, is named with what is missing", async () => {
    chmodSync(dir.root, 0o555);
    expectError(
      await asNobody("scan"),
      1,
      /read-only: SQLite needs two files next to it, and .* is not writable/,
      /writable/,
    );
    expectError(
      await asNobody("scan", "t", "--db", "new.db"),
      1,
      /Cannot create the database .*is not writable/,
      /writable/,
    );
    const stats = await asNobody("stats");
    expect([stats.code, stats.err]).toEqual([0, ""]);
    chmodSync(dir.path("reseeder.db"), 0o000);
    expectError(await asNobody("stats"), 1, /may not read the database file/, /permissions/);
    chmodSync(dir.root, 0o755);
  });

  test("a folder for backups is named", async () => {
    dir.folder("closed");
    chmodSync(dir.path("closed"), 0o555);
    chmodSync(dir.root, 0o777);
    expectError(
      await asNobody("backup", "--dir", "closed/x"),
      1,
      /Cannot create a backup in .*closed\/x: permission denied/,
      /--dir/,
    );
  });
});

test("a port that is taken is named, with what to try", async () => {
  await using serving = await Serving.start();
  expectError(
    await reseeder("serve", "--port", serving.port),
    1,
    new RegExp(`Port ${serving.port} .*in use`),
    /--port/,
  );
  expect((await fetch(`${serving.url}/health`)).status).toBe(200);
});

test("restore is rejected while serve runs, done when told, and serve goes on", async () => {
  expect((await reseeder("backup")).code).toBe(0);
  const file = `backups/${readdirSync(dir.path("backups"))[0]}`;
  await using serving = await Serving.start();
  dir.write("t/later.torrent", plainTorrent("later", 999));
  await reseeder("scan");
  const rejected = await reseeder("restore", file);
  expectError(rejected, 11, new RegExp(`in use by reseeder \\(process ${serving.child.pid}\\)`), /--force/);
  expect(await offered()).toBe(FILES + 1);
  const forced = await reseeder("restore", "--force", file, "--json");
  expect(jsonLines(forced.out)[0]).toMatchObject({ torrents: FILES, live: true, ids_known: true });
  const health = await (await fetch(`${serving.url}/health`)).json();
  expect(health).toMatchObject({ stats: { torrents: FILES } });
});

import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_TIMEOUT, binary, runProgram } from "../support/binary.ts";
import { describeWith } from "../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../support/patience.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { Terminal, type TerminalOptions } from "../support/terminal.ts";
import { type Tree, tree } from "../support/tree.ts";

const WAITING = "Waiting for the database";
let reseeder: string;
beforeAll(async () => {
  reseeder = await binary();
}, BUILD_TIMEOUT);

/** The compiled dashboard in a real terminal. */
function dashboard(folder: Tree, options: Partial<TerminalOptions> = {}): Terminal {
  return new Terminal([reseeder, "tui", "--db", "reseeder.db"], { cwd: folder.root, ...options });
}

/** Torrents, a file that is none, and a database in which they are indexed. */
async function indexed(count = 3): Promise<Tree> {
  const folder = tree();
  for (let i = 0; i < count; i++) folder.write(`torrents/${i}.torrent`, plainTorrent(`torrent ${i}`, 1_000 + i));
  folder.write("torrents/broken.torrent", "no torrent");
  await runProgram(reseeder, ["scan", "torrents"], { cwd: folder.root });
  return folder;
}

/** Runs the service beside what a test does. */
async function serving(folder: Tree): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = Bun.spawn([reseeder, "serve", "--db", "reseeder.db", "--port", "0"], {
    cwd: folder.root,
    stdout: "pipe",
    stderr: "ignore",
  });
  let text = "";
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk);
    const url = /http:\/\/[\d.]+:\d+/.exec(text)?.[0];
    if (!url) continue;
    return {
      url,
      stop: async () => {
        child.kill("SIGTERM");
        await child.exited;
      },
    };
  }
  throw new Error(`serve did not start: ${text}`);
}

const post = (url: string, path: string, body: unknown) =>
  fetch(`${url}/match/${path}`, { method: "POST", body: JSON.stringify(body) });

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["no terminal", {}],
  ["no terminal, TERM set", { TERM: "xterm" }],
])("%s: exit 2 and a hint to stats", async (_, env) => {
  using folder = tree();
  const { code, out, err } = await runProgram(reseeder, ["tui"], { cwd: folder.root, env });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("needs a terminal");
  expect(err).toContain("reseeder stats");
});

describeWith(Terminal.isAvailable(), "tmux")("in a real terminal (tmux)", () => {
  let folder: Tree;
  let service: Awaited<ReturnType<typeof serving>>;
  beforeAll(async () => {
    folder = await indexed();
    service = await serving(folder);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    await service?.stop();
    folder?.[Symbol.dispose]();
  });

  test(
    "requests to the running service appear, can be filtered and looked at",
    async () => {
      await using terminal = dashboard(folder);
      await terminal.shows(/serve +● running/);
      expect(await terminal.shows("No requests yet.")).toContain(service.url);
      await fetch(`${service.url}/health`);
      await terminal.shows(/200 +GET \/health/);
      await post(service.url, "phase1", { user_id: "alice", files: [{ size: -1 }] });
      await terminal.shows(/› .*400 +POST \/match\/phase1/);
      terminal.press("/");
      terminal.type("health");
      await terminal.hides("phase1");
      terminal.press("Escape");
      await terminal.shows("phase1");
      terminal.press("Enter");
      const detail = await terminal.shows("Status          400");
      expect(detail).toMatch(/INVALID_REQUEST: files\[0\]\.size: expected a whole number of\s+bytes, got -1/);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a torrent is found, flagged there after a question, and offered no longer until it is unflagged",
    async () => {
      const matched = async () => {
        const answer = await post(service.url, "phase1", { files: [{ name: "torrent 1", size: 1_001 }] });
        return ((await answer.json()) as { matched_torrents: unknown[] }).matched_torrents.length;
      };
      expect(await matched()).toBe(1);
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.press("2");
      await terminal.shows("torrent 2");
      terminal.press("/");
      terminal.type("1");
      await terminal.shows(/matching "1"\n.*\n› torrent 1 /);
      terminal.press("Enter", "f");
      await terminal.shows("Flag this torrent?");
      terminal.press("y");
      await terminal.shows(/› torrent 1 +flagged [\s\S]*torrent 1 is flagged now\./);
      expect(await matched()).toBe(0);
      terminal.press("f");
      await terminal.shows("Unflag this torrent?");
      terminal.press("y");
      await terminal.shows("torrent 1 is offered now.");
      expect(await matched()).toBe(1);
      terminal.press("Enter");
      await terminal.shows("Info-hash v1");
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "another serve's failed start is told as its own, and dismissed",
    async () => {
      const { port } = new URL(service.url);
      const failed = await runProgram(reseeder, ["serve", "--db", "reseeder.db", "--port", port], { cwd: folder.root });
      expect(failed.code).toBe(1);
      await using terminal = dashboard(folder, { columns: 120 });
      // The other one goes on.
      const failure = "serve \\d+ \\(did not start\\): Port \\d+ on 127\\.0\\.0\\.1 is in use";
      await terminal.shows(new RegExp(`^(?=[^]*serve +● running)[^]*${failure}`));
      terminal.press("9", "e");
      await terminal.shows("errors only: 1");
      terminal.press("d");
      await terminal.shows("No errors.");
      terminal.press("1");
      await terminal.shows(/errors +none/);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a report is shown as it came",
    async () => {
      await post(service.url, "report", { user_id: "carol", confirmed: [], rejected: [] });
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.press("3", "t");
      await terminal.shows(/› .* carol/);
      terminal.press("Enter");
      await terminal.shows('"user_id": "carol"');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a folder added and scanned there is indexed",
    async () => {
      folder.write("more/x.torrent", plainTorrent("another one", 77_777));
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.press("4");
      await terminal.shows(/torrents +3 +1/);
      terminal.press("a");
      await terminal.shows("Folder to add");
      terminal.type("nowhere");
      terminal.press("Enter");
      await terminal.shows("Cannot read");
      terminal.press("C-u");
      terminal.type("more");
      terminal.press("Enter");
      await terminal.shows("Press s to scan it");
      terminal.press("s");
      await terminal.shows("Done in");
      await terminal.shows(/more +1 +0 +\d s ago/);
      const { stats } = (await (await fetch(`${service.url}/health`)).json()) as { stats: unknown };
      expect(stats).toEqual({ torrents: 4, files: 4, scan_paths: 2 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a setting changed there holds for the next request; nonsense is rejected",
    async () => {
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.press("6");
      await terminal.shows("› min_file_size");
      terminal.press("Enter", "C-u");
      terminal.type("12 miles");
      terminal.press("Enter");
      await terminal.shows("min_file_size: expected a size such as 100 MiB, from 0 to 1 PiB");
      terminal.press("C-u");
      terminal.type("4711");
      terminal.press("Enter");
      await terminal.shows("min_file_size is 4711 B");
      expect(await (await post(service.url, "handshake", {})).json()).toMatchObject({ min_file_size: 4711 });
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a backup made there verifies, and is restored after a question that names what is lost",
    async () => {
      using own = await indexed();
      await using terminal = dashboard(own);
      await terminal.shows("Quit");
      terminal.press("7");
      await terminal.shows("No backup yet");
      terminal.press("b");
      const screen = await terminal.shows(/reseeder-\d{8}T\d{6}Z\.db .*verified/);
      const name = /reseeder-\d{8}T\d{6}Z\.db/.exec(screen)?.[0] ?? "";
      const { code, out } = await runProgram(reseeder, ["backup", "--verify", join("backups", name)], {
        cwd: own.root,
      });
      expect([code, out]).toEqual([0, expect.stringContaining("is intact: 3 torrents")]);
      await runProgram(reseeder, ["settings", "set", "backup_keep", "3"], { cwd: own.root });
      await terminal.shows("the newest 7 are kept");
      terminal.press("R");
      await terminal.shows("the current value of backup_keep");
      terminal.press("y");
      await terminal.shows("Restored: 3 torrents.");
      terminal.press("r");
      const value = await runProgram(reseeder, ["settings", "get", "backup_keep"], { cwd: own.root });
      expect(value.out).toContain("7");
      terminal.press("1");
      await terminal.shows(/Torrents +3/);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "the walk through the API is answered by the service that runs",
    async () => {
      await using terminal = dashboard(folder, { columns: 120, rows: 40 });
      await terminal.shows("Quit");
      terminal.press("8");
      await terminal.shows(service.url);
      terminal.press("w");
      const screen = await terminal.shows(/› POST \/match\/phase2 +200/);
      expect(screen).toMatch(/\/match\/handshake +200/);
      expect(screen).toContain('"matched_files_count"');
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "another size of the window is drawn anew; one that is too small says so",
    async () => {
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.resize(50, 12);
      await terminal.shows("The window is too small");
      terminal.resize(60, 16);
      await terminal.hides("too small");
      expect(await terminal.shows("Quit")).toMatch(/^ 1 Hom 2 Tor 3 Use/);
      terminal.resize(120, 40);
      const large = await terminal.shows(/Sent +User/);
      expect(large.split("\n")[1]).toHaveLength(120);
      expect(large.match(/ReSeeder/g)).toHaveLength(1);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a storm of sizes, and whatever else wrote on it, leave a whole screen",
    async () => {
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      terminal.press("5");
      const whole = /^ 1 ReSeeder 2 Torrents [\s\S]* Index {2}read [\s\S]*Quit$/;
      await terminal.shows(whole);
      for (let i = 0; i < 30; i++) terminal.resize(60 + ((i * 37) % 100), 16 + ((i * 7) % 30));
      terminal.resize(80, 24);
      await terminal.shows(whole);
      await terminal.scribble("scribbled");
      terminal.press("C-l");
      await terminal.shows(whole);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "keys typed while it starts are keys",
    async () => {
      await using terminal = dashboard(folder);
      terminal.type("555");
      const screen = await terminal.shows("read just now");
      expect(screen).toStartWith(" 1 ReSeeder 2 Torrents 3 Users 4 Scan 5 Stats ");
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "Ctrl-Z gives the terminal back to the shell, and fg brings the dashboard back",
    async () => {
      const job = `set -m; '${reseeder}' tui --db reseeder.db; stty -a; echo suspended; read _; fg`;
      await using terminal = new Terminal(["sh", "-c", job], { cwd: folder.root });
      await terminal.shows("Quit");
      terminal.press("C-z");
      expect(await terminal.shows("suspended")).toMatch(/ icanon[\s\S]* echo /);
      expect(terminal.isAlternate()).toBe(false);
      terminal.press("Enter");
      await terminal.shows("Quit");
      expect(terminal.isAlternate()).toBe(true);
      terminal.press("q");
      expect((await terminal.ended()).code).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  test.each<[string, (terminal: Terminal) => void, number]>([
    ["q", (terminal) => terminal.press("q"), 0],
    ["Ctrl-C", (terminal) => terminal.press("C-c"), 0],
    ["SIGTERM", (terminal) => process.kill(terminal.program(), "SIGTERM"), 143],
    ["SIGINT", (terminal) => process.kill(terminal.program(), "SIGINT"), 130],
    ["SIGHUP", (terminal) => process.kill(terminal.program(), "SIGHUP"), 129],
  ])(
    "%s leaves the terminal as it was",
    async (_, end, code) => {
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      expect(terminal.isAlternate()).toBe(true);
      end(terminal);
      const ended = await terminal.ended();
      expect([ended.code, ended.err, ended.after]).toEqual([code, "", ended.before]);
      expect(terminal.isAlternate()).toBe(false);
      expect(terminal.screen()).toBe("ended");
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a terminal that is lost ends it",
    async () => {
      await using terminal = dashboard(folder);
      await terminal.shows("Quit");
      const pid = terminal.program();
      terminal.hangUp();
      const deadline = performance.now() + TEST_TIMEOUT_MS / 2;
      while (exists(pid) && performance.now() < deadline) await Bun.sleep(20);
      expect(exists(pid)).toBe(false);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a crash restores the screen and says what happened",
    async () => {
      const script = join(import.meta.dir, "../support/crashing-tui.ts");
      const command = [process.execPath, script, "tui", "--db", "reseeder.db"];
      await using terminal = new Terminal(command, { cwd: folder.root });
      const { code, err, before, after } = await terminal.ended();
      expect([code, after]).toEqual([1, before]);
      expect(err).toStartWith("reseeder: unexpected TypeError: the clock stopped\n");
      expect(terminal.isAlternate()).toBe(false);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a database that is missing, comes, and is replaced: said, and recovered from",
    async () => {
      using own = await indexed(5);
      mkdirSync(own.path("aside"));
      renameSync(own.path("reseeder.db"), own.path("aside/reseeder.db"));
      await using terminal = dashboard(own);
      await terminal.shows(/Torrents +0/);
      for (const suffix of ["-wal", "-shm", ""]) own.remove(`reseeder.db${suffix}`);
      await terminal.shows("There is no database at");
      renameSync(own.path("aside/reseeder.db"), own.path("reseeder.db"));
      await terminal.shows(/Torrents +5/);
      for (const suffix of ["-wal", "-shm", ""]) own.remove(`reseeder.db${suffix}`);
      await terminal.shows("There is no database at");
      own.write("few/1.torrent", plainTorrent("one", 5));
      await runProgram(reseeder, ["scan", "few"], { cwd: own.root });
      await terminal.shows(/Torrents +1\b/);
      writeFileSync(own.path("junk"), "x".repeat(50_000));
      for (const suffix of ["-wal", "-shm"]) own.remove(`reseeder.db${suffix}`);
      renameSync(own.path("junk"), own.path("reseeder.db"));
      await terminal.shows("Retrying:");
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a locked database is said, what is changed waits for it, and the keys go on",
    async () => {
      using own = await indexed();
      const lock = new Database(own.path("reseeder.db"));
      lock.run("PRAGMA locking_mode = EXCLUSIVE");
      lock.run("BEGIN EXCLUSIVE");
      await using terminal = dashboard(own);
      await terminal.shows("is locked by");
      terminal.press("6");
      await terminal.shows("Settings");
      lock.run("COMMIT");
      lock.close();
      await terminal.shows("› min_file_size");
      terminal.press("Escape");
      await terminal.hides("is locked by");
      const writer = new Database(own.path("reseeder.db"));
      writer.run("BEGIN IMMEDIATE");
      terminal.press("Enter", "C-u");
      terminal.type("5");
      terminal.press("Enter");
      await terminal.shows(WAITING);
      terminal.press("Escape", "2");
      await terminal.shows("torrent 1");
      terminal.press("f", "y");
      await terminal.shows(WAITING);
      terminal.press("q");
      await terminal.shows("Quit now?");
      terminal.press("n");
      writer.run("ROLLBACK");
      await terminal.hides(WAITING);
      terminal.press("6");
      await terminal.shows(/min_file_size +5 B/);
      terminal.press("2");
      await terminal.shows("flagged");
      writer.run("BEGIN IMMEDIATE");
      terminal.press("f", "y");
      await terminal.shows(WAITING);
      terminal.press("C-c");
      expect((await terminal.ended()).code).toBe(0);
      writer.run("ROLLBACK");
      writer.close();
      const { out } = await runProgram(reseeder, ["torrents", "list", "--state", "flagged"], { cwd: own.root });
      expect(out).toContain("torrent");
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "no colours, ASCII, and what looks like continuous integration",
    async () => {
      await using terminal = dashboard(folder, { env: { NO_COLOR: "1", LC_ALL: "C", CI: "true" } });
      await terminal.shows("Quit");
      const colours = terminal.colours();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
      expect(colours).not.toMatch(/\x1b\[[\d;]*[349][0-7]m/);
      expect(terminal.screen()).toMatch(/^[\x20-\x7e\n]*$/);
      await using bright = dashboard(folder);
      await bright.shows("Quit");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences are what is looked for
      expect(bright.colours()).toMatch(/\x1b\[[\d;]*36m/);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    "a terminal that can do nothing is told so",
    async () => {
      await using terminal = dashboard(folder, { env: { TERM: "dumb" } });
      const { code, err } = await terminal.ended();
      expect([code, err]).toEqual([2, expect.stringContaining("reseeder stats")]);
    },
    TEST_TIMEOUT_MS,
  );
});

if (!Terminal.isAvailable())
  console.log("tests/binary/tui.test.ts: the terminal's tests are skipped, there is no tmux or pgrep");

import { describe, expect, test } from "bun:test";
import { openSync, statSync } from "node:fs";
import { createLog } from "../../../src/cli/output/log.ts";
import type { Log } from "../../../src/core/log.ts";
import { jsonLines, run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";

const PASSKEY = "9e107d9d372bb6826bd81d3542a419d6";
const INFO_HASH = "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12";

/** What a log writes to a stream of some kind. */
function written(to: "terminal" | "journal" | "pipe", flags: Record<string, string>, use: (log: Log) => void): string {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const stream = { write, isTerminal: to === "terminal", columns: 80 };
  const io = { out: stream, err: stream, clock: () => Date.UTC(2026, 10, 20, 16, 15), journal: to === "journal" };
  use(createLog(io as unknown as Parameters<typeof createLog>[0], flags));
  return text;
}

const sayAll = (log: Log) => {
  for (const level of ["debug", "info", "warn", "error"] as const) log(level, `a line of ${level}`);
};

describe("a log", () => {
  test.each([
    ["debug", ["debug", "info", "warn", "error"]],
    ["info", ["info", "warn", "error"]],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
  ])("of level %s has the lines of %p", (level, levels) => {
    const lines = jsonLines(written("pipe", { logLevel: level }, sayAll));
    expect(lines.map((line) => line.level)).toEqual(levels);
  });

  test("without a level has what is of interest in daily use", () => {
    expect(jsonLines(written("pipe", {}, sayAll)).map((line) => line.level)).toEqual(["info", "warn", "error"]);
  });

  const say = (log: Log) => log("warn", "backup: slow", { file: "/srv/a b.db", ms: 12, torrents: null });

  test("is JSON lines where no person reads it", () => {
    expect(jsonLines(written("pipe", {}, say))).toEqual([
      {
        time: "2026-11-20T16:15:00.000Z",
        level: "warn",
        message: "backup: slow",
        file: "/srv/a b.db",
        ms: 12,
        torrents: null,
      },
    ]);
  });

  test("is text with the time of day on a terminal", () => {
    expect(written("terminal", {}, say)).toBe('16:15:00 warn  backup: slow file="/srv/a b.db" ms=12\n');
  });

  // The numbers are those of syslog(3): 3 error, 4 warning, 6 informational, 7 debug.
  test("is text with a priority and no time for the journal", () => {
    expect(written("journal", {}, say)).toBe('<4>backup: slow file="/srv/a b.db" ms=12\n');
    expect(written("journal", { logLevel: "debug" }, sayAll)).toBe(
      "<7>a line of debug\n<6>a line of info\n<4>a line of warn\n<3>a line of error\n",
    );
  });

  test.each(["terminal", "journal", "pipe"] as const)(
    "has no secrets on a %s, and info-hashes where they belong",
    (to) => {
      const text = written(to, {}, (log) =>
        log("error", `cannot ask https://tracker.example/announce?passkey=${PASSKEY}`, {
          passkey: PASSKEY,
          user: PASSKEY,
          info_hash: INFO_HASH,
          error: new Error(`Authorization: Bearer ${PASSKEY}`),
        }),
      );
      expect(text).not.toContain(PASSKEY);
      expect(text).toContain(INFO_HASH);
      expect(text.match(/\[masked\]/g)).toHaveLength(4);
    },
  );

  test.each(["terminal", "journal"] as const)("lets nobody write lines or move the cursor of a %s", (to) => {
    const text = written(to, {}, (log) =>
      log("info", "path /a\n<3>forged\u001b[2J", { name: "x\u0085y\u202ez", other: "\n" }),
    );
    expect(text.split("\n")).toHaveLength(2);
    expect(text.trimEnd()).not.toMatch(/\p{C}/u);
  });
});

describe("--log-level", () => {
  test("takes the four levels and nothing else, wherever it comes from", async () => {
    using dir = tree();
    const wrong = await run(["serve", "--log-level", "warning"], { cwd: dir.root });
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringContaining('--log-level: expected one of debug, info, warn, error, got "warning"'),
    ]);
    const env = await run(["serve"], { cwd: dir.root, env: { RESEEDER_LOG_LEVEL: "inf" } });
    expect([env.code, env.err]).toEqual([2, expect.stringContaining("RESEEDER_LOG_LEVEL: expected")]);
    expect(env.err).toContain("did you mean info?");
  });
});

test("the journal is recognised by the stream that systemd names, and by nothing else", async () => {
  using dir = tree();
  const script = `
    const { processIo } = await import(${JSON.stringify(new URL("../../../src/cli/io/process-io.ts", import.meta.url).pathname)});
    console.log(processIo().journal);
    process.exit();`;
  const errors = dir.write("errors", "");
  const { dev, ino } = statSync(errors);
  const says = (JOURNAL_STREAM: string | undefined) =>
    Bun.spawnSync([process.execPath, "-e", script], {
      env: { PATH: "", ...(JOURNAL_STREAM === undefined ? {} : { JOURNAL_STREAM }) },
      stdio: ["ignore", "pipe", openSync(errors, "a")],
    })
      .stdout.toString()
      .trim();
  expect([`${dev}:${ino}`, `${dev}:${ino + 1}`, "", undefined].map(says)).toEqual(["true", "false", "false", "false"]);
});

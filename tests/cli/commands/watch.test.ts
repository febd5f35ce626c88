import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { watchLine } from "../../../src/cli/output/watch-output.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

/** Runs a command that does not end by itself; `step` is called with each line, and `stop` ends the command. */
async function running(
  dir: Tree,
  args: string[],
  on: "out" | "err",
  step: (line: string, stop: (signal?: string) => void) => void | Promise<void>,
) {
  const stopping = new AbortController();
  const stop = (signal = "SIGTERM") => stopping.abort(signal);
  let rest = "";
  const read = (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) void step(line, stop);
  };
  const options = { cwd: dir.root, signal: stopping.signal };
  return run(args, { ...options, ...(on === "out" ? { onOut: read } : { onErr: read }) });
}

describe("reseeder watch", () => {
  test("registers the folder, prints a line of JSON for each change, and ends in order when it is asked to", async () => {
    using dir = tree({ "torrents/a.torrent": plainTorrent("a", 1) });
    const ran = await running(dir, ["watch", "torrents", "--json"], "out", (line, stop) => {
      const event = JSON.parse(line);
      if (event.type === "swept") writeFileSync(dir.path("torrents/b.torrent"), plainTorrent("b", 2));
      if (event.type === "added") stop();
    });
    expect([ran.code, jsonLines(ran.err)]).toEqual([
      0,
      [expect.objectContaining({ message: "created the database", path: dir.path("reseeder.db") })],
    ]);
    const lines = jsonLines(ran.out);
    expect(lines.map(({ time, ...event }) => [new Date(time).toISOString() === time, event])).toEqual([
      [true, { type: "watching", root: dir.path("torrents"), mode: "events" }],
      [true, expect.objectContaining({ type: "swept", reason: "start", found: 1, added: 1, missed: 0 })],
      [true, { type: "added", path: dir.path("torrents/b.torrent"), torrent_id: 2 }],
    ]);
  });

  test("writes a log for people, and leaves what others read from its exit code alone", async () => {
    using dir = tree({ "torrents/bad.torrent": "x" });
    await run(["scan", "torrents"], { cwd: dir.root });
    const ran = await running(dir, ["watch", "--poll", "1"], "err", (line, stop) => {
      if (line.includes("rescanned")) stop("SIGINT");
    });
    expect([ran.code, ran.out]).toEqual([0, ""]);
    expect(jsonLines(ran.err)).toMatchObject([
      { level: "info", message: "polling", root: dir.path("torrents") },
      { level: "info", message: expect.stringMatching(/^rescanned 1 file in /), reason: "start" },
    ]);
  });

  test.each([
    [["watch"], 10, "There is no database at "],
    [["watch", "gone"], 1, "Cannot read "],
    [["watch", "--poll", "0"], 2, "--poll: expected a whole number from 1 to 86400"],
  ])("%p ends with %p", async (args, code, says) => {
    using dir = tree();
    const ran = await run(args, { cwd: dir.root });
    expect([ran.code, ran.err.includes(says)]).toEqual([code, true]);
  });
});

describe("reseeder serve --watch", () => {
  test("serves what is dropped while it runs, and ends both", async () => {
    using dir = tree({ "torrents/a.torrent": plainTorrent("a", 1) });
    await run(["scan", "torrents"], { cwd: dir.root });
    const health: unknown[] = [];
    let url = "";
    const stopping = new AbortController();
    const ran = await run(["serve", "--watch", "--port", "0"], {
      cwd: dir.root,
      signal: stopping.signal,
      onOut: (text) => {
        url = /http:\S+:\d+/.exec(text)?.[0] ?? url;
      },
      onErr: async (text) => {
        if (text.includes("rescanned")) writeFileSync(dir.path("torrents/b.torrent"), plainTorrent("b", 2));
        if (!text.includes('"message":"added"')) return;
        health.push(((await (await fetch(`${url}/health`)).json()) as { stats: unknown }).stats);
        stopping.abort("SIGTERM");
      },
    });
    expect(ran.code).toBe(0);
    expect(health).toEqual([{ torrents: 2, files: 2, scan_paths: 1 }]);
    expect(jsonLines(ran.err).at(-1)).toMatchObject({ message: "stopping" });
  });
});

test("every event has its line", () => {
  const root = "/srv";
  const why = { code: "ROOT_EMPTY", message: "/srv is empty", hint: "Mount it." };
  const counts = { found: 1_234, added: 2, returned: 0, updated: 0, missing: 0, rejected: 0, missed: 2 };
  const lines = [
    watchLine({ type: "unwatched", root }),
    watchLine({ type: "idle" }),
    watchLine({ type: "limited", root, ...why }),
    watchLine({ type: "removed", path: "/srv/a", torrent_id: 7, missing: true }),
    watchLine({ type: "removed", path: "/srv/b", torrent_id: null, missing: false }),
    watchLine({ type: "rejected", path: "/srv/c", code: "TRUNCATED", message: "short" }),
    watchLine({ type: "unreadable", path: "/srv/d", message: "EACCES" }),
    watchLine({ type: "swept", root, reason: "settle", duration_ms: 5, ...counts }),
    watchLine({ type: "root_lost", root, ...why }),
    watchLine({ type: "root_back", root }),
    watchLine({ type: "waiting", ...why }),
    watchLine({ type: "resumed" }),
  ];
  expect(lines.map(([level, message]) => `${level}: ${message}`)).toEqual([
    "info: no longer watching",
    "warn: no scan path yet; waiting for `reseeder scan PATH`",
    "warn: /srv is empty",
    "info: removed",
    "info: removed",
    "warn: rejected",
    "warn: cannot read a folder",
    "info: rescanned 1,234 files in 5 ms; 2 changes without an event",
    "error: /srv is empty",
    "info: the folder is available again",
    "error: /srv is empty; will retry",
    "info: the database is writable again",
  ]);
  expect(lines.map(([, , fields = {}]) => fields)).toMatchObject([
    { root },
    {},
    { try: "Mount it." },
    { id: 7, missing: true },
    { path: "/srv/b" },
    { code: "TRUNCATED", reason: "short" },
    { reason: "EACCES" },
    { missed: 2 },
    { try: "Mount it." },
    { root },
    { try: "Mount it." },
    {},
  ]);
});

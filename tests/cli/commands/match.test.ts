import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { fingerprintOf } from "../../support/mutated-libraries.ts";
import { jsonLines, type Ran, run } from "../../support/run.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

const PASSKEY = "0123456789abcdef0123456789abcdef";

let dir: Tree;
let server: ReturnType<typeof startServer>;
let before: string;

/** Three releases: whole with a renamed file and a small one, partial, damaged. */
const RELEASES = {
  "Harbour.Lights": [
    { path: "a.mkv", length: 150_000 },
    { path: "b.mkv", length: 120_000 },
    { path: "info.nfo", length: 90 },
  ],
  "Northern.Line": [
    { path: "n1.mkv", length: 110_000 },
    { path: "n2.mkv", length: 130_000 },
  ],
  Salt: [{ path: "salt.mkv", length: 140_000 }],
};

beforeEach(async () => {
  dir = tree();
  for (const [name, files] of Object.entries(RELEASES)) {
    const bytes = buildTorrent({ name, files, pieceLength: 16_384, announce: `http://t.example/${PASSKEY}/announce` });
    dir.write(`torrents/${name}.torrent`, bytes);
    for (const file of files) dir.write(`library/${name}/${file.path}`, contentOf(file));
  }
  renameSync(dir.path("library/Harbour.Lights/b.mkv"), dir.path("library/Harbour.Lights/second.mkv"));
  rmSync(dir.path("library/Northern.Line/n2.mkv"));
  const salt = contentOf(RELEASES.Salt[0] as { path: string; length: number }).slice();
  salt[40_000] = (salt[40_000] ?? 0) ^ 1;
  dir.write("library/Salt/salt.mkv", salt);
  await run(["scan", "torrents"], { cwd: dir.root });
  await set("min_file_size", "100000");
  server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
  before = fingerprintOf(dir.path("library"));
});

afterEach(async () => {
  await server.stop(1_000);
  expect(fingerprintOf(dir.path("library"))).toBe(before);
  dir[Symbol.dispose]();
});

async function set(key: string, value: string): Promise<void> {
  await run(["settings", "set", key, value], { cwd: dir.root });
}

function match(...words: string[]): Promise<Ran> {
  return run(["match", "library", "--server", server.url, "--state", "match.db", ...words], { cwd: dir.root });
}

/** The lines of one type that a run with --json printed. */
const linesOf = ({ out }: Ran, type: string) => jsonLines(out).filter((line) => line.type === type);
const statusesOf = (ran: Ran) =>
  Object.fromEntries(linesOf(ran, "torrent").map(({ name, status, reason }) => [name, [status, reason]]));
const done = (ran: Ran) => linesOf(ran, "done")[0];

test("says what is ready, partial and near, and why", async () => {
  const ran = await match("--json");
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(statusesOf(ran)).toEqual({
    "Harbour.Lights": ["ready", null],
    "Northern.Line": ["partial", "n2.mkv missing; 1 file shares pieces with it"],
    Salt: ["near", "piece 3 of 9 differs"],
  });
  expect(done(ran)).toMatchObject({
    status: "done",
    asked: 4,
    ready: 1,
    partial: 1,
    near: 1,
    rejected: 0,
    reported: 1,
  });
  const text = (await match("--all")).out;
  expect(text).toContain("READY  Harbour.Lights  3/3  263.8 KiB");
  expect(text).toContain("1 file renamed");
  expect(text).toContain("1 ready, 1 partial, 1 near.");
});

test("the table fits into a narrow terminal, and is whole in a pipe", async () => {
  const name = `Northern.Light.${"Long.".repeat(20)}End`;
  dir.write(`torrents/${name}.torrent`, buildTorrent({ name, files: RELEASES["Northern.Line"], pieceLength: 32_768 }));
  const args = ["match", "library", "--torrents", "torrents", "--state", "match.db"];
  const narrow = await run(args, { cwd: dir.root, terminal: 60 });
  const rows = narrow.out.split("\n").filter((line) => line.startsWith("  "));
  expect(rows.map((row) => row.slice(0, 33))).toContain("  PART   Northern.Light.Long.Lon…");
  expect(rows.filter((row) => Bun.stringWidth(row) > 60)).toEqual([]);
  const piped = (await run(args, { cwd: dir.root })).out;
  expect(piped).toContain(` ${name} `);
  expect(piped).toContain("n2.mkv missing; 1 file shares pieces with it\n");
});

test("a server that wants to know who asks is told apart from one without torrents", async () => {
  await set("auth", "token");
  const { code, err } = await match();
  expect([code, err]).toEqual([1, expect.stringContaining("answers 401 UNAUTHORIZED: ")]);
  expect(err).toContain("Set RESEEDER_PASSKEY or RESEEDER_TOKEN");
});

test("a second run reads nothing and asks nothing; what is new or changed is read and asked", async () => {
  const first = await match("--json");
  expect(done(first).bytes_read).toBeGreaterThan(400_000);
  const second = await match("--json");
  expect(done(second)).toMatchObject({ bytes_read: 0, asked: 0, asked_before: 4, remembered: 3, reported: 0 });
  expect(statusesOf(second)).toEqual(statusesOf(first));
  dir.write("library/more/n2.mkv", contentOf(RELEASES["Northern.Line"][1] as { path: string; length: number }));
  const third = await match("--json");
  expect(done(third)).toMatchObject({ asked: 1, remembered: 2, bytes_read: 240_000 });
  expect(statusesOf(third)["Northern.Line"]).toEqual(["ready", null]);
  const salt = dir.path("library/Salt/salt.mkv");
  writeFileSync(salt, contentOf(RELEASES.Salt[0] as { path: string; length: number }));
  const fourth = await match("--json");
  expect([statusesOf(fourth)["Salt"], done(fourth).bytes_read]).toEqual([["ready", null], 140_000]);
  expect(done(await match("--json", "--fresh"))).toMatchObject({ asked: 5, asked_before: 0, remembered: 0 });
  before = fingerprintOf(dir.path("library"));
});

test("--out writes what is ready with a manifest, --partial that too, and touches nothing else there", async () => {
  dir.write("ready/mine.txt", "mine");
  expect((await match("--out", "ready")).code).toBe(0);
  expect(readdirSync(dir.path("ready")).sort()).toEqual(
    ["Harbour.Lights [", "manifest.json", "mine.txt"].map((start) => expect.stringContaining(start)),
  );
  const { torrents } = JSON.parse(readFileSync(dir.path("ready/manifest.json"), "utf8"));
  const [entry] = torrents;
  expect(entry.files).toEqual([
    { path: "Harbour.Lights/a.mkv", size: 150_000, local: dir.path("library/Harbour.Lights/a.mkv"), whole: true },
    { path: "Harbour.Lights/b.mkv", size: 120_000, local: dir.path("library/Harbour.Lights/second.mkv"), whole: true },
    { path: "Harbour.Lights/info.nfo", size: 90, local: dir.path("library/Harbour.Lights/info.nfo"), whole: true },
  ]);
  const written = readFileSync(dir.path("ready", entry.torrent));
  expect(Buffer.from(parseMetainfo(written).infoHashV1 ?? []).toString("hex")).toBe(entry.info_hash);
  await match("--out", "ready", "--partial");
  expect(readdirSync(dir.path("ready"))).toHaveLength(4);
});

test("a user's own announce address goes into --out and never into the state", async () => {
  await set("announce_urls", "https://t.example/{passkey}/announce");
  await set("auth", "token");
  const { out: token } = await run(["token", "create", "me"], { cwd: dir.root });
  dir.write("token", token);
  dir.write("passkey", `${PASSKEY}\n`);
  const env = { RESEEDER_TOKEN_FILE: "token", RESEEDER_PASSKEY_FILE: "passkey" };
  const args = ["match", "library", "--server", server.url, "--state", "match.db"];
  const first = await run([...args, "--out", "one"], { cwd: dir.root, env });
  expect([first.code, first.err]).toEqual([0, ""]);
  // What the state knows has no address: for another folder the server is asked again.
  const second = await run([...args, "--out", "two", "--json"], { cwd: dir.root, env });
  expect(done(second)).toMatchObject({ bytes_read: 0, remembered: 3 });
  for (const folder of ["one", "two"]) {
    const name = readdirSync(dir.path(folder)).find((each) => each.endsWith(".torrent")) ?? "";
    expect(parseMetainfo(readFileSync(dir.path(folder, name))).announce).toEqual([
      [`https://t.example/${PASSKEY}/announce`],
    ]);
  }
  const state = readdirSync(dir.root).filter((name) => name.startsWith("match.db"));
  for (const name of state) {
    const bytes = readFileSync(dir.path(name)).toString("latin1");
    expect([bytes.includes(PASSKEY), bytes.includes(token.trim())]).toEqual([false, false]);
  }
});

test("the server's archive and a folder or ZIP of torrents need no question about files", async () => {
  await set("auth", "token");
  const { out: token } = await run(["token", "create", "me"], { cwd: dir.root });
  const hash = Buffer.from(parseMetainfo(readFileSync(dir.path("torrents/Harbour.Lights.torrent"))).infoHashV1 ?? []);
  dir.write("h.csv", `me,${hash.toString("hex")}\n`);
  await run(["history", "import", "h.csv"], { cwd: dir.root });
  const env = { RESEEDER_TOKEN: token.trim() };
  const cwd = dir.root;
  const archive = await run(["match", "library", "--server", server.url, "--archive", "--state", "a.db", "--json"], {
    cwd,
    env,
  });
  expect(statusesOf(archive)).toEqual({ "Harbour.Lights": ["ready", null] });
  const asked = await run(["match", "library", "--torrents", "torrents", "--state", "b.db", "--json"], { cwd });
  expect(Object.keys(statusesOf(asked))).toHaveLength(3);
  await run(["torrents", "export", "all.zip"], { cwd });
  const zip = await run(["match", "library", "--torrents", "all.zip", "--state", "c.db", "--json"], { cwd });
  expect(statusesOf(zip)).toEqual(statusesOf(asked));
});

test("a folder and a ZIP of torrents whose names are no UTF-8 are read", async () => {
  const name = (text: string) => Buffer.concat([Buffer.from(dir.path("caf")), Buffer.from([0xe9]), Buffer.from(text)]);
  cpSync(dir.path("torrents"), dir.path("copy"), { recursive: true });
  renameSync(dir.path("copy"), name(""));
  await run(["torrents", "export", "all.zip"], { cwd: dir.root });
  renameSync(dir.path("all.zip"), name(".zip"));
  for (const path of ["caf\udce9", `${dir.root}/caf\udce9.zip`]) {
    const args = ["match", "library", "--torrents", path, "--state", `${path.length}.db`];
    const ran = await run([...args, "--json"], { cwd: dir.root });
    expect([ran.code, Object.keys(statusesOf(ran)).length]).toEqual([0, 3]);
  }
  const gone = await run(["match", "library", "--torrents", "gon\udce9", "--state", "x.db"], { cwd: dir.root });
  expect([gone.code, gone.err]).toEqual([1, expect.stringContaining("gon\\xe9 does not exist")]);
});

describe("trackers.json", () => {
  test("of `reseeder trackers-json` is understood, and a tier that a tracker lacks is one line", async () => {
    const { out } = await run(["trackers-json", "--url", server.url, "--id", "here"], { cwd: dir.root });
    dir.write("trackers.json", out);
    const args = ["match", "library", "--trackers", "trackers.json", "--state", "t.db"];
    const ran = await run([...args, "--tracker", "here", "--json"], { cwd: dir.root });
    expect(Object.keys(statusesOf(ran))).toHaveLength(3);
    const none = await run([...args, "--archive"], { cwd: dir.root });
    expect(none).toEqual({ code: 0, out: "", err: "here has no archive\n" });
    const unknown = await run([...args, "--tracker", "there"], { cwd: dir.root });
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("no tracker there: it has here")]);
  });
});

test("a token that was not given is asked for at the terminal, unseen; piped runs are not asked", async () => {
  await set("auth", "token");
  const { out: token } = await run(["token", "create", "me"], { cwd: dir.root });
  const hidden: boolean[] = [];
  const args = ["match", "library", "--server", server.url, "--state", "p.db", "--json"];
  const ran = await run(args, {
    ...{
      cwd: dir.root,
      interactive: true,
      onHidden: (is) => hidden.push(is),
      stdin: [Buffer.from(`${token.trim()}\n`)],
    },
  });
  expect([ran.code, hidden]).toEqual([0, [true, false]]);
  expect(ran.err).toStartWith(`Token for ${new URL(server.url).host}: `);
  expect(Object.keys(statusesOf(ran))).toHaveLength(3);
  expect(ran.err + ran.out).not.toContain(token.trim());
  const piped = await run(args, { cwd: dir.root });
  expect([piped.code, piped.err]).toEqual([1, ""]);
});

describe("rejects", () => {
  const wrong: [words: string[], says: string][] = [
    [[], "No torrent source"],
    [["--server", "https://a.example", "--torrents", "x"], "--server and --torrents exclude each other"],
    [["--server", "http://tracker.example"], "http://tracker.example is plain http"],
    [["--server", "https://me:pw-of-me@tracker.example"], "--server: expected a URL"],
    [["--torrents", "torrents", "--read-rate", "fast"], "--read-rate: expected a rate such as 50M"],
  ];
  test.each(wrong)("%p", async (words, says) => {
    const ran = await run(["match", "library", "--state", "x.db", ...words], { cwd: dir.root });
    expect([ran.code, ran.out]).toEqual([2, ""]);
    expect(ran.err).toContain(says);
    expect(ran.err).not.toContain("pw-of-me");
  });
});

test("exit codes: 3 where a folder could not be read, 1 where nobody answers", async () => {
  const gone = await run(["match", "library", "gone", "--torrents", "torrents", "--state", "x.db"], { cwd: dir.root });
  expect([gone.code, gone.err]).toEqual([3, `${dir.path("gone")}: does not exist\n`]);
  const nobody = await run(["match", "library", "--server", "http://127.0.0.1:1", "--state", "x.db"], {
    cwd: dir.root,
  });
  expect(nobody.code).toBe(1);
  expect(nobody.err).toContain("nothing answers at http://127.0.0.1:1/match/handshake (connection refused)");
});

test("--include and --exclude choose files, hard links count once, symbolic links never twice", async () => {
  const { linkSync, symlinkSync } = await import("node:fs");
  mkdirSync(dir.path("extra"));
  linkSync(dir.path("library/Salt/salt.mkv"), dir.path("extra/again.mkv"));
  symlinkSync(dir.path("library"), dir.path("extra/loop"));
  const args = ["match", "extra", "library", "--torrents", "torrents", "--state", "x.db", "--json"];
  const all = linesOf(await run(args, { cwd: dir.root }), "walked")[0];
  expect(all.files).toBe(5);
  const some = linesOf(await run([...args, "--exclude", "*.nfo,Salt"], { cwd: dir.root }), "walked")[0];
  // The link of salt.mkv in extra/ has another path.
  expect(some.files).toBe(4);
  const few = linesOf(await run([...args, "--include", "Northern.Line"], { cwd: dir.root }), "walked")[0];
  expect(few.files).toBe(1);
  const file = ["match", "library/Salt/salt.mkv", "extra/again.mkv", ...args.slice(3)];
  const one = await run(file, { cwd: dir.root });
  expect([linesOf(one, "walked")[0].files, Object.keys(statusesOf(one))]).toEqual([1, ["Salt"]]);
});

test("a stop is gone on with: what was verified before it is not read again", async () => {
  const stop = new AbortController();
  let progress = 0;
  const args = ["match", "library", "--server", server.url, "--state", "match.db"];
  const stopped = await run([...args, "--read-rate", "200k"], {
    ...{ cwd: dir.root, signal: stop.signal, terminal: 80 },
    onErr: (text) => {
      if (text.includes("Verifying") && ++progress === 2) stop.abort("SIGINT");
    },
  });
  expect([stopped.code, stopped.out]).toEqual([130, expect.stringContaining("Stopped. Run the same command again")]);
  const after = await run([...args, "--json"], { cwd: dir.root });
  expect(Object.keys(statusesOf(after))).toHaveLength(3);
});

test("--out and --trackers take a path that is no UTF-8; --state and --link, whose path others are told as text, say what is wrong", async () => {
  const cwd = dir.root;
  const base = ["match", "library", "--state", "x.db"];
  for (let time = 0; time < 2; time++) {
    const made = await run([...base, "--torrents", "torrents", "--out", "sp\udce9"], { cwd });
    expect([made.code, made.out]).toEqual([0, expect.stringContaining("are in sp\\xe9.")]);
    const names = readdirSync(dir.bytes(Buffer.from("sp\xe9", "latin1")));
    expect(names.map(String).sort()).toEqual([expect.stringMatching(/^Harbour\.Lights .*\.torrent$/), "manifest.json"]);
  }
  writeFileSync(dir.bytes(Buffer.from("t\xe9.json", "latin1")), "[]");
  const trackers = await run([...base, "--trackers", "t\udce9.json"], { cwd });
  expect([trackers.code, trackers.err]).toEqual([2, expect.not.stringContaining("cannot read")]);
  const state = await run(["match", "library", "--torrents", "torrents", "--state", "s\udce9.db"], { cwd });
  expect([state.code, state.err]).toEqual([
    2,
    `reseeder: The state file ${cwd}/s\\xe9.db cannot be opened: its path is not valid UTF-8\nTry: Choose a path in UTF-8 with --state FILE.\n`,
  ]);
  const client = ["--client", "qbittorrent:http://127.0.0.1:1"];
  const link = await run([...base, "--torrents", "torrents", "--link", "l\udce9", ...client], { cwd });
  expect([link.code, link.err]).toEqual([2, expect.stringContaining("l\\xe9: torrent clients cannot be told a path")]);
  expect(readdirSync(cwd).filter((name) => name.includes("\ufffd") && name.endsWith(".db"))).toEqual([]);
});

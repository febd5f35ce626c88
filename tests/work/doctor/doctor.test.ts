import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { Store } from "../../../src/store/store.ts";
import { fixTotals } from "../../../src/work/doctor/check-database.ts";
import { diagnose } from "../../../src/work/doctor/doctor.ts";
import type { Finding } from "../../../src/work/observe/finding.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { type Tree, tree } from "../../support/tree.ts";

// No test waits for time to pass; a busy machine may need longer than the runner's five seconds.
setDefaultTimeout(TEST_TIMEOUT_MS);

let dir: Tree;
let path: string;
let port: number;

beforeEach(async () => {
  dir = tree();
  for (let i = 0; i < 20; i++) dir.write(`t/${i}.torrent`, plainTorrent(`t${i}`, i + 1));
  path = dir.path("reseeder.db");
  await run(["scan", "t"], { cwd: dir.root });
  const free = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  port = free.port;
  free.stop(true);
});

afterEach(() => dir[Symbol.dispose]());

interface Options {
  full?: boolean;
  clock?: () => number;
  at?: string;
}

async function findings({ full = false, clock = Date.now, at = path }: Options = {}): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of diagnose({ path: at, full, expected: `http://127.0.0.1:${port}`, clock }))
    found.push(finding);
  return found;
}

/** What is not as it should be: `severity check`, with the sentence. */
const trouble = (found: readonly Finding[]) =>
  found
    .filter(({ severity }) => severity === "warning" || severity === "error")
    .map(({ severity, check, what, advice }) => ({ at: `${severity} ${check}`, what, advice }));

function change(sql: string): void {
  const database = new Database(path);
  database.run(sql);
  database.close();
}

test("a healthy installation has nothing but good news, quick or full", async () => {
  await run(["backup"], { cwd: dir.root });
  const found = await findings();
  expect(trouble(found)).toEqual([]);
  expect(found.map(({ check, severity }) => `${severity} ${check}`)).toEqual([
    "ok database",
    "ok totals",
    "ok unindexed",
    "ok permissions",
    "ok wal",
    "ok disk",
    "ok backup-disk",
    "ok paths",
    ...(process.platform === "linux" ? ["ok inotify"] : []),
    "ok access",
    "ok scan",
    "ok backup",
    "ok settings",
    "ok clock",
    "info swarm",
    "ok passkeys",
    "ok external-ids",
    "info port",
  ]);
  expect(trouble(await findings({ full: true }))).toEqual([]);
});

describe("finds", () => {
  const cases: [what: string, wreck: () => unknown, at: string[], says: string][] = [
    [
      "wrong counts",
      () => change("UPDATE totals SET torrents = 99"),
      ["error totals"],
      "torrents 99 stored, 20 counted",
    ],
    [
      "an unfinished index",
      () => change("INSERT INTO unindexed VALUES (1)"),
      ["warning unindexed"],
      "1 torrent cannot be matched yet: a scan or an upload was interrupted",
    ],
    [
      "a setting that makes no sense",
      () => change("UPDATE settings SET value = 'x' WHERE key = 'backup_keep'"),
      ["warning settings"],
      "backup_keep",
    ],
    ["a database that others can read", () => chmodSync(path, 0o644), ["warning permissions"], "every user"],
    ["a path that is gone", () => dir.remove("t"), ["error paths", "warning passkeys"], "no such file or directory"],
    [
      "a path that is empty now",
      () => Bun.spawnSync(["sh", "-c", `rm ${dir.path("t")}/*`]),
      ["warning paths"],
      "no longer contains",
    ],
    ["a failed scan", () => change("UPDATE runs SET status = 'failed'"), ["warning scan"], "failed"],
    [
      "a failed backup",
      () =>
        change(
          `INSERT INTO runs (kind, status, started_at, pid, summary) VALUES ('backup', 'failed', ${Date.now()}, 1, '{"message":"no room"}')`,
        ),
      ["error backup"],
      "no room",
    ],
    [
      "a backup that is gone",
      () =>
        change(
          `INSERT INTO runs (kind, status, started_at, pid, summary) VALUES ('backup', 'done', ${Date.now()}, 1, '{"file":"/none.db"}')`,
        ),
      ["warning backup"],
      "/none.db is gone",
    ],
    [
      "backups that stay away",
      () =>
        change(
          `INSERT INTO runs (kind, status, started_at, pid) VALUES ('backup', 'done', ${Date.now() - 99 * 3_600_000}, 1)`,
        ),
      ["warning backup"],
      "due every 6 h",
    ],
    [
      "no backup after a long time",
      () => change(`UPDATE runs SET started_at = ${Date.now() - 99 * 3_600_000}`),
      ["warning backup"],
      "There is no backup",
    ],
    [
      "rows of the future",
      () =>
        change(
          `INSERT INTO requests (at, method, path, status, duration_us, bytes_in, bytes_out) VALUES (${Date.now() + 86_400_000}, 'GET', '/', 200, 1, 1, 1)`,
        ),
      ["warning clock"],
      "has an entry from",
    ],
  ];

  test.each(cases)("%s", async (_, wreck, at, says) => {
    await wreck();
    const found = trouble(await findings());
    const hits = found.filter((finding) => at.includes(finding.at));
    expect(hits.length).toBeGreaterThan(0);
    expect(found.length).toBe(hits.length);
    expect(hits[0]?.what).toContain(says);
    expect(hits[0]?.advice).not.toBe(null);
  });

  test("a log that has grown without end, and backups that others can read", async () => {
    await run(["backup"], { cwd: dir.root });
    chmodSync(dir.path("backups"), 0o755);
    const reader = Store.open(path);
    truncateSync(`${path}-wal`, 200 * 1024 * 1024);
    expect(trouble(await findings()).map(({ at }) => at)).toEqual(["warning wal", "warning backup-folder"]);
    reader.close();
  });

  test("what an upgrade has kept beside the database", async () => {
    dir.write("reseeder.db.before-upgrade-20261127T161500Z", new Uint8Array(2048));
    dir.write("reseeder.db.before-upgrade-my-own", "");
    const kept = (await findings()).filter(({ check }) => check === "kept");
    expect(kept.map(({ what }) => what)).toEqual([
      `${path}.before-upgrade-20261127T161500Z is an earlier state of the database, 2.00 KiB`,
    ]);
  });

  test("a folder for backups that is none", async () => {
    dir.write("backups", "a file");
    expect(trouble(await findings()).map(({ at }) => at)).toEqual(["error backup-folder"]);
  });

  test("a folder for backups that cannot be made", async () => {
    dir.write("file", "");
    change(`UPDATE settings SET value = '${dir.path("file/backups")}' WHERE key = 'backup_dir'`);
    expect(trouble(await findings())).toEqual([
      {
        at: "error backup-folder",
        what: `Backups cannot be written to ${dir.path("file/backups")}`,
        advice: `Make ${dir.path("file")} a folder that is writable for this user.`,
      },
    ]);
  });

  test("a clock that cannot be right", async () => {
    const [said] = trouble(await findings({ clock: () => Date.UTC(1970, 0, 2) })).filter(({ at }) => /clock/.test(at));
    expect(said?.what).toBe("The clock says 1970-01-02T00:00:00.000Z");
  });

  test("damage, and goes on with what can be looked at", async () => {
    truncateSync(path, 20_000);
    const found = await findings();
    expect(trouble(found)[0]).toMatchObject({ at: "error database", advice: expect.stringContaining("restore") });
    expect(found.map(({ check }) => check)).toContain("port");
    writeFileSync(path, "text ".repeat(1_000));
    expect(trouble(await findings())[0]).toMatchObject({
      at: "error database",
      what: expect.stringContaining("not an SQLite"),
    });
  });

  test("damage of one table, with SQLite's words", async () => {
    const database = new Database(path);
    const sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'locations'";
    const page = database.query<{ rootpage: number }, []>(sql).get()?.rootpage ?? 0;
    database.close();
    const bytes = await Bun.file(path).bytes();
    writeFileSync(path, bytes.fill(0x5a, (page - 1) * 4096, page * 4096));
    expect(trouble(await findings())[0]).toMatchObject({
      at: "error database",
      what: expect.stringContaining("damaged"),
    });
  });

  test("rows that refer to nothing, when asked for everything", async () => {
    change("DELETE FROM roots");
    expect(trouble(await findings({ full: true })).map(({ what }) => what)).toEqual([
      "Rows refer to missing rows: 20 in locations",
    ]);
  });

  test("a newest backup that cannot be used, when asked for everything", async () => {
    await run(["backup"], { cwd: dir.root });
    const [line] = jsonLines((await run(["backup", "--list", "--json"], { cwd: dir.root })).out);
    truncateSync(line.file, 30_000);
    expect(trouble(await findings())).toEqual([]);
    expect(trouble(await findings({ full: true }))[0]?.at).toBe("error backup");
  });

  testWith(MAY_MOUNT, "right to mount")("a disk without room, and one that is read-only", async () => {
    using disk = new Disk(dir, 4_096);
    const there = `${disk.path}/reseeder.db`;
    writeFileSync(there, await Bun.file(path).bytes());
    chmodSync(there, 0o600);
    const full = trouble(await findings({ at: there }));
    expect(full.map(({ at }) => at)).toEqual(["error disk", "error backup-disk"]);
    disk.setReadOnly(true);
    expect(trouble(await findings({ at: there }))[0]).toMatchObject({
      at: "error permissions",
      what: expect.stringContaining("is not writable"),
    });
  });
});

describe("passkeys in announce URLs", () => {
  const PASSKEY = "0123456789abcdef0123456789abcdef";

  test("are found and never printed", async () => {
    dir.write("t/secret.torrent", plainTorrent("s", 5, { announce: `https://tracker.example/${PASSKEY}/announce` }));
    dir.write("t/open.torrent", plainTorrent("o", 6, { announce: "https://tracker.example/announce" }));
    await run(["scan"], { cwd: dir.root });
    const { code, out, err } = await run(["doctor", "--json", "--port", String(port)], { cwd: dir.root });
    expect(code).toBe(4);
    const line = jsonLines(out).find(({ check }) => check === "passkeys");
    expect(line.severity).toBe("warning");
    expect(line.what).toContain("1 of 22 .torrent files");
    expect(line.what).toContain(`${dir.path("t/secret.torrent")} (tracker.example)`);
    expect(out + err).not.toContain(PASSKEY);
  });

  test("are looked for in a sample from the whole of a large index, or everywhere", async () => {
    for (let i = 0; i < 2_300; i++) dir.write(`t/x${i}.torrent`, plainTorrent(`x${i}`, 1_000 + i));
    await run(["scan"], { cwd: dir.root });
    const looked = (found: Finding[]) =>
      Number(/of ([\d,]+) /.exec(found.find(({ check }) => check === "passkeys")?.what ?? "")?.[1]?.replace(",", ""));
    expect(looked(await findings())).toBe(1_160);
    expect(looked(await findings({ full: true }))).toBe(2_320);
  });
});

describe("the port", () => {
  const ask = async () => (await findings()).at(-1);

  test("answers as ReSeeder, as something else, or not in HTTP", async () => {
    const answer = (body: string) => Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response(body) });
    const good = answer('{"status":"ok","stats":{}}');
    expect(await ask()).toMatchObject({ severity: "ok", what: expect.stringContaining("serve answers") });
    await good.stop(true);
    const other = answer("<html>");
    expect(await ask()).toMatchObject({ severity: "warning", what: expect.stringContaining("not a healthy ReSeeder") });
    await other.stop(true);
    const raw = createServer((socket) => socket.destroy()).listen(port, "127.0.0.1");
    await new Promise((resolve) => raw.once("listening", resolve));
    expect(await ask()).toMatchObject({ severity: "warning", what: expect.stringContaining("other than HTTP") });
    await new Promise((resolve) => raw.close(resolve));
    expect(await ask()).toMatchObject({ severity: "info", what: expect.stringContaining("free") });
  });
});

test("wrong counts can be put right", async () => {
  change("UPDATE totals SET torrents = 99, payload = 1");
  const store = Store.open(path);
  expect(fixTotals(store)).toBe(true);
  expect(fixTotals(store)).toBe(false);
  expect(store.statistics.totals()).toMatchObject({ torrents: 20, payload: 210 });
  store.close();
});

describe("the command", () => {
  const doctor = (...args: string[]) => run(["doctor", "--port", String(port), ...args], { cwd: dir.root });

  test("ends with 0 or 4, and says what to do", async () => {
    const good = await doctor();
    expect([good.code, good.err]).toEqual([0, ""]);
    change("UPDATE totals SET torrents = 99");
    const bad = await doctor();
    expect(bad.code).toBe(4);
    expect(bad.out).toContain("ERROR   totals        The stored totals are wrong: torrents 99 stored, 20 counted\n");
    expect(bad.out).toContain("→ Run `reseeder doctor --fix`.\n");
    expect((await doctor("--fix")).code).toBe(0);
    for (const line of jsonLines((await doctor("--json")).out)) {
      expect(Object.keys(line)).toEqual(["check", "severity", "what", "advice"]);
    }
  });

  test("says that there is no database yet, and looks at what there is", async () => {
    for (const name of readdirSync(dir.root)) if (name.startsWith("reseeder.db")) rmSync(dir.path(name));
    const { code, out } = await doctor();
    expect([code, out]).toEqual([0, expect.stringMatching(/^info +database +There is no database at/)]);
    expect(out).toContain("is free");
    const json = await doctor("--json", "--fix");
    expect([json.code, jsonLines(json.out).map(({ check }) => check)]).toEqual([10, ["database", "port"]]);
    expect(existsSync(path)).toBe(false);
    expect((await doctor("--port", "0")).code).toBe(2);
  });
});

describe("access", () => {
  const tokenAt = (expiresAt: number | "NULL") =>
    change(
      `INSERT INTO tokens (name, hash, scopes, created_at, expires_at) VALUES ('a', zeroblob(32), 'match', 1, ${expiresAt})`,
    );
  const set = (key: string, value: string) => change(`UPDATE settings SET value = '${value}' WHERE key = '${key}'`);
  const access = async () =>
    (await findings()).filter(({ check }) => check === "access").map(({ severity }) => severity);

  test("tokens are asked for, and one is in force or none", async () => {
    set("auth", "token");
    expect(await access()).toEqual(["warning"]);
    tokenAt(5);
    expect(await access()).toEqual(["warning"]);
    change("DELETE FROM tokens");
    tokenAt("NULL");
    expect(await access()).toEqual(["ok"]);
  });

  test("settings that keep everybody out or torrents back", async () => {
    set("auth", "callback");
    set("announce_urls", "https://t.example/{pass}");
    expect(await access()).toEqual(["error", "error"]);
    set("auth_callback_url", "https://t.example/{passkey}");
    set("announce_urls", "https://t.example/{passkey}");
    expect(await access()).toEqual(["ok"]);
  });

  test("anonymize_users with ids from before", async () => {
    const row = "user_id, at, method, path, status, duration_us, bytes_in, bytes_out";
    const hashed = `u_${"0123456789abcdef0123"}`;
    const inserts = (id: string) => [
      `INSERT INTO requests (${row}) VALUES ('${id}', 1, 'POST', '/match/phase1', 200, 1, 1, 1)`,
      `INSERT INTO match_log (user_id, at, tier, files_asked, files_matched, torrents) VALUES ('${id}', 1, 'name', 1, 1, 1)`,
      `INSERT INTO reports (user_id, at, start, bytes, confirmed, rejected) VALUES ('${id}', 1, 0, 0, 0, 0)`,
      `INSERT INTO hand_outs (at, identity, torrent_id) VALUES (1, '${id}', 1)`,
      `INSERT INTO history VALUES ('${id}', zeroblob(20), 1, 'import')`,
      `INSERT INTO revivals (at, torrent_id, user_id, confirmed_at, seeders) VALUES (1, 1, '${id}', 1, 1)`,
      `INSERT INTO pending_revivals VALUES (1, '${id}', 1)`,
    ];
    const path = inserts("operator")[0]?.replace("/match/phase1", "/api/v1/users/alice/archive") ?? "";
    for (const insert of [...inserts("alice"), path]) {
      set("anonymize_users", "0");
      change(insert);
      expect(await access()).toEqual(["ok"]);
      set("anonymize_users", "1");
      expect([insert, await access()]).toEqual([insert, ["ok", "warning"]]);
      change(insert.replace(/^INSERT INTO (\w+).*$/, "DELETE FROM $1"));
    }
    for (const insert of inserts(hashed)) change(insert);
    change(`INSERT INTO requests (${row}) VALUES ('operator', 1, 'GET', '/api/v1/torrents', 200, 1, 1, 1)`);
    expect(await access()).toEqual(["ok"]);
  });

  test("a comment_url with {id} where hardly a torrent has an id", async () => {
    set("announce_urls", "https://t.example/{passkey}");
    set("comment_url", "https://t.example/{id}");
    expect(await access()).toEqual(["ok"]);
    change("UPDATE torrents SET external_id = NULL WHERE id > 1");
    expect(await access()).toEqual(["ok", "warning"]);
    set("comment_url", "https://t.example/{info_hash}");
    expect(await access()).toEqual(["ok"]);
  });

  test("with announce_urls what the files announce is no trouble any more", async () => {
    dir.write(
      "t/leak.torrent",
      plainTorrent("leak", 7, { announce: `https://x.example/${"0123456789abcdef".repeat(2)}/announce` }),
    );
    await run(["scan", "t"], { cwd: dir.root });
    const passkeys = async () => (await findings({ full: true })).find(({ check }) => check === "passkeys")?.severity;
    expect(await passkeys()).toBe("warning");
    set("announce_urls", "https://t.example/{passkey}");
    expect(await passkeys()).toBe("ok");
  });
});

describe("swarm", () => {
  const NOW = Date.UTC(2026, 10, 20);
  const MINUTE = 60_000;
  const set = (key: string, value: string) => change(`UPDATE settings SET value = '${value}' WHERE key = '${key}'`);
  const scraped = (status: string, minutesAgo: number, summary: object) => {
    const at = NOW - minutesAgo * MINUTE;
    change(`INSERT INTO runs (kind, status, started_at, finished_at, pid, summary)
      VALUES ('scrape', '${status}', ${at}, ${at + 1}, 1, '${JSON.stringify(summary)}')`);
  };
  const swarm = async () => {
    const found = (await findings({ clock: () => NOW })).filter(
      ({ check, what }) => check === "swarm" || /scrape_urls/.test(what),
    );
    return found.map(({ severity, what }) => `${severity}: ${what}`).join("\n");
  };

  test("nobody counts, or somebody pushes", async () => {
    expect(await swarm()).toBe("info: Seeders are not counted, so matches cannot list dead torrents first");
    change("UPDATE totals SET counted = 7");
    expect(await swarm()).toBe("ok: Seeders are known for 7 of 20 torrents");
  });

  test("the tracker's list has counts, so that no scrape is missed", async () => {
    set("scrape_interval_minutes", "60");
    set("tracker", "udpt");
    expect(await swarm()).toBe("ok: Seeders come with the tracker's list, and are known for 0 of 20 torrents");
  });

  test("no tracker that can be asked", async () => {
    set("scrape_interval_minutes", "60");
    expect(await swarm()).toContain("warning: The tracker cannot be scraped: neither scrape_urls nor");
    set("announce_urls", "https://t.example/SECRETSECRET/{passkey}/announce");
    expect(await swarm()).toContain("the passkey is part of its path");
    set("scrape_urls", "nonsense");
    expect(await swarm()).toMatch(/^error: .*scrape_urls.*address 1: expected a URL that starts with.*$/);
    expect(await swarm()).not.toContain("SECRET");
  });

  test("the last round: none, in time, late, broken off, failed", async () => {
    set("scrape_interval_minutes", "60");
    set("scrape_urls", "udp://t.example:6969");
    expect(await swarm()).toBe("info: The tracker was not scraped yet");
    scraped("done", 179, {});
    expect(await swarm()).toBe("ok: The tracker was scraped 2 h ago; seeders are known for 0 of 20 torrents");
    change("UPDATE runs SET started_at = started_at - 120000 WHERE kind = 'scrape'");
    expect(await swarm()).toContain("warning: The last scrape was 3 h ago, although one is due");
    scraped("partly", 5, { problem: "udp://t.example:6969: gave no answer in time" });
    expect(await swarm()).toContain("5 min ago, stopped early: udp://t.example:6969: gave no answer in time");
    scraped("failed", 4, { message: "The disk is full" });
    expect(await swarm()).toContain("4 min ago, failed: The disk is full");
    // What was stopped says nothing about the tracker.
    scraped("cancelled", 3, {});
    expect(await swarm()).toContain("4 min ago, failed");
  });
});

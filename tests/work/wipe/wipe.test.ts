import { Database } from "bun:sqlite";
import { afterEach, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { AGING_USER_DATA, USER_DATA, type UserData } from "../../../src/core/access/user-data.ts";
import { ReseederError } from "../../../src/core/errors.ts";
import { startServer } from "../../../src/http/server/listen.ts";
import { Session } from "../../../src/store/database/session.ts";
import { Store } from "../../../src/store/store.ts";
import { storedUserId } from "../../../src/work/users/user-name.ts";
import { planWipe, type WipeOptions, wipeUsers } from "../../../src/work/wipe/wipe.ts";
import { wipeEverything } from "../../../src/work/wipe/wipe-everything.ts";
import { addTorrent } from "../../support/indexed.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { tree } from "../../support/tree.ts";
import { fillUserData, found, leaveTraces, NEEDLES } from "../../support/user-data.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const AT = 1_700_000_000_000;
const KINDS: readonly UserData[] = USER_DATA;
const opened: Store[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

/** A database full of needles, which another connection has open, so that nobody's end empties the log. */
function full({ path: where }: { path?: string } = {}) {
  const dir = tree();
  const path = where ?? dir.path("reseeder.db");
  const store = Store.open(path, { create: true });
  opened.push(store);
  for (let i = 1; i <= 5; i++) addTorrent(store, plainTorrent(`torrent-${i}`, i));
  leaveTraces(path);
  fillUserData(store);
  const sql = (text: string, ...values: (string | number)[]) => {
    const database = new Database(path);
    try {
      return database.query(text).values(...values);
    } finally {
      database.close();
    }
  };
  sql("INSERT INTO revivals (at, torrent_id, user_id, confirmed_at, seeders) VALUES (?, 1, 'needle-user', 1, 1)", AT);
  sql("INSERT INTO pending_revivals VALUES (2, 'needle-user', ?)", AT);
  return {
    dir,
    path,
    store,
    sql,
    counts: () => Object.fromEntries(KINDS.map((kind) => [kind, store.userData.count(kind)])),
    wipe: (what: WipeOptions["what"] = { kinds: KINDS }, more: Partial<WipeOptions> = {}) =>
      wipeUsers({ path, what, backups: false, ...more }),
    [Symbol.dispose]() {
      dir[Symbol.dispose]();
    },
  };
}

const EMPTY = Object.fromEntries(KINDS.map((kind) => [kind, 0]));

describe("wiping users", () => {
  test("leaves no byte of them in file and log, and all that is not of users as it was", async () => {
    using t = full();
    expect(found(t.path, NEEDLES)).toEqual([...NEEDLES]);
    const rest = () => [
      t.sql("SELECT * FROM torrents"),
      t.sql("SELECT * FROM daily"),
      t.sql("SELECT * FROM torrent_activity"),
      t.sql("SELECT * FROM settings"),
      t.sql("SELECT id, torrent_id, confirmed_at FROM revivals"),
      t.sql("SELECT torrent_id, confirmed_at FROM pending_revivals"),
    ];
    const before = rest();
    const { status, rows, problems } = await t.wipe();
    expect({ status, problems }).toEqual({ status: "done", problems: [] });
    expect(rows).toContainEqual({ kind: "requests", rows: 50 });
    expect(rows).toContainEqual({ kind: "revivals", rows: 2 });
    expect(t.counts()).toEqual(EMPTY);
    expect(found(t.path, NEEDLES)).toEqual([]);
    expect(rest()).toEqual(before);
    expect(t.sql("PRAGMA integrity_check")).toEqual([["ok"]]);
  });

  test("of some kinds leaves the others", async () => {
    using t = full();
    const before = t.counts();
    await t.wipe({ kinds: ["requests", "hand-outs"] });
    expect(t.counts()).toEqual({ ...before, requests: 0, "hand-outs": 0 });
    expect(found(t.path, NEEDLES)).toEqual(["needle-user", "needle-client", "needle-body", "needle-token"]);
  });

  test("makes another key for names when nobody is left, and only then", async () => {
    using t = full();
    t.store.write(() => t.store.settings.write("anonymize_users", 1));
    const name = storedUserId(t.store, "alice");
    await t.wipe({ kinds: ["requests"] });
    expect(storedUserId(t.store, "alice")).toBe(name);
    await t.wipe();
    expect(storedUserId(t.store, "alice")).not.toBe(name);
  });

  test("where the file cannot be written anew, what went is overwritten all the same, and that is told", async () => {
    using t = full();
    const vacuum = spyOn(Session.prototype, "vacuum").mockImplementation(() => {
      throw new ReseederError("DATABASE_FULL", "the disk is full");
    });
    try {
      const { status, problems } = await t.wipe();
      expect([status, problems.length, problems[0]]).toEqual([
        "partly",
        1,
        expect.stringContaining("the disk is full"),
      ]);
    } finally {
      vacuum.mockRestore();
    }
    expect(t.counts()).toEqual(EMPTY);
    expect(
      found(
        t.path,
        NEEDLES.filter((word) => word !== "needle-early"),
      ),
    ).toEqual([]);
    expect((await t.wipe()).status).toBe("done");
    expect(found(t.path, NEEDLES)).toEqual([]);
  });

  test("names who reads from the log, and another run finishes it", async () => {
    using t = full();
    const reader = new Database(t.path);
    reader.run("BEGIN");
    reader.query("SELECT count(*) FROM requests").get();
    const { status, problems } = await t.wipe(undefined, { busyTimeoutMs: 1 });
    expect([status, problems.length]).toEqual(["partly", 1]);
    expect(problems[0]).toStartWith(`${t.path}-wal may contain deleted data: another process is reading it`);
    reader.run("COMMIT");
    reader.close();
    expect((await t.wipe()).status).toBe("done");
    expect(found(t.path, NEEDLES)).toEqual([]);
  });

  test("of a locked database changes nothing and says so", async () => {
    using t = full();
    const writer = new Database(t.path);
    writer.run("BEGIN IMMEDIATE");
    const before = t.counts();
    await expect(t.wipe(undefined, { busyTimeoutMs: 1 })).rejects.toMatchObject({
      code: "DATABASE_LOCKED",
      message: expect.stringContaining("nothing was wiped"),
    });
    writer.close();
    expect(t.counts()).toEqual(before);
  });

  testWith(MAY_MOUNT, "right to mount")("on a full disk loses nothing, or only what it was told to", async () => {
    using dir = tree();
    using disk = new Disk(dir, 32_768);
    using t = full({ path: `${disk.path}/reseeder.db` });
    t.sql("INSERT INTO stored_torrents VALUES (1, 0, randomblob(4000000), 1, 0)");
    t.store.emptyLog();
    const before = t.counts();
    const used = Number(Bun.spawnSync(["du", "-sk", disk.path]).stdout.toString().split("\t")[0]);
    disk.resize(used);
    await expect(t.wipe()).rejects.toMatchObject({ code: "DATABASE_FULL" });
    expect(t.counts()).toEqual(before);
    disk.resize(used + 2_000);
    expect(await t.wipe()).toMatchObject({ status: "partly", problems: [expect.stringContaining("the disk is full")] });
    expect(t.counts()).toEqual(EMPTY);
    disk.resize(32_768);
    expect((await t.wipe()).status).toBe("done");
    expect(found(t.path, NEEDLES)).toEqual([]);
    expect(t.sql("PRAGMA integrity_check")).toEqual([["ok"]]);
    for (const store of opened.splice(0)) store.close();
  });
});

describe("wiping what is old", () => {
  test("takes rows older than a time, of all kinds that age, in turns", async () => {
    using t = full();
    fillUserData(t.store, { count: 2_500, user: "newer", at: AT + 100 * 60_000 });
    const { rows } = await t.wipe({ kinds: AGING_USER_DATA, before: AT + (100 + 1_200) * 60_000 });
    expect(rows.find(({ kind }) => kind === "requests")).toEqual({ kind: "requests", rows: 50 + 1_200 });
    expect(t.counts()).toMatchObject({
      requests: 1_300,
      matches: 1_300,
      reports: 1_300,
      "hand-outs": 1_300,
      revivals: 0,
    });
    expect(t.counts()).toMatchObject({ tokens: 1_300, history: 50 + 2_500 });
    expect(t.sql("SELECT min(at) FROM requests")).toEqual([[AT + 1_300 * 60_000]]);
    expect(found(t.path, ["needle-client", "needle-token"])).toEqual(["needle-client", "needle-token"]);
  });

  test("leaves a token that is in force, whatever its age", async () => {
    using t = full();
    const hash = new Uint8Array(32);
    t.store.write(() => {
      const token = { name: "forever", hash, scopes: ["match" as const], createdAt: 1, expiresAt: null };
      t.store.tokens.add(token);
      t.store.tokens.add({ ...token, name: "revoked", hash: hash.fill(1) });
      t.store.tokens.revoke("revoked", 5);
    });
    await t.wipe({ kinds: ["tokens"], before: AT * 2 });
    expect(t.store.tokens.all().map(({ name }) => name)).toEqual(["forever"]);
  });
});

describe("hashing what is there", () => {
  test("puts in place of every id the name that new rows get, and leaves no byte of the ids", async () => {
    using t = full();
    t.store.write(() => t.store.settings.write("anonymize_users", 1));
    const name = storedUserId(t.store, "needle-user-7") ?? "";
    const { rows } = await t.wipe({ anonymize: true });
    expect(rows).toContainEqual({ kind: "history", rows: 50 });
    expect(
      found(
        t.path,
        NEEDLES.filter((word) => word.endsWith("user")),
      ),
    ).toEqual([]);
    for (const [table, column] of [
      ["requests", "user_id"],
      ["match_log", "user_id"],
      ["reports", "user_id"],
      ["history", "user_id"],
      ["hand_outs", "identity"],
    ]) {
      expect([table, t.sql(`SELECT count(*) FROM ${table} WHERE ${column} = ?`, name)]).toEqual([table, [[1]]]);
    }
    expect(t.sql("SELECT json_extract(body, '$.user_id') FROM reports WHERE user_id = ?", name)).toEqual([[name]]);
    expect(t.sql("SELECT user_id FROM revivals UNION ALL SELECT user_id FROM pending_revivals")).toEqual(
      Array(2).fill([storedUserId(t.store, "needle-user")]),
    );
    expect((await t.wipe({ anonymize: true })).rows).toEqual([]);
  });

  test("makes one history of what a user has under both names", async () => {
    using t = full();
    t.store.write(() => t.store.settings.write("anonymize_users", 1));
    const name = storedUserId(t.store, "bob") ?? "";
    const entry = (userId: string, n: number, at: number | null) => ({
      userId,
      infoHash: new Uint8Array(20).fill(n),
      at,
    });
    t.store.write(() => {
      t.store.history.add([entry("bob", 1, 5), entry("bob", 2, null)], "import");
      t.store.history.add([entry(name, 1, 9), entry(name, 3, 4)], "report");
    });
    await t.wipe({ anonymize: true });
    expect(t.sql("SELECT hex(info_hash), at, source FROM history WHERE user_id = ? ORDER BY 1", name)).toEqual([
      ["01".repeat(20), 5, "import"],
      ["02".repeat(20), null, "import"],
      ["03".repeat(20), 4, "report"],
    ]);
  });

  test("leaves the token of an operator's request, not the user in its path, and wants the setting first", async () => {
    using t = full();
    await expect(t.wipe({ anonymize: true })).rejects.toMatchObject({ code: "USAGE" });
    t.store.write(() => t.store.settings.write("anonymize_users", 1));
    t.sql(
      "UPDATE requests SET path = '/api/v1/torrents', user_id = 'operator' WHERE id = (SELECT max(id) FROM requests)",
    );
    t.sql("UPDATE requests SET path = '/api/v1/users/needle-path/archive' WHERE id = (SELECT min(id) FROM requests)");
    t.sql("UPDATE requests SET path = '/x/Users/needle-path/archiv' WHERE id = (SELECT min(id) + 1 FROM requests)");
    await t.wipe({ anonymize: true });
    expect(t.sql("SELECT count(*) FROM requests WHERE user_id = 'operator'")).toEqual([[1]]);
    expect(t.sql("SELECT path FROM requests ORDER BY id LIMIT 2")).toEqual([
      ["/api/v1/users/{user}/archive"],
      ["/x/Users/{user}"],
    ]);
    expect(found(t.path, ["needle-path"])).toEqual([]);
  });
});

describe("copies", () => {
  test("are told, and removed only when that is said, and only this database's", async () => {
    using t = full();
    await run(["backup"], { cwd: t.dir.root });
    await Bun.write(t.dir.path("backups/reseeder-20200101T000000Z.db"), "no database");
    using other = full();
    await run(["backup", "--dir", t.dir.path("backups")], { cwd: other.dir.root });
    const aside = `${t.path}.before-restore-20261120T161500Z`;
    t.sql(`VACUUM INTO '${aside}'`);
    t.sql(`VACUUM INTO '${t.path}.before-upgrade-20261120T161500Z'`);
    const { copies } = planWipe(t.path, []);
    expect(copies.map(({ own }) => own).sort()).toEqual([false, false, true, true, true]);
    expect((await t.wipe()).copies).toEqual(copies);
    const { copies_removed, copies: left } = await t.wipe(undefined, { backups: true });
    expect(copies_removed.sort()).toEqual(copies.flatMap(({ path, own }) => (own ? [path] : [])).sort());
    expect(existsSync(aside)).toBe(false);
    expect(left.every(({ path, own }) => !own && existsSync(path))).toBe(true);
  });
});

describe("wiping everything", () => {
  test("leaves an empty database of another lineage, whose ids go on, and zeros in the old file", async () => {
    using t = full();
    await run(["backup"], { cwd: t.dir.root });
    const { lineage } = t.store.identity();
    for (const store of opened.splice(0)) store.close();
    const old = Bun.file(`/proc/self/fd/${(await import("node:fs")).openSync(t.path, "r")}`);
    const done = wipeEverything({ path: t.path, backups: false });
    expect([done.status, done.copies.map(({ own }) => own)]).toEqual(["done", [true]]);
    const store = Store.open(t.path);
    opened.push(store);
    expect(found(t.path, [...NEEDLES, "torrent-1"])).toEqual([]);
    if (await old.exists()) expect(new Uint8Array(await old.arrayBuffer()).some((byte) => byte !== 0)).toBe(false);
    expect(store.statistics.totals().torrents).toBe(0);
    expect(store.identity().lineage).not.toBe(lineage);
    expect(addTorrent(store, plainTorrent("another", 9))).toBe(6);
    expect(t.dir.path("backups")).toSatisfy((folder) => existsSync(String(folder)));
  });

  test("removes what commands that were killed have made beside it, as wiping users does", async () => {
    using t = full();
    // ProcessRegistry that cannot be: Linux counts to 2^22.
    const left = ["wiping-99999999", "restoring-99999999", "restoring-99999999-wal"].map((end) => `${t.path}.${end}`);
    const others = [`${t.path}.restoring-1`, `${t.path}.restoring-99999999.old`, `${t.path}2.restoring-99999999`];
    for (const wipe of [() => t.wipe(), () => wipeEverything({ path: t.path, backups: false })]) {
      for (const path of [...left, ...others]) writeFileSync(path, "needle-user");
      await wipe();
      expect(left.filter((path) => existsSync(path))).toEqual([]);
      expect(others.filter((path) => existsSync(path))).toEqual(others);
      for (const store of opened.splice(0)) store.close();
    }
  });

  test("is rejected while anybody has it open, and changes nothing", () => {
    using t = full();
    const before = t.counts();
    expect(() => wipeEverything({ path: t.path, backups: true })).toThrow(/is in use by .*; nothing was changed/);
    expect(t.counts()).toEqual(before);
  });
});

test("what serve holds in memory when users are wiped never reaches the database", async () => {
  using t = full();
  const server = startServer({ path: t.path, host: "127.0.0.1", port: 0, log: () => {} });
  const ask = (user_id: string) =>
    fetch(`${server.url}/match/phase2`, { method: "POST", body: JSON.stringify({ user_id, files: [{ size: 1 }] }) });
  expect((await ask("needle-late")).status).toBe(200);
  // Later than the request by the clock too, which counts milliseconds.
  const done = await t.wipe({ kinds: KINDS }, { clock: () => Date.now() + 1 });
  expect(done.status).toBe("done");
  await server.stop(1_000);
  const ids = t.sql("SELECT user_id FROM requests UNION ALL SELECT user_id FROM match_log").flat();
  expect(ids).not.toContain("needle-late");
});

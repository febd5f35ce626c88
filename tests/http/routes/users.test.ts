import { expect, test } from "bun:test";
import { USER_DATA } from "../../../src/core/access/user-data.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { run } from "../../support/run.ts";
import { Served } from "../../support/served.ts";
import { fillUserData, found } from "../../support/user-data.ts";
import { withStore } from "../../support/with-store.ts";

const TORRENTS = Object.fromEntries([1, 2, 3].map((i) => [`${i}.torrent`, plainTorrent(`t${i}`, i * 1_000)]));

/** Three users with a row of every kind. */
function site(): Served {
  const served = new Served(TORRENTS);
  withStore(served, (store) => {
    fillUserData(store, { count: 3 });
    store.write(() => store.tokens.all());
  });
  return served;
}

const OF_ONE = USER_DATA.filter((kind) => kind !== "tokens" && kind !== "revivals");

test("a user who left is forgotten, and nobody else", async () => {
  using served = site();
  const ask = operator(served);
  const answer = await ask("DELETE", "/users/needle-user-1");
  const names = OF_ONE.map((kind) => kind.replace("-", "_"));
  expect([answer.status, answer.said]).toEqual([
    200,
    { status: "ok", removed: { ...Object.fromEntries(names.map((name) => [name, 1])), revivals: 0 } },
  ]);
  served.requestLog.flush();
  // The log of the database is not emptied by that; its tables say who is left.
  const tables = {
    requests: "user_id || path",
    match_log: "user_id",
    reports: "user_id || body",
    hand_outs: "identity",
    history: "user_id",
  };
  for (const [table, text] of Object.entries(tables)) {
    const left = served.sql(`SELECT ${text} AS who FROM ${table}`).map(({ who }) => String(who));
    expect([table, left.filter((who) => who.includes("needle-user-1"))]).toEqual([table, []]);
    expect([table, left.filter((who) => who.includes("needle-user-")).length]).toEqual([table, 2]);
  }
  const again = await ask("DELETE", "/users/needle-user-1");
  expect(Object.values(again.said.removed)).toEqual([0, 0, 0, 0, 0, 0]);
  expect((await served.ask("DELETE", "/api/v1/users/needle-user-0")).status).toBe(401);
});

test("the command does the same, and leaves no byte of him", async () => {
  using served = site();
  const { code, out } = await run(["wipe", "users", "--user", "needle-user-1", "--yes"], { cwd: served.dir.root });
  expect([code, out]).toEqual([0, expect.stringContaining("What named this user is removed")]);
  expect(found(served.path, ["needle-user-1"])).toEqual([]);
  expect(found(served.path, ["needle-user-0"])).toHaveLength(1);
  const both = await run(["wipe", "users", "--user", "a", "--older-than", "3", "--yes"], { cwd: served.dir.root });
  expect([both.code, both.err]).toEqual([2, expect.stringContaining("--user and --older-than exclude each other")]);
});

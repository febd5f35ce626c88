import { describe, expect, test } from "bun:test";
import { dayOf } from "../../../src/core/iso-time.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;
const TORRENTS = Object.fromEntries(
  ["a", "b", "c", "d"].map((name) => [
    `${name}.torrent`,
    plainTorrent(name, [
      [`${name}.mkv`, 700],
      [`${name}.bin`, 300],
    ]),
  ]),
);

/** Names of the torrents that phase 2 answers, and how many it keeps back. */
async function ask(served: Served, more: object = {}, headers: Record<string, string> = {}) {
  const { status, said } = await served.ask(
    "POST",
    "/match/phase2",
    { files: [{ size: 700 }], ...more },
    { headers, peer: "192.0.2.7" },
  );
  if (status !== 200) return said.code;
  return [said.matched_torrents.map(({ name }: { name: string }) => name).join(""), said.held_back];
}

describe("kept back are", () => {
  test("torrents that are too young, by the tracker's date before the file's, and that before our first sight", async () => {
    using served = new Served(TORRENTS);
    served.set("offer_min_age_days", "14");
    const old = NOW - 14 * DAY;
    served.sql(`UPDATE torrents SET added_at = ${NOW}`);
    served.sql(`UPDATE locations SET mtime_s = ${NOW / 1000}`);
    expect(await ask(served)).toEqual(["", 4]);
    // The file of b is old, the tracker says that c is old and that d is young although its file is old.
    served.sql(`UPDATE locations SET mtime_s = ${old / 1000} WHERE torrent_id IN (2, 4)`);
    served.sql(`UPDATE torrents SET tracker_added_at = 0 WHERE id = 3`);
    served.sql(`UPDATE torrents SET tracker_added_at = ${old + 1} WHERE id = 4`);
    expect(await ask(served)).toEqual(["bc", 2]);
    served.sql(`UPDATE torrents SET tracker_added_at = ${old} WHERE id = 4`);
    expect(await ask(served)).toEqual(["bcd", 1]);
    served.sql(`UPDATE torrents SET added_at = ${old} WHERE id = 1`);
    expect(await ask(served)).toEqual(["abcd", 0]);
  });

  test("torrents with more seeders than the server offers", async () => {
    using served = new Served(TORRENTS);
    withStore(served, (store) =>
      store.write((writer) => {
        for (const [i, seeders] of [0, 1, 5].entries()) writer.setSwarm(i + 1, { seeders, leechers: 0 }, NOW);
      }),
    );
    served.set("offer_max_seeders", "0");
    expect(await ask(served)).toEqual(["ad", 2]);
    served.set("offer_max_seeders", "1");
    expect(await ask(served)).toEqual(["adb", 1]);
  });

  test("torrents of which the files cover too little, as the server or the request says", async () => {
    using served = new Served(TORRENTS);
    expect(await ask(served, { min_share: 70 })).toEqual(["abcd", 0]);
    expect(await ask(served, { min_share: 70.5 })).toEqual(["", 4]);
    served.set("min_share", "71");
    expect(await ask(served, { min_share: 10 })).toEqual(["", 4]);
    expect(await ask(served, { files: [{ size: 700 }, { size: 300 }] })).toEqual(["abcd", 0]);
    expect(await ask(served, { min_share: 101 })).toBe("INVALID_REQUEST");
    expect(await ask(served, { min_share: "70" })).toBe("INVALID_REQUEST");
  });
});

describe("hand_outs_per_day", () => {
  test("counts distinct torrents of a user before they go out; the same again are free", async () => {
    using served = new Served(TORRENTS);
    served.set("auth", "header");
    served.set("hand_outs_per_day", "3");
    const as = (user: string) => ({ "x-reseeder-user": user });
    const proxied = (user: string, more: object = {}) =>
      served
        .ask("POST", "/match/phase2", { files: [{ size: 700 }], ...more }, { headers: as(user), peer: "127.0.0.1" })
        .then(({ said }) => [said.matched_torrents.map(({ name }: { name: string }) => name).join(""), said.held_back]);
    expect(await proxied("1", { exclude_torrent_ids: [3, 4] })).toEqual(["ab", 0]);
    expect(await proxied("1")).toEqual(["abc", 1]);
    expect(await proxied("1")).toEqual(["abc", 1]);
    expect(await proxied("1", { exclude_torrent_ids: [1, 2, 3] })).toEqual(["", 1]);
    expect(await proxied("2")).toEqual(["abc", 1]);
    // Nobody's id stands there.
    const rows = served.sql("SELECT DISTINCT day, who FROM daily_hand_outs ORDER BY who") as {
      day: string;
      who: string;
    }[];
    expect(rows.map(({ day, who }) => [day, /^u_[0-9a-f]{20}$/.test(who)])).toEqual([
      [dayOf(NOW), true],
      [dayOf(NOW), true],
    ]);
  });

  test("counts addresses where nobody is asked who he is", async () => {
    using served = new Served(TORRENTS);
    served.set("hand_outs_per_day", "3");
    expect(await ask(served)).toEqual(["abc", 1]);
    expect(await ask(served, { user_id: "somebody else", exclude_torrent_ids: [1, 2, 3] })).toEqual(["", 1]);
    const rest = { files: [{ size: 700 }], exclude_torrent_ids: [1, 2, 3] };
    const other = await served.ask("POST", "/match/phase2", rest, { peer: "192.0.2.8" });
    expect(other.said.matched_torrents).toHaveLength(1);
  });

  test("is taken in one go: those who ask at the same time get no more together", async () => {
    using served = new Served(TORRENTS);
    served.set("hand_outs_per_day", "2");
    const answers = await Promise.all(
      [
        [1, 2],
        [3, 4],
        [1, 3],
        [2, 4],
      ].map((exclude_torrent_ids) => ask(served, { exclude_torrent_ids })),
    );
    const given = new Set(answers.flatMap(([names]) => [...String(names)]));
    expect(given.size).toBe(2);
  });
});

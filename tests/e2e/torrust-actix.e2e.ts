import { expect, setDefaultTimeout } from "bun:test";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { HttpSource } from "../../src/work/scrape/http-source.ts";
import { UdpSource } from "../../src/work/scrape/udp-source.ts";
import { actixKeyTimeout, actixListed, actixWhitelist } from "../../src/work/tracker-api/actix-api.ts";
import { apiConnectorOf } from "../../src/work/tracker-api/api-connector.ts";
import { ApiSession } from "../../src/work/tracker-api/api-session.ts";
import { keyOwner } from "../../src/work/tracker-api/key-owner.ts";
import { ApiWorld } from "../support/api-world.ts";
import { until } from "../support/daemon.ts";
import { addTorrent } from "../support/indexed.ts";
import { testWith } from "../support/needs.ts";
import { buildTorrent } from "../support/torrent-builder.ts";
import { TORRUST_TOKEN, TorrustActix } from "../support/torrust-actix.ts";
import { tree } from "../support/tree.ts";

setDefaultTimeout(600_000);

const hash = ApiWorld.hash;
const bytes = (digits: string) => new Uint8Array(Buffer.from(digits, "hex"));
const KEY = "5d1a".repeat(10);

const LISTS_AND_KEYS = ["whitelist_enabled", "blacklist_enabled", "keys_enabled"] as const;
const torrustTest = testWith(TorrustActix.program !== null, "torrust-actix");

torrustTest("Torrust-Actix itself: lists, a restart, registering, keys and scrapes", async () => {
  using folder = tree();
  await using tracker = await TorrustActix.start(folder.path("tracker"), LISTS_AND_KEYS);
  await using w = await ApiWorld.start("torrust-actix", TORRUST_TOKEN, () => [500, ""], 3);
  w.set("tracker_url", tracker.url);
  const hybrid = buildTorrent({ version: "hybrid", name: "h", files: [{ path: ["h"], length: 9 }] });
  w.ids.push(addTorrent(w.store, hybrid));
  const cut = Buffer.from(parseMetainfo(hybrid).infoHashV2?.subarray(0, 20) ?? []).toString("hex");

  // Both lists; a hybrid by its other hash.
  for (const each of [hash(0), hash(1), cut]) {
    expect((await tracker.ask("POST", `/api/whitelist/${each}`))[0]).toBe(200);
  }
  expect((await tracker.ask("POST", `/api/whitelist/${hash(0)}`))[0]).toBe(304);
  expect((await tracker.ask("POST", `/api/blacklist/${hash(1)}`))[0]).toBe(200);
  expect((await w.round()).list).toMatchObject({ rejected: null, owner: "torrust-actix" });
  const states = ["offered", "withheld not-accepted", "withheld not-listed", "offered"];
  expect(w.states()).toEqual(states);
  const wrong = await w.round({ env: { RESEEDER_TRACKER_TOKEN: "other" } }).catch((error) => error);
  expect(wrong.code).toBe("TRACKER_REFUSED");

  // Seeders, over HTTP and UDP; what is on no list has nobody.
  expect((await tracker.ask("POST", `/api/key/${KEY}/3600`))[0]).toBe(200);
  expect(await tracker.seed(hash(0), `/${KEY}/announce`)).toContain("peers");
  const { signal } = new AbortController();
  const sources = [
    new HttpSource(`http://127.0.0.1:${tracker.port}/scrape`, { limit: 100 }),
    new UdpSource({ host: "127.0.0.1", port: tracker.port }, { limit: 74 }),
  ];
  for (const source of sources) {
    // A packet that a busy machine answers too late is asked again.
    const { counts } = await until(
      "an answer to a scrape",
      async () =>
        (await source.ask([bytes(hash(0)), bytes(hash(2))], signal)) as { counts?: ReadonlyMap<string, unknown> },
      ({ counts }) => counts !== undefined,
    );
    expect(counts?.get(hash(0))).toEqual({ seeders: 1, leechers: 0 });
    expect(counts?.get(hash(2)) ?? { seeders: 0, leechers: 0 }).toEqual({ seeders: 0, leechers: 0 });
    source.close();
  }

  // Keys, by its clock, which is this one's.
  const owner = (key: string) => keyOwner({ tracker_url: tracker.url }, w.env, w.memory.budget, key, Date.now);
  expect(await owner(KEY)).toMatchObject({ identity: expect.stringMatching(/^key_[0-9a-f]{20}$/) });
  expect(await owner("0".repeat(40))).toBe("rejected");
  const brief = "6e2b".repeat(10);
  await tracker.ask("POST", `/api/key/${brief}/0`);
  expect(await owner(brief)).toBe("rejected");

  // It forgets at a restart: nothing is lifted and nothing withheld.
  await tracker.restart();
  expect((await w.round()).list.rejected?.code).toBe("LIST_EMPTY");
  expect(w.states()).toEqual(states);

  // Registering what is on offer; what was on the blacklist stays withheld.
  w.set("tracker_push", 1);
  await w.round({ dryRun: true });
  await w.round();
  const [, said] = await tracker.ask("GET", "/api/whitelists", [hash(0), hash(1)]);
  expect((JSON.parse(said) as { whitelists: unknown }).whitelists).toEqual({ [hash(0)]: true, [hash(1)]: false });
});

torrustTest("Torrust-Actix with persistent = true: lists and keys outlive a restart; a long whitelist", async () => {
  using folder = tree();
  await using tracker = await TorrustActix.start(folder.path("tracker"), [...LISTS_AND_KEYS, "persistent"]);
  await using w = await ApiWorld.start("torrust-actix", TORRUST_TOKEN, () => [500, ""], 3);
  w.set("tracker_url", tracker.url);
  const connector = apiConnectorOf("torrust-actix", { tracker_url: tracker.url }, w.env);
  const session = new ApiSession(connector, w.memory.budget, new AbortController().signal);
  try {
    // More than its bodies may have.
    const many = Array.from({ length: 30_000 }, (_, n) => n.toString(16).padStart(40, "0"));
    expect(await actixWhitelist(session, many.slice(0, 20_000))).toBe(20_000);
    expect(await actixWhitelist(session, many.slice(0, 10))).toBe(0);
    expect(await actixListed(session, "whitelists", many)).toEqual(new Set(many.slice(0, 20_000)));
    for (const each of [hash(0), hash(1)]) await tracker.ask("POST", `/api/whitelist/${each}`);
    await tracker.ask("POST", `/api/blacklist/${hash(1)}`);
    await tracker.ask("POST", `/api/key/${KEY}/3600`);
    const states = ["offered", "withheld not-accepted", "withheld not-listed"];
    await w.round();
    expect(w.states()).toEqual(states);

    await tracker.restart();
    expect((await w.round()).list).toMatchObject({ rejected: null, offered: 1 });
    expect(w.states()).toEqual(states);
    expect(await actixListed(session, "whitelists", many)).toEqual(new Set(many.slice(0, 20_000)));
    expect(await actixKeyTimeout(session, KEY)).toBeGreaterThan(Date.now());
    // What the operator takes off the blacklist is offered again, once the list has an entry and no restart came between.
    await tracker.ask("POST", `/api/blacklist/${hash(2)}`);
    await tracker.ask("DELETE", `/api/blacklist/${hash(1)}`);
    await w.round();
    expect(w.states()).toEqual(["offered", "offered", "withheld not-accepted"]);
  } finally {
    session.close();
  }
});

const USER_KEY = "7a3c".repeat(10);
/** The announce URLs of docs/trackers.md, and what must not be handed out. */
const MODES = [
  { on: [], works: ["/announce"], refused: [] },
  { on: ["keys_enabled"], works: [`/${KEY}/announce`], refused: ["/announce", `/${USER_KEY}/announce`] },
  { on: ["users_enabled"], works: [`/${USER_KEY}/announce`], refused: [`/${KEY}/announce`] },
  {
    on: ["keys_enabled", "users_enabled"],
    works: [`/${KEY}/${USER_KEY}announce`],
    refused: [`/${KEY}/${USER_KEY}/announce`, `/${USER_KEY}/announce`],
  },
] as const;

for (const { on, works, refused } of MODES) {
  torrustTest(`Torrust-Actix, ${on.join(" and ") || "open"}: the announce URLs of the document`, async () => {
    using folder = tree();
    await using tracker = await TorrustActix.start(folder.path("tracker"), on);
    await tracker.ask("POST", `/api/key/${KEY}/3600`);
    const user = `/api/user/00000000-0000-4000-8000-000000000001/${USER_KEY}/0/0/0/0/1`;
    await tracker.ask("POST", user);
    for (const path of works) expect(await tracker.seed(hash(0), path)).toContain("8:complete");
    for (const path of refused) expect(await tracker.seed(hash(0), path)).toMatch(/14:failure reason|^404$/);
  });
}

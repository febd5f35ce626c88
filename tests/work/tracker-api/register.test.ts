import { expect, setDefaultTimeout, test } from "bun:test";
import { ApiWorld } from "../../support/api-world.ts";
import { ACTIX_TOKEN, FakeActix } from "../../support/fake-actix.ts";
import { FakeUdpt, UDPT_TOKEN } from "../../support/fake-udpt.ts";

setDefaultTimeout(60_000);

const hash = ApiWorld.hash;

async function udptWorld(count = 4): Promise<{ udpt: FakeUdpt; world: ApiWorld }> {
  const udpt = new FakeUdpt();
  const world = await ApiWorld.start("udpt", UDPT_TOKEN, udpt.answer, count);
  world.set("tracker_push", 1);
  return { udpt, world };
}

const posts = (world: ApiWorld) =>
  world.server.asked.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]);

test("a static UDPT learns what it does not know, flagged and unflagged, and again after its restart", async () => {
  const { udpt, world: w } = await udptWorld(3);
  await using _ = w;
  udpt.add(hash(0), { is_flagged: true });
  udpt.add(hash(1));
  const dry = await w.round({ dryRun: true });
  expect([dry.notes, posts(w)]).toEqual([["tracker_push: 1 info-hash would be registered"], []]);
  expect((await w.round()).notes).toEqual(["tracker_push: 1 of 1 info-hash registered"]);
  expect(posts(w)).toEqual([
    ["POST", `/t/${hash(2)}`, '{"is_flagged":true}'],
    ["POST", `/t/${hash(2)}`, '{"is_flagged":false}'],
  ]);
  expect(udpt.torrents.get(hash(2))).toMatchObject({ is_flagged: false });
  expect((await w.round()).notes).toEqual([]);
  udpt.restart();
  // An empty list is normal then; what was flagged stays withheld and is not registered.
  expect((await w.round()).notes).toContain("tracker_push: 2 of 2 info-hashes registered");
  expect([...udpt.torrents.keys()].sort()).toEqual([hash(1), hash(2)].sort());
  expect(w.states()).toEqual(["withheld not-accepted", "offered", "offered"]);
});

test("nothing is registered by default, and nothing that became known meanwhile is touched", async () => {
  const { udpt, world: w } = await udptWorld(2);
  await using _ = w;
  w.set("tracker_push", 0);
  udpt.add(hash(0));
  await w.round();
  expect(posts(w)).toEqual([]);
  w.set("tracker_push", 1);
  udpt.instead = ({ path }) => {
    // Somebody flags it between the list and us.
    if (path === `/t/${hash(1)}`) udpt.add(hash(1), { is_flagged: true });
    return null;
  };
  expect((await w.round()).notes).toEqual(["tracker_push: 0 of 1 info-hash registered"]);
  expect(posts(w)).toEqual([]);
  expect(udpt.torrents.get(hash(1))?.is_flagged).toBeTrue();
});

test("an answer of 200 without effect is found out, and the round fails", async () => {
  const { udpt, world: w } = await udptWorld(1);
  await using _ = w;
  udpt.instead = ({ method }) => (method === "POST" ? [200, { status: "ok" }] : null);
  expect(w.round()).rejects.toThrow(/expected 200, got 405/);
  await w.round().catch(() => {});
  expect(w.store.listing.status()).toMatchObject({ problem: { code: "TRACKER_FAILED" } });
  udpt.instead = ({ method }) => (method === "POST" ? [429, ""] : null);
  expect(await w.round().catch((error) => error.code)).toBe("TRACKER_PAUSED");
});

test("a torrent that stays flagged is tried again, then named", async () => {
  const { udpt, world: w } = await udptWorld(1);
  await using _ = w;
  let rejections = 1;
  udpt.instead = ({ method, body }) =>
    method === "POST" && body.includes("false") && rejections-- > 0 ? [200, { status: "ok" }] : null;
  expect((await w.round()).notes).toEqual(["tracker_push: 1 of 1 info-hash registered"]);
  udpt.restart();
  rejections = 3;
  const { message } = await w.round().catch((error) => error);
  expect(message).toEndWith(`/t/${hash(0)}: it is registered and still flagged; unflag it by hand`);
});

test("Torrust-Actix gets what is on offer on its whitelist, and nothing that is blacklisted", async () => {
  const actix = new FakeActix();
  await using w = await ApiWorld.start("torrust-actix", ACTIX_TOKEN, actix.answer, 4);
  w.set("tracker_push", 1);
  actix.whitelist.add(hash(0));
  actix.blacklist.add(hash(1));
  expect((await w.round({ dryRun: true })).notes).toEqual(["tracker_push: 2 info-hashes would be registered"]);
  expect((await w.round()).notes).toEqual(["tracker_push: 2 of 2 info-hashes registered"]);
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered", "offered"]);
  expect(posts(w)).toEqual([["POST", "/api/whitelists", JSON.stringify([hash(2), hash(3)])]]);
  expect([...actix.whitelist].sort()).toEqual([hash(0), hash(2), hash(3)].sort());
  // Both lists are lost: what was blacklisted is neither offered nor registered.
  actix.restart();
  await w.round();
  await w.round();
  expect(w.states()[1]).toBe("withheld not-accepted");
  expect(actix.whitelist.has(hash(1))).toBeFalse();
  // Without the mode there is nothing to register with.
  actix.modes.whitelist = false;
  actix.restart();
  await w.round();
  expect(actix.whitelist.size).toBe(0);
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { ApiWorld } from "../../support/api-world.ts";
import { ACTIX_TOKEN, FakeActix } from "../../support/fake-actix.ts";
import { FakeUdpt, UDPT_TOKEN } from "../../support/fake-udpt.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const hash = ApiWorld.hash;

async function udptWorld(count = 4): Promise<{ udpt: FakeUdpt; world: ApiWorld }> {
  const udpt = new FakeUdpt();
  const world = await ApiWorld.start("udpt", UDPT_TOKEN, udpt.answer, count);
  world.set("tracker_push", 1);
  return { udpt, world };
}

const NOT_TOLD = "after a dry run: `reseeder tracker sync --dry-run`";

const posts = (world: ApiWorld) =>
  world.server.asked.filter(({ method }) => method !== "GET").map(({ method, path, body }) => [method, path, body]);

test("a static UDPT learns what it does not know, flagged and unflagged, and again after its restart", async () => {
  const { udpt, world: w } = await udptWorld(3);
  await using _ = w;
  udpt.add(hash(0), { is_flagged: true });
  udpt.add(hash(1));
  expect([(await w.round()).notes, posts(w)]).toEqual([
    [`tracker_push: 1 info-hash would be registered, ${NOT_TOLD}`],
    [],
  ]);
  const dry = await w.round({ dryRun: true });
  expect([dry.notes, posts(w)]).toEqual([["tracker_push: 1 info-hash would be registered"], []]);
  const { notes, done } = await w.round();
  expect([notes, [...done]]).toEqual(Array(2).fill(["tracker_push: 1 of 1 info-hash registered"]));
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

test("what a minute does not allow is registered by the next round, and some of it is left for users", async () => {
  const { udpt, world: w } = await udptWorld(3);
  await using _ = w;
  udpt.add("f".repeat(40));
  await w.round({ dryRun: true });
  const { signal } = new AbortController();
  while (w.memory.budget.left > 103) await w.memory.budget.take(signal);
  expect((await w.round()).notes).toEqual(["tracker_push: 1 of 3 info-hashes registered"]);
  expect(w.memory.budget.left).toBeGreaterThan(90);
  w.now += 60_000;
  expect((await w.round()).notes).toEqual(["tracker_push: 2 of 2 info-hashes registered"]);
});

test("nothing is registered before a dry run told how many, again for each tracker and each time it is turned on", async () => {
  const { udpt, world: w } = await udptWorld(1);
  await using _ = w;
  // Nothing to register: that says nothing of what there may be later.
  udpt.add(hash(0));
  await w.round({ dryRun: true });
  w.ids.push(addTorrent(w.store, plainTorrent("later", 77)));
  const isHeldBack = async () => {
    const [note = ""] = (await w.round()).notes;
    return [note.endsWith(NOT_TOLD), posts(w).length > 0];
  };
  expect(await isHeldBack()).toEqual([true, false]);
  await w.round({ dryRun: true });
  w.set("tracker_push", 0);
  w.set("tracker_push", 1);
  expect(await isHeldBack()).toEqual([true, false]);
  await w.round({ dryRun: true });
  w.set("tracker_url", `${w.server.url}/`);
  expect(await isHeldBack()).toEqual([true, false]);
  await w.round({ dryRun: true });
  w.set("tracker_push", 1);
  expect(await isHeldBack()).toEqual([false, true]);
});

test("nothing is registered by default, and nothing that became known meanwhile is touched", async () => {
  const { udpt, world: w } = await udptWorld(2);
  await using _ = w;
  w.set("tracker_push", 0);
  udpt.add(hash(0));
  await w.round();
  expect(posts(w)).toEqual([]);
  w.set("tracker_push", 1);
  await w.round({ dryRun: true });
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
  await w.round({ dryRun: true });
  udpt.instead = ({ method }) => (method === "POST" ? [200, { status: "ok" }] : null);
  await expect(w.round()).rejects.toThrow(/expected 200, got 405/);
  await w.round().catch(() => {});
  expect(w.store.listing.status()).toMatchObject({ problem: { code: "TRACKER_FAILED" } });
  udpt.instead = ({ method }) => (method === "POST" ? [429, ""] : null);
  expect(await w.round().catch((error) => error.code)).toBe("TRACKER_PAUSED");
});

test("a torrent that stays flagged is tried again, then named, and the next round unflags it and says so", async () => {
  const { udpt, world: w } = await udptWorld(2);
  await using _ = w;
  await w.round({ dryRun: true });
  let rejections = 1;
  udpt.instead = ({ method, body }) =>
    method === "POST" && body.includes("false") && rejections-- > 0 ? [200, { status: "ok" }] : null;
  expect((await w.round()).notes).toEqual(["tracker_push: 2 of 2 info-hashes registered"]);
  const sorted = [hash(0), hash(1)];
  udpt.restart();
  rejections = 3;
  const { message } = await w.round().catch((error) => error);
  expect(message).toEndWith(`/t/${hash(0)}: it is registered but still flagged; the next round unflags it`);
  // It cannot be unflagged yet: the list is read all the same, and nothing more is registered.
  rejections = 3;
  const [stuck = "", ...more] = (await w.round()).notes;
  expect([stuck, more]).toEqual([
    expect.stringMatching(
      new RegExp(`^tracker_push: nothing is registered while .*${hash(0)}: it is registered but still`),
    ),
    [],
  ]);
  expect([...udpt.torrents.keys()]).toEqual([hash(0)]);
  expect(w.states()).toEqual(["withheld not-accepted", "offered"]);
  rejections = 0;
  const before = posts(w).length;
  expect((await w.round({ dryRun: true })).notes).toContain(
    `tracker_push: ${hash(0)} was left flagged, and would be unflagged`,
  );
  expect(posts(w).length).toBe(before);
  expect((await w.round()).notes).toEqual([
    `tracker_push: ${hash(0)} was left flagged, and is unflagged`,
    "tracker_push: 1 of 1 info-hash registered",
  ]);
  expect(w.states()).toEqual(["offered", "offered"]);
  expect([...udpt.torrents].map(([each, { is_flagged }]) => [each, is_flagged]).sort()).toEqual(
    sorted.map((each) => [each, false]).sort(),
  );
  // What staff flag from now on is theirs.
  for (const n of [0, 1]) udpt.add(hash(n), { is_flagged: true });
  await w.round();
  expect(w.states()).toEqual(["withheld not-accepted", "withheld not-accepted"]);
  expect([...udpt.torrents.values()].every(({ is_flagged }) => is_flagged)).toBeTrue();
});

test("a round that is ended between flag and unflag leaves the rest to the next one", async () => {
  const { udpt, world: w } = await udptWorld(1);
  await using _ = w;
  await w.round({ dryRun: true });
  const ended = new AbortController();
  udpt.instead = ({ method, body }) => {
    if (method === "POST" && body.includes("false")) ended.abort();
    return null;
  };
  expect(await w.round({ signal: ended.signal }).catch((error) => error.name)).toBe("AbortError");
  udpt.instead = null;
  udpt.add(hash(0), { is_flagged: true });
  expect((await w.round()).notes).toEqual([`tracker_push: ${hash(0)} was left flagged, and is unflagged`]);
  expect(w.states()).toEqual(["offered"]);
});

test("Torrust-Actix gets what is on offer on its whitelist, and nothing that is blacklisted", async () => {
  const actix = new FakeActix();
  await using w = await ApiWorld.start("torrust-actix", ACTIX_TOKEN, actix.answer, 4);
  w.set("tracker_push", 1);
  actix.whitelist.add(hash(0));
  actix.blacklist.add(hash(1));
  expect((await w.round()).notes).toEqual([`tracker_push: 2 info-hashes would be registered, ${NOT_TOLD}`]);
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

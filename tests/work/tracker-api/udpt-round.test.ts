import { expect, setDefaultTimeout, test } from "bun:test";
import { nextTrackerRoundAt } from "../../../src/work/jobs/tracker-schedule.ts";
import { ApiWorld } from "../../support/api-world.ts";
import { FakeUdpt, UDPT_TOKEN } from "../../support/fake-udpt.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { run } from "../../support/run.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const hash = ApiWorld.hash;
const peer = (port: number, left = 0, event: "Started" | "Stopped" = "Started") => ({
  ip: `127.0.0.1:${port}`,
  left,
  event,
});

async function world(count = 5): Promise<{ udpt: FakeUdpt; world: ApiWorld }> {
  const udpt = new FakeUdpt();
  return { udpt, world: await ApiWorld.start("udpt", UDPT_TOKEN, udpt.answer, count) };
}

const failure = (round: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  round.then(
    () => Promise.reject(new Error("the round was taken")),
    (error) => error,
  );

test("flagged is withheld, what is not listed is dead and offered, seeders are those of the peers", async () => {
  const { udpt, world: w } = await world();
  await using _ = w;
  udpt.add(hash(0), { is_flagged: true, seeders: 2, leechers: 4_294_967_295 });
  udpt.add(hash(1), { seeders: 0, leechers: 2, peers: [peer(1), peer(2), peer(2), peer(3, 0, "Stopped"), peer(4, 7)] });
  udpt.add(hash(2));
  udpt.add("f".repeat(40), { leechers: 1, peers: [peer(9)] });
  const round = await w.round();
  expect(round).toMatchObject({
    title: "UDPT",
    counts: { rows: 4 },
    notes: [],
    list: { rejected: null, owner: "udpt" },
  });
  expect(w.states()).toEqual(["withheld not-accepted", "offered", "offered", "offered", "offered"]);
  expect(w.swarms()).toEqual([null, "2/1", "0/0", "0/0", "0/0"]);
  // Of the swarms only those with peers that are ours and not flagged.
  expect(w.server.asked.map(({ path }) => path).filter((path) => path !== "/t")).toEqual([`/t/${hash(1)}`]);
  expect(w.server.atOnce).toBe(1);
  udpt.add(hash(0));
  await w.round();
  expect(w.states()[0]).toBe("offered");
});

test("with unlisted = withhold a static tracker offers what is registered alone", async () => {
  const { udpt, world: w } = await world(3);
  await using _ = w;
  w.set("unlisted", "withhold");
  udpt.add(hash(0));
  udpt.add(hash(1), { is_flagged: true });
  await w.round();
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "withheld not-listed"]);
  expect(w.swarms()).toEqual(["0/0", null, null]);
});

test("after a restart nothing is lifted or withheld, and it is said", async () => {
  const { udpt, world: w } = await world(3);
  await using _ = w;
  w.set("unlisted", "withhold");
  udpt.add(hash(0));
  udpt.add(hash(1), { is_flagged: true });
  await w.round();
  const before = w.states();
  udpt.restart();
  const { code, message } = await failure(w.round());
  expect([code, message]).toEqual(["LIST_EMPTY", "UDPT lists no torrents; it loses them at every restart"]);
  expect(w.store.listing.status()).toMatchObject({ state: "in-force", failed: 1, problem: { code: "LIST_EMPTY" } });
  expect(w.states()).toEqual(before);
  // A flag that is gone with its torrent is lifted by nobody but the operator.
  udpt.add(hash(0));
  w.set("unlisted", "offer");
  const kept = await w.round();
  expect(kept.notes).toEqual(["UDPT no longer lists 1 flagged torrent; withheld unless you use --force"]);
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered"]);
  expect((await w.round({ force: true })).notes).toEqual([]);
  expect(w.states()).toEqual(["offered", "offered", "offered"]);
});

test("pages overlap: what leaves the list while it is read makes nobody be skipped", async () => {
  const { udpt, world: w } = await world(3);
  await using _ = w;
  w.set("unlisted", "withhold");
  const others = Array.from({ length: 9_000 }, (_, i) => i.toString(16).padStart(40, "0"));
  for (const other of others) udpt.add(other);
  for (const n of [0, 1, 2]) udpt.add(hash(n));
  let pages = 0;
  udpt.instead = ({ path }) => {
    if (path === "/t" && ++pages === 2) for (const other of others.slice(0, 60)) udpt.torrents.delete(other);
    // More than two pages have in common: read anew.
    if (path === "/t" && pages === 3) for (const other of others.slice(60, 300)) udpt.torrents.delete(other);
    return null;
  };
  const round = await w.round();
  expect(w.states()).toEqual(["offered", "offered", "offered"]);
  expect(round.counts.rows).toBe(9_003 - 300);
  expect(w.server.asked.every(({ query }) => query.get("limit") === "4000")).toBeTrue();
});

test("a wrong token, an answer that is none and a redirect change nothing and tell no token", async () => {
  const { udpt, world: w } = await world(2);
  await using _ = w;
  udpt.add(hash(0), { is_flagged: true });
  await w.round();
  const said = async (instead: FakeUdpt["instead"], env = w.env) => {
    udpt.instead = instead;
    const { code, message, hint } = await failure(w.round({ env }));
    const all = `${message} ${hint} ${JSON.stringify(w.store.listing.status())}`;
    for (const secret of [UDPT_TOKEN, encodeURIComponent(UDPT_TOKEN), "wrong-one"]) expect(all).not.toContain(secret);
    return code;
  };
  expect(await said(null, { RESEEDER_TRACKER_TOKEN: "wrong-one" })).toBe("TRACKER_REFUSED");
  expect(await said(null, {})).toBe("TRACKER_TOKEN");
  expect(await said(() => [200, "<html>"])).toBe("TRACKER_FAILED");
  expect(await said(() => [200, [{ info_hash: hash(0), is_flagged: null }]])).toBe("TRACKER_FAILED");
  expect(await said(({ query }) => [502, `bad gateway ?token=${query.get("token")}`])).toBe("TRACKER_FAILED");
  const asked = w.server.asked.length;
  expect(await said(() => [302, "", { location: `${w.server.url}/elsewhere` }])).toBe("TRACKER_FAILED");
  expect(w.server.asked.length).toBe(asked + 1);
  expect(w.states()).toEqual(["withheld not-accepted", "offered"]);
  w.set("tracker_url", "http://127.0.0.1:1");
  expect(await said(null)).toBe("TRACKER_UNREACHABLE");
});

test("403 and 429 leave the tracker alone for ten minutes, for whoever asks by hand too", async () => {
  const { udpt, world: w } = await world(1);
  await using _ = w;
  udpt.add(hash(0));
  await w.round();
  const byHand = (...words: string[]) =>
    run(["tracker", ...words, "--db", w.dir.path("a.db")], { cwd: w.dir.root, env: w.env, clock: () => w.now });
  for (const [status, dryRun] of [
    [403, false],
    [429, true],
  ] as const) {
    udpt.instead = () => [status, "slow down"];
    const { code, message } = await failure(w.round({ dryRun }));
    expect(code).toBe("TRACKER_PAUSED");
    expect(message).toContain(`/t: it responded with ${status}; pausing for ten minutes`);
    udpt.instead = null;
    const ends = w.now + 600_000;
    expect(nextTrackerRoundAt(w.store, w.now)).toBe(ends);
    w.now = ends - 1;
    const asked = w.server.asked.length;
    const { failed } = w.store.listing.status();
    for (const words of [["sync"], ["sync", "--dry-run"], ["sync", "--force"], ["check"]]) {
      const { out, err, code } = await byHand(...words);
      expect([code, out + err]).toEqual([
        words[0] === "check" ? 4 : 1,
        expect.stringContaining(`is paused until ${new Date(ends).toISOString()}; no request was sent`),
      ]);
    }
    expect([w.server.asked.length, w.store.listing.status().failed]).toEqual([asked, failed]);
    // Another address was never asked.
    w.set("tracker_url", `${w.server.url}/`);
    expect((await byHand("sync")).code).toBe(0);
    w.set("tracker_url", w.server.url);
    w.now = ends;
    expect((await byHand("sync")).code).toBe(0);
  }
  expect(nextTrackerRoundAt(w.store, w.now)).toBeLessThan(w.now + 70_000);
});

test("counts that ran below zero are no counts, and a torrent that goes meanwhile has no swarm", async () => {
  const { udpt, world: w } = await world(2);
  await using _ = w;
  // As after a flag that was lifted: one peer, and these numbers.
  udpt.add(hash(0), { seeders: 2, leechers: 4_294_967_295, peers: [peer(1)] });
  udpt.add(hash(1), { leechers: 1, peers: [peer(2)] });
  udpt.instead = ({ path }) => {
    if (path === `/t/${hash(1)}`) udpt.torrents.delete(hash(1));
    return null;
  };
  await w.round();
  expect(w.swarms()).toEqual(["1/0", "0/0"]);
  expect(w.states()).toEqual(["offered", "offered"]);
});

test("what is not listed any more and was not flagged is no flag that UDPT forgot", async () => {
  const { udpt, world: w } = await world(3);
  await using _ = w;
  w.set("unlisted", "withhold");
  for (const n of [0, 1]) udpt.add(hash(n));
  udpt.add(hash(2), { is_flagged: true });
  await w.round();
  udpt.torrents.delete(hash(1));
  expect((await w.round()).notes).toEqual([]);
  expect(w.states()).toEqual(["offered", "withheld not-listed", "withheld not-accepted"]);
  udpt.torrents.delete(hash(2));
  expect((await w.round()).notes).toEqual([expect.stringContaining("no longer lists 1 flagged torrent")]);
});

test("swarms that a minute does not allow are counted by the next round", async () => {
  const { udpt, world: w } = await world(3);
  await using _ = w;
  for (const n of [0, 1, 2]) udpt.add(hash(n), { leechers: 1, peers: [peer(n)] });
  const { signal } = new AbortController();
  while (w.memory.budget.left > 103) await w.memory.budget.take(signal);
  await w.round();
  expect(w.swarms().filter((each) => each === "1/0")).toHaveLength(1);
  w.now += 60_000;
  while (w.memory.budget.left > 104) await w.memory.budget.take(signal);
  await w.round();
  expect(w.swarms()).toEqual(["1/0", "1/0", "1/0"]);
});

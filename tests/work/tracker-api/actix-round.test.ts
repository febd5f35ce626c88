import { expect, setDefaultTimeout, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { checkTracker } from "../../../src/work/tracker/check.ts";
import { actixListed } from "../../../src/work/tracker-api/actix-api.ts";
import { apiConnectorOf } from "../../../src/work/tracker-api/api-connector.ts";
import { ApiSession } from "../../../src/work/tracker-api/api-session.ts";
import { ApiWorld } from "../../support/api-world.ts";
import { ACTIX_TOKEN, FakeActix } from "../../support/fake-actix.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const hash = ApiWorld.hash;

async function world(count = 4): Promise<{ actix: FakeActix; world: ApiWorld }> {
  const actix = new FakeActix();
  return { actix, world: await ApiWorld.start("torrust-actix", ACTIX_TOKEN, actix.answer, count) };
}

const failure = (round: Promise<unknown>): Promise<{ code: string; message: string }> =>
  round.then(
    () => Promise.reject(new Error("the round was taken")),
    (error) => error,
  );

test("a whitelist names what may be offered, a blacklist what may not, whatever the other says", async () => {
  const { actix, world: w } = await world();
  await using _ = w;
  for (const n of [0, 1, 2]) actix.whitelist.add(hash(n));
  actix.blacklist.add(hash(1));
  expect(await w.round()).toMatchObject({ title: "Torrust-Actix", list: { rejected: null, listed: 2 }, notes: [] });
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered", "withheld not-listed"]);
  const [, read] = w.server.asked;
  expect(read).toMatchObject({ method: "GET", path: "/api/whitelists", body: JSON.stringify([0, 1, 2, 3].map(hash)) });
  // The token goes in the header alone.
  expect(w.server.asked.some(({ query }) => query.has("token"))).toBeFalse();
  actix.modes = { whitelist: false, blacklist: true, keys: false };
  await w.round();
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered", "offered"]);
  actix.blacklist.delete(hash(1));
  actix.blacklist.add(hash(0));
  await w.round();
  expect(w.states()).toEqual(["withheld not-accepted", "offered", "offered", "offered"]);
});

test("version 2 is asked about cut to 40 digits, a hybrid under both", async () => {
  const { actix, world: w } = await world(0);
  await using _ = w;
  const built = (["v2", "hybrid", "hybrid"] as const).map((version, i) => {
    const bytes = buildTorrent({ version, name: `n${i}`, files: [{ path: [`n${i}`], length: 9 }] });
    w.ids.push(addTorrent(w.store, bytes));
    const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
    const digits = (hash: Uint8Array | null) => Buffer.from(hash?.subarray(0, 20) ?? []).toString("hex");
    return { v1: digits(infoHashV1), v2: digits(infoHashV2) };
  });
  for (const { v2 } of built) actix.whitelist.add(v2);
  actix.blacklist.add(built[2]?.v1 ?? "");
  await w.round();
  expect(w.states()).toEqual(["offered", "offered", "withheld not-accepted"]);
  const body = JSON.parse(w.server.asked[1]?.body ?? "[]") as string[];
  expect(body.sort()).toEqual(
    built
      .flatMap(({ v1, v2 }) => [v1, v2])
      .filter((each) => each !== "")
      .sort(),
  );
});

test("the round after a restart lifts nothing, and an empty blacklist lifts nothing either", async () => {
  const { actix, world: w } = await world(3);
  await using _ = w;
  actix.modes.whitelist = false;
  actix.blacklist.add(hash(0));
  actix.blacklist.add(hash(1));
  await w.round();
  actix.started -= 1_000;
  actix.blacklist.delete(hash(0));
  expect((await w.round()).notes).toEqual([
    "Torrust-Actix was restarted since the last round: 1 withheld torrent stays withheld unless you use --force",
  ]);
  expect(w.states()).toEqual(["withheld not-accepted", "withheld not-accepted", "offered"]);
  await w.round();
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered"]);
  actix.restart();
  await w.round();
  const { notes } = await w.round();
  expect(notes).toEqual([
    "The blacklist of Torrust-Actix is empty: 1 withheld torrent stays withheld unless you use --force",
  ]);
  expect(w.states()).toEqual(["offered", "withheld not-accepted", "offered"]);
  await w.round({ force: true });
  expect(w.states()).toEqual(["offered", "offered", "offered"]);
});

test("a whitelist that was lost changes nothing", async () => {
  const { actix, world: w } = await world(2);
  await using _ = w;
  actix.whitelist.add(hash(0));
  await w.round();
  actix.restart();
  expect((await w.round()).list.rejected?.code).toBe("LIST_EMPTY");
  expect(w.states()).toEqual(["offered", "withheld not-listed"]);
});

test("more hashes than a body takes are asked about in several, one after the other", async () => {
  const { actix, world: w } = await world(0);
  await using _ = w;
  const hashes = Array.from({ length: 45_000 }, (_, i) => i.toString(16).padStart(40, "0"));
  for (const each of hashes.filter((_, i) => i % 3 === 0)) actix.whitelist.add(each);
  const connector = apiConnectorOf("torrust-actix", { tracker_url: w.server.url }, w.env);
  const session = new ApiSession(connector, w.memory.budget, new AbortController().signal);
  expect((await actixListed(session, "whitelists", hashes)).size).toBe(15_000);
  session.close();
  expect(w.server.asked.map(({ body }) => (JSON.parse(body) as string[]).length)).toEqual([20_000, 20_000, 5_000]);
  expect(w.server.atOnce).toBe(1);
});

test("a wrong token and answers that leave something out change nothing", async () => {
  const { actix, world: w } = await world(2);
  await using _ = w;
  actix.whitelist.add(hash(0));
  await w.round();
  const said = async (instead: FakeActix["instead"], env = w.env) => {
    actix.instead = instead;
    const { code, message } = await failure(w.round({ env }));
    expect(message).not.toContain(ACTIX_TOKEN);
    return code;
  };
  expect(await said(null, { RESEEDER_TRACKER_TOKEN: "other" })).toBe("TRACKER_REFUSED");
  const list =
    (answer: unknown) =>
    ({ path }: { path: string }) =>
      path === "/stats" ? null : ([200, answer] as const);
  expect(await said(list({ status: "ok", whitelists: { [hash(0)]: true } }))).toBe("TRACKER_FAILED");
  expect(await said(() => [200, { started: 1 }])).toBe("TRACKER_FAILED");
  expect(await said(list({ status: "chunk size exceeded" }))).toBe("TRACKER_FAILED");
  expect(await said(({ path }) => (path === "/stats" ? null : [400, { status: "bad info_hash" }]))).toBe(
    "TRACKER_FAILED",
  );
  // "There already" to whoever puts something in; to a question it says nothing.
  expect(await said(({ path }) => (path === "/stats" ? null : [304, ""]))).toBe("TRACKER_FAILED");
  expect(await said(() => [429, ""])).toBe("TRACKER_PAUSED");
  expect(w.states()).toEqual(["offered", "withheld not-listed"]);
});

test("check tells the modes, and that users are not told apart", async () => {
  const { actix, world: w } = await world(1);
  await using _ = w;
  actix.whitelist.add(hash(0));
  actix.users = 2;
  actix.modes.keys = false;
  w.set("auth", "tracker");
  const said: string[] = [];
  const checks = checkTracker(w.store.settings.read().settings, w.stores, w.env, () => w.now);
  for await (const { severity, what } of checks) said.push(`${severity}: ${what}`);
  expect(said.join("\n")).toContain("info: Its modes: whitelist on, blacklist on, keys off");
  expect(said.join("\n")).toContain("warning: It has 2 users, but its API cannot look up users' keys");
  expect(said.join("\n")).toContain("warning: auth is tracker, but its keys are off: every request is rejected");
  expect(w.store.listing.status().state).toBe("none");
});

test("of an empty whitelist the check does not advise --force, which would not help", async () => {
  const { world: w } = await world();
  await using _ = w;
  const { settings } = w.stores.use((store) => store.settings.read());
  const advice: string[] = [];
  for await (const { severity, advice: said } of checkTracker(settings, w.stores, w.env, () => w.now)) {
    if (severity === "warning") advice.push(said ?? "");
  }
  expect(advice).toEqual([expect.stringContaining("reseeder settings set tracker none")]);
  expect((await w.round({ force: true })).list.rejected?.code).toBe("LIST_EMPTY");
});

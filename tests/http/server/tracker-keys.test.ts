import { expect, setDefaultTimeout, test } from "bun:test";
import { ApiServer } from "../../support/api-server.ts";
import { ACTIX_TOKEN, FakeActix } from "../../support/fake-actix.ts";
import { operator } from "../../support/operator.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { run } from "../../support/run.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const KEY = "5d1a".repeat(10);

async function world(tracker = "torrust-actix") {
  const actix = new FakeActix();
  const server = await ApiServer.start(actix.answer);
  const served = new Served({}, { RESEEDER_TRACKER_TOKEN: ACTIX_TOKEN });
  served.set("tracker", tracker);
  served.set("tracker_url", server.url);
  served.set("auth", "tracker");
  const ask = async (passkey: string) => (await served.ask("POST", "/match/phase1", { passkey, files: [] })).status;
  const end = async () => {
    await server[Symbol.asyncDispose]();
    served[Symbol.dispose]();
  };
  return { actix, server, served, ask, [Symbol.asyncDispose]: end };
}

test("a key lets in until it ends, by the clock and not by the tracker's clean-up", async () => {
  await using w = await world();
  const { actix, served, ask, server } = w;
  actix.keys.set(KEY, served.now / 1000 + 5);
  expect([await ask(KEY), await ask(KEY)]).toEqual([200, 200]);
  expect(server.asked.map(({ path }) => path)).toEqual([`/api/key/${KEY}`]);
  // The tracker still answers 200; what was known holds no longer than the key.
  served.now += 5_000;
  expect(await ask(KEY)).toBe(403);
  expect(await ask("0".repeat(40))).toBe(403);
  const asked = server.asked.length;
  expect(await ask("short-one-that-is-no-key")).toBe(403);
  expect(server.asked.length).toBe(asked);
  expect(served.lines.join("\n")).not.toContain(KEY);
});

test("what is known of a key is forgotten at once, by another process, by the API, and while the tracker answers", async () => {
  await using w = await world();
  const { actix, served, ask } = w;
  const api = operator(served);
  const forgetFor = async (way: () => unknown): Promise<number[]> => {
    actix.keys.set(KEY, served.now / 1000 + 9_999);
    served.now += 10_000;
    const before = await ask(KEY);
    actix.keys.delete(KEY);
    const kept = await ask(KEY);
    await way();
    return [before, kept, await ask(KEY)];
  };
  const elsewhere = () => run(["access", "forget", "--all", "--db", served.path], { cwd: served.dir.root });
  expect(await forgetFor(elsewhere)).toEqual([200, 200, 403]);
  expect(await forgetFor(() => api("POST", "/access/forget", { users: ["somebody"] }))).toEqual([200, 200, 403]);
  expect((await elsewhere()).out).toBe("Every passkey will be checked again\n");
  // Said before, heard after.
  actix.instead = () => {
    actix.instead = null;
    withStore(served, (store) => store.write(() => store.letIn.forgetAll()));
    return [200, { status: "ok", timeout: served.now / 1000 + 9_999 }];
  };
  expect([await ask(KEY), await ask(KEY)]).toEqual([200, 403]);
});

test("trouble is never an answer, and 429 is left alone", async () => {
  await using w = await world();
  const { actix, served, ask, server } = w;
  actix.keys.set(KEY, served.now / 1000 + 9_999);
  actix.instead = () => [500, `boom ${KEY} ${ACTIX_TOKEN}`];
  expect(await ask(KEY)).toBe(503);
  actix.instead = () => [429, ""];
  expect(await ask(KEY)).toBe(503);
  actix.instead = null;
  const asked = server.asked.length;
  expect([await ask(KEY), server.asked.length]).toEqual([503, asked]);
  served.now += 600_000;
  expect(await ask(KEY)).toBe(200);
  for (const secret of [KEY, ACTIX_TOKEN]) expect(served.lines.join("\n")).not.toContain(secret);
});

test("UDPT, which has no users, lets nobody in", async () => {
  await using w = await world("udpt");
  expect(await w.ask(KEY)).toBe(503);
  expect(w.server.asked).toEqual([]);
});

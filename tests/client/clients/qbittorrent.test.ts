import { expect, test } from "bun:test";
import { linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TorrentClient } from "../../../src/client/clients/client.ts";
import { parseClientAddress } from "../../../src/client/clients/client-address.ts";
import type { ClientLogin } from "../../../src/client/clients/client-login.ts";
import { openClient } from "../../../src/client/clients/open-client.ts";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { steppedWaiting } from "../../support/stepped-waiting.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";
import { addition, torrentToAdd } from "../../support/verified-torrent.ts";

const FILES = [{ path: "a.mkv", length: 40_000 }];
const TORRENT = buildTorrent({ name: "Show", files: FILES });

function open(fake: FakeQBittorrent, login: Partial<ClientLogin> = {}): Promise<TorrentClient> {
  const given = { user: null, password: async () => null, key: null, ...login };
  return openClient(parseClientAddress(fake.address), given, { fetch, waiting: steppedWaiting() });
}

function put(folder: string, source: string, name = "Show/a.mkv"): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  linkSync(source, join(folder, name));
}

test("version 5 is told in its own words to stop, to start and to keep its hands off the files", async () => {
  using dir = tree({ "a.mkv": new Uint8Array(40_000) });
  using fake = new FakeQBittorrent();
  const client = await open(fake);
  expect(client.title).toBe("qBittorrent 5.1.0");
  const torrent = torrentToAdd(TORRENT);
  const held = await client.add(addition(torrent, dir.path("links")));
  expect(held).toMatchObject({ hashes: torrent.hashes, folder: dir.path("links"), state: { phase: "stopped" } });
  expect(fake.forms[0]).toEqual({
    savepath: dir.path("links"),
    paused: "true",
    stopped: "true",
    autoTMM: "false",
    contentLayout: "Original",
    useDownloadPath: "false",
    skip_checking: "false",
    category: "reseed",
    tags: "reseeder",
  });
  expect(await client.files(held)).toEqual([{ path: "Show/a.mkv", size: 40_000, isWhole: false }]);
  put(dir.path("links"), dir.path("a.mkv"));
  expect(await client.settle(held, addition(torrent, dir.path("links")))).toMatchObject({ phase: "stopped", left: 0 });
  await client.start(held, addition(torrent, dir.path("links")));
  expect((await client.find(torrent.hashes))?.state.phase).toBe("seeding");
  await client.stop(held);
  await client.remove(held);
  expect(await client.list()).toEqual([]);
  // Nothing is there any more to remove.
  await client.remove(held);
});

test("what we verified is not checked again: missing until it is started", async () => {
  using dir = tree({ "a.mkv": new Uint8Array(40_000) });
  using fake = new FakeQBittorrent();
  const client = await open(fake);
  const given = addition(torrentToAdd(TORRENT), dir.path("links"), true);
  const held = await client.add(given);
  put(dir.path("links"), dir.path("a.mkv"));
  expect((await client.settle(held, given)).phase).toBe("missing");
  await client.start(held, given);
  expect((await client.find(given.torrent.hashes))?.state).toMatchObject({ phase: "seeding", left: 0, downloaded: 0 });
  expect(fake.asked).not.toContain("POST torrents/recheck");
});

test("a check that finds nothing is over after ten seconds of the client's silence", async () => {
  using dir = tree();
  using fake = new FakeQBittorrent();
  const client = await open(fake);
  const given = addition(torrentToAdd(TORRENT), dir.path("links"));
  const held = await client.add(given);
  expect(await client.settle(held, given)).toMatchObject({ phase: "stopped", left: 40_000 });
});

test("a hybrid goes by the v2 hash cut to 40 digits, and is found by each of its hashes", async () => {
  using dir = tree();
  using fake = new FakeQBittorrent();
  const client = await open(fake);
  const torrent = torrentToAdd(buildTorrent({ name: "Show", files: FILES, version: "hybrid" }));
  const [v1 = "", v2 = "", cut = ""] = torrent.hashes;
  const held = await client.add(addition(torrent, dir.path("links")));
  expect(held.id).toBe(cut);
  expect(held.hashes.toSorted()).toEqual([v1, v2, cut].toSorted());
  for (const hash of [v2, cut]) expect((await client.find([hash]))?.id).toBe(cut);
  expect((await client.list())[0]?.hashes).toContain(v1);
});

test("a torrent that it holds already is rejected", async () => {
  using dir = tree();
  using fake = new FakeQBittorrent();
  const client = await open(fake);
  const given = addition(torrentToAdd(TORRENT), dir.path("links"));
  await client.add(given);
  await expect(client.add(given)).rejects.toMatchObject({
    code: "CLIENT_REFUSED",
    message: "qBittorrent 5.1.0 did not take the torrent: Fails.",
  });
});

test.each([
  ["5.1", {}],
  ["5.2", { isNewest: true, webapiVersion: "2.14.1" }],
])("the password of %s is asked for once, when it is wanted", async (_, options) => {
  using fake = new FakeQBittorrent({ password: "hunter2", ...options });
  let asked = 0;
  const password = async () => {
    asked++;
    return "hunter2";
  };
  const client = await open(fake, { password });
  expect(await client.list()).toEqual([]);
  expect([asked, fake.logins]).toEqual([1, 1]);
  await expect(open(fake, { password: async () => "wrong" })).rejects.toMatchObject({ code: "CLIENT_LOGIN" });
  // One attempt: some that fail are a ban.
  expect(fake.logins).toBe(2);
  await expect(open(fake)).rejects.toThrow("it wants a password");
});

test("an API key takes the place of the login", async () => {
  using fake = new FakeQBittorrent({ key: "qbt_1" });
  expect(await (await open(fake, { key: "qbt_1" })).list()).toEqual([]);
  await expect(open(fake, { key: "qbt_2" })).rejects.toThrow("the API key is not accepted");
  expect(fake.logins).toBe(0);
});

test.each<[string, string, (said: unknown) => unknown, string]>([
  ["no list", "torrents/info", () => "<html>", "which is no JSON"],
  ["an object for a list", "torrents/info", () => ({}), "instead of a list"],
  ["a torrent without state", "torrents/info", () => [{ hash: "a", amount_left: 1 }], "instead of text as name"],
  ["a redirect", "torrents/info", () => Response.redirect("http://127.0.0.1:1/", 302), "status 302"],
])("%s is said", async (_, path, lie, sentence) => {
  using fake = new FakeQBittorrent({ lies: { [path]: lie } });
  await expect((await open(fake)).list()).rejects.toMatchObject({
    code: "CLIENT_ANSWER",
    message: expect.stringContaining(sentence),
  });
});

test("a client that takes a torrent and never lists it is not waited for without end", async () => {
  using dir = tree();
  using fake = new FakeQBittorrent({ lies: { "torrents/info": () => [] } });
  const client = await open(fake);
  await expect(client.add(addition(torrentToAdd(TORRENT), dir.path("links")))).rejects.toThrow(
    "accepted the torrent but does not list it",
  );
});

test("nobody there is said with the address", async () => {
  const fake = new FakeQBittorrent();
  fake[Symbol.dispose]();
  await expect(open(fake)).rejects.toMatchObject({
    code: "CLIENT_AWAY",
    message: expect.stringContaining(fake.address.replace("qbittorrent:", "")),
  });
});

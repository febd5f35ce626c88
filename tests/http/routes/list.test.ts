import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const TORRENTS = { "a.torrent": plainTorrent("a", 7), "b.torrent": plainTorrent("b", 7) };
const HASHES = Object.values(TORRENTS).map((bytes) => bytesToHex(parseMetainfo(bytes).infoHashV1 ?? new Uint8Array()));
const lines = (...hashes: (string | undefined)[]) =>
  [...hashes.map((info_hash) => JSON.stringify({ info_hash })), JSON.stringify({ end: hashes.length }), ""].join("\n");

const offered = async (served: Served) => {
  const { said } = await served.ask("POST", "/match/phase2", { files: [{ size: 7 }] });
  return said.matched_torrents.map(({ name }: { name: string }) => name).sort();
};

test("what a list does not name is offered to nobody until one names it again", async () => {
  using served = new Served(TORRENTS);
  const ask = operator(served);
  expect(await offered(served)).toEqual(["a", "b"]);
  const { status, said } = await ask("PUT", "/torrents", lines(HASHES[0]));
  expect([status, said.listed, said.withheld_new, said.offered, said.rejected]).toEqual([200, 1, 1, 1, null]);
  expect(await offered(served)).toEqual(["a"]);
  expect((await served.ask("GET", "/health")).said.stats).toMatchObject({ torrents: 1, files: 1 });
  expect((await ask("GET", "/torrents?state=withheld")).said.torrents).toHaveLength(1);
  expect((await ask("PUT", "/torrents", lines(...HASHES))).said.withheld_lifted).toBe(1);
  expect(await offered(served)).toEqual(["a", "b"]);
});

test("a dry run says what a list would do", async () => {
  using served = new Served(TORRENTS);
  const ask = operator(served);
  expect((await ask("PUT", "/torrents?dry_run=1", lines(HASHES[0]))).said).toMatchObject({
    dry_run: true,
    withheld_new: 1,
  });
  const { status, said } = await ask("PUT", "/torrents?dry_run=1", '{"end":0}\n');
  expect([status, said.rejected?.code]).toEqual([200, "LIST_EMPTY"]);
  expect(await offered(served)).toEqual(["a", "b"]);
});

test("while another list is imported, the answer says when to come again", async () => {
  using served = new Served(TORRENTS);
  const ask = operator(served);
  withStore(served, (store) => {
    store.write(() => store.leases.take({ name: "listing", token: "another" }, 1, served.now, 60_000));
  });
  const { status, said, headers } = await ask("PUT", "/torrents", lines(HASHES[0]));
  expect([status, said.code, headers.get("retry-after")]).toEqual([503, "LIST_BUSY", "5"]);
});

describe("nothing changes by", () => {
  test.each<[what: string, path: string, body: string, status: number, code: string]>([
    ["an empty list", "", '{"end":0}\n', 409, "LIST_EMPTY"],
    ["an unfinished list", "", JSON.stringify({ info_hash: HASHES[0] }), 400, "LIST_UNFINISHED"],
    ["a line that is none", "", `x\n${lines(HASHES[0])}`, 400, "INVALID_REQUEST"],
    ["a parameter that is none", "?force=yes", lines(HASHES[0]), 400, "INVALID_REQUEST"],
  ])("%s", async (_, query, body, status, code) => {
    using served = new Served(TORRENTS);
    const answered = await operator(served)("PUT", `/torrents${query}`, body);
    expect([answered.status, answered.said.code]).toEqual([status, code]);
    expect(await offered(served)).toEqual(["a", "b"]);
  });

  test("a list of a site while a tracker is connected", async () => {
    using served = new Served(TORRENTS);
    served.set("tracker", "unit3d");
    const { status, said } = await operator(served)("PUT", "/torrents", lines(HASHES[0]));
    expect([status, said.code, said.message]).toEqual([409, "LIST_OWNED", expect.stringContaining("unit3d")]);
    expect(withStore(served, (store) => store.listing.status().state)).toBe("none");
  });

  test("anybody without a token", async () => {
    using served = new Served(TORRENTS);
    expect((await served.ask("PUT", "/api/v1/torrents", lines(HASHES[0]))).status).toBe(401);
  });
});

test("a push is decided by the list in force", async () => {
  using served = new Served(TORRENTS);
  const ask = operator(served);
  await ask("PUT", "/torrents", lines(...HASHES));
  await ask("POST", "/torrents", plainTorrent("c", 7));
  expect(await offered(served)).toEqual(["a", "b"]);
  expect((await ask("GET", "/torrents/3/download")).said.code).toBe("WITHHELD");
  expect((await ask("POST", "/torrents/3/unflag")).status).toBeLessThan(500);
  expect(await offered(served)).toEqual(["a", "b"]);
});

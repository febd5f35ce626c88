import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import bencode from "bencode";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { operator } from "../../support/operator.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { Served } from "../../support/served.ts";
import { withStore } from "../../support/with-store.ts";

const OLD = "http://t.example/announce?passkey=0123456789abcdef0123456789abcdef";
const BYTES = plainTorrent("Été", 5, { announce: OLD });
const PATH = "/torrents/1/download";

test("goes out as it is where torrents are not made personal", async () => {
  using served = new Served({ "a.torrent": BYTES });
  const { status, text, headers } = await operator(served)("GET", PATH);
  expect([status, text]).toEqual([200, Buffer.from(BYTES).toString()]);
  expect(headers.get("content-type")).toBe("application/x-bittorrent");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("content-disposition")).toMatch(
    /^attachment; filename="Ete \[[0-9a-f]{8}\]\.torrent"; filename\*=UTF-8''%C3%89t%C3%A9%20/,
  );
  served.rows();
  expect(served.sql("SELECT * FROM hand_outs")).toEqual([]);
});

test("is made for the user whose passkey the header gives, and noted", async () => {
  using served = new Served({ "a.torrent": BYTES });
  served.set("announce_urls", "https://t.example/{passkey}/announce");
  const ask = operator(served);
  const { status, said } = await ask("GET", `${PATH}?passkey=fedcba98`);
  expect([status, said.message]).toEqual([
    400,
    "X-Reseeder-Passkey: expected the passkey of the user that downloads the torrent",
  ]);
  expect((await ask("GET", PATH, undefined, { "x-reseeder-passkey": "no key" })).status).toBe(400);
  const nobody = { "x-reseeder-passkey": "fedcba98", "x-reseeder-user": "x".repeat(257) };
  expect((await ask("GET", PATH, undefined, nobody)).said.message).toBe(
    "X-Reseeder-User: expected a user ID of at most 256 characters",
  );
  const headers = { "x-reseeder-passkey": "fedcba98", "x-reseeder-user": "12345" };
  const { text } = await ask("GET", PATH, undefined, headers);
  expect(Buffer.from(bencode.decode(Buffer.from(text)).announce).toString()).toBe(
    "https://t.example/fedcba98/announce",
  );
  expect(text).not.toContain("0123456789abcdef");
  await ask("HEAD", PATH, undefined, headers);
  served.rows();
  expect(served.sql("SELECT identity, torrent_id FROM hand_outs")).toEqual([{ identity: "12345", torrent_id: 1 }]);
  expect(served.sql("SELECT matches FROM daily WHERE matches > 0")).toEqual([]);
});

test("goes out whatever the state but withheld, and from the database where no file is left", async () => {
  using served = new Served({ "a.torrent": BYTES });
  const ask = operator(served);
  withStore(served, (store) =>
    store.write((writer) => {
      writer.store(1, BYTES, Buffer.from(BYTES).indexOf("4:infod") + 6);
      writer.changeState(1, 7, 0);
    }),
  );
  rmSync(served.dir.path("root/a.torrent"));
  expect((await ask("GET", PATH)).status).toBe(200);
  await ask("DELETE", "/torrents/1");
  const { status, said } = await ask("GET", PATH);
  expect([status, said.message]).toEqual([404, "torrent 1: its .torrent file is gone"]);
  served.rows();
  expect(served.sql("SELECT torrent_id FROM suspects")).toEqual([{ torrent_id: 1 }]);
});

test("does not go out while it is withheld, whatever else it is", async () => {
  using served = new Served({ "a.torrent": BYTES });
  const ask = operator(served);
  for (const bits of [STATE.WITHHELD, STATE.WITHHELD | STATE.FLAGGED]) {
    withStore(served, (store) => store.write((writer) => writer.changeState(1, bits, 0)));
    const { status, said } = await ask("GET", PATH);
    expect([status, said.code]).toEqual([404, "WITHHELD"]);
  }
  withStore(served, (store) => store.write((writer) => writer.changeState(1, 0, STATE.WITHHELD)));
  expect((await ask("GET", PATH)).status).toBe(200);
});

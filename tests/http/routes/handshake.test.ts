import { expect, test } from "bun:test";
import { VERSION } from "../../../src/core/version.ts";
import { Served } from "../../support/served.ts";

const LIMITS = {
  ...{ min_file_size: 104857600, max_files_per_request: 10000, max_torrents_per_response: 500 },
  ...{ max_exclude_torrent_ids: 100_000, max_body_bytes: 16 * 1024 * 1024 },
  ...{ auth: "none", proof: "off", capabilities: [], version: VERSION },
};

test("the limits, as the protocol's example has them", async () => {
  using served = new Served();
  expect(await served.post("/match/handshake", { user_id: "12345" })).toEqual({ status: "ok", ...LIMITS });
  expect(await served.post("/match/handshake", {})).toEqual({ status: "ok", ...LIMITS });
  expect(served.rows().map(({ userId }) => userId)).toEqual(["12345", null]);
});

test("an SQL UPDATE shows in the next answer", async () => {
  using served = new Served();
  await served.post("/match/handshake", {});
  served.set("min_file_size", "1");
  served.set("max_files_per_request", "2");
  served.set("max_torrents_per_response", "3");
  served.set("max_body_bytes", "2048");
  expect(await served.post("/match/handshake", {})).toEqual({
    ...LIMITS,
    max_body_bytes: 2048,
    ...{ status: "ok", min_file_size: 1, max_files_per_request: 2, max_torrents_per_response: 3 },
  });
});

test("nonsense in the table means the default, and is reported once", async () => {
  using served = new Served();
  served.set("min_file_size", "lots");
  served.set("trusted_proxies", "10.0.0.0/8, proxy");
  const said = [
    'warn: setting min_file_size: expected a size such as 100 MiB, from 0 to 1 PiB, got "lots"; using the default 100 MiB',
    'warn: setting trusted_proxies: expected an address or a network such as 10.0.0.0/8, got "proxy"',
  ];
  for (let i = 0; i < 3; i++) expect(await served.post("/match/handshake", {})).toEqual({ status: "ok", ...LIMITS });
  expect(served.lines).toEqual(said);
  served.set("min_file_size", "5");
  expect((await served.post("/match/handshake", {})).min_file_size).toBe(5);
  expect(served.lines).toEqual(said);
  served.set("min_file_size", "lots");
  await served.post("/match/handshake", {});
  expect(served.lines).toEqual([...said, said[0] as string]);
});

test("a body that is no object is rejected", async () => {
  using served = new Served();
  for (const body of ["", "[]", '"12345"', '{"user_id":{}}']) {
    expect((await served.ask("POST", "/match/handshake", body)).said.code).toBe("INVALID_REQUEST");
  }
});

test("the archive is offered where the server knows who asks", async () => {
  using served = new Served();
  served.set("auth", "header");
  const sent = { peer: "127.0.0.1", headers: { "x-reseeder-user": "alice" } };
  const { said } = await served.ask("POST", "/match/handshake", {}, sent);
  expect([said.auth, said.capabilities]).toEqual(["header", ["archive"]]);
  expect((await served.ask("GET", "/archive", undefined, sent)).status).toBe(200);
});

import { expect, test } from "bun:test";
import { Served } from "../../support/served.ts";

const PASSKEY = "9e107d9d372bb6826bd81d3542a419d6";
const UUID = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";

test("every request has its line at debug and none above it, whatever a client does", async () => {
  using served = new Served();
  const headers = { "x-real-ip": "192.0.2.7" };
  await served.ask(
    "POST",
    "/match/phase1",
    { user_id: 5, files: [{ name: "a.mkv", size: 9 }] },
    { headers, peer: "127.0.0.1" },
  );
  await served.ask("POST", "/match/phase1", "{");
  await served.ask("GET", "/nothing");
  expect(served.debug).toEqual([
    [
      "POST /match/phase1",
      {
        status: 200,
        ms: expect.any(Number),
        bytes_in: 49,
        bytes_out: expect.any(Number),
        client: "192.0.2.7",
        user_id: "5",
        files: 1,
        torrents: 0,
        error: null,
      },
    ],
    [
      "POST /match/phase1",
      expect.objectContaining({
        status: 400,
        error: expect.stringMatching(/^INVALID_REQUEST: body: expected JSON, got "\{"/),
      }),
    ],
    ["GET /nothing", expect.objectContaining({ status: 404, error: "NOT_FOUND" })],
  ]);
  expect(served.lines).toEqual([]);
});

test("a passkey in a path reaches neither the log nor the database", async () => {
  using served = new Served();
  await served.ask("GET", `/announce/${PASSKEY}?info_hash=x`);
  await served.ask("GET", `/${PASSKEY}/announce`);
  await served.ask("GET", `/archive/${UUID}`);
  const rows = JSON.stringify(served.rows());
  expect([rows, JSON.stringify(served.debug)].map((text) => text.includes(PASSKEY) || text.includes(UUID))).toEqual([
    false,
    false,
  ]);
  expect(rows).toContain("/announce/[masked]");
  const bytes = Buffer.concat(
    await Promise.all(
      [served.path, `${served.path}-wal`].map((path) =>
        Bun.file(path)
          .bytes()
          .catch(() => new Uint8Array()),
      ),
    ),
  );
  expect(bytes.includes("/announce/[masked]")).toBe(true);
  expect(bytes.includes(PASSKEY)).toBe(false);
});

import { expect, test } from "bun:test";
import { hexToBytes } from "../../../src/core/hex.ts";
import { connectPacket, readUdpAnswer, scrapePacket } from "../../../src/core/scrape/udp-scrape.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const read = (text: string) => readUdpAnswer(hexToBytes(text, text.length / 2) ?? new Uint8Array());

// The bytes are written down from the tables of BEP 15.
test("packets as BEP 15 lays them out", () => {
  expect(hex(connectPacket(0xdeadbeef))).toBe("0000041727101980" + "00000000" + "deadbeef");
  const hashes = [new Uint8Array(20).fill(0xaa), new Uint8Array(20).fill(0xbb)];
  expect(hex(scrapePacket(0x0123456789abcdefn, 7, hashes))).toBe(
    `0123456789abcdef0000000200000007${"aa".repeat(20)}${"bb".repeat(20)}`,
  );
  expect(() => scrapePacket(1n, 1, Array(75).fill(hashes[0]))).toThrow(RangeError);
  expect(() => scrapePacket(1n, 1, [new Uint8Array(32)])).toThrow(RangeError);
});

test.each([
  [
    "00000000" + "deadbeef" + "ff23456789abcdef",
    { action: "connect", transaction: 0xdeadbeef, connection: 0xff23456789abcdefn },
  ],
  ["00000000" + "deadbeef" + "0123", null],
  ["00000002" + "00000007", { action: "scrape", transaction: 7, counts: [] }],
  [
    `0000000200000007${"000000010000000500000002"}${"00000003000000000ffffffff".slice(0, 24)}0000`,
    {
      action: "scrape",
      transaction: 7,
      counts: [
        { seeders: 1, leechers: 2 },
        { seeders: 3, leechers: 0x0fffffff },
      ],
    },
  ],
  [
    "0000000200000007" + "0000000100000000ffffffff" + "ffffffff0000000000000000",
    { action: "scrape", transaction: 7, counts: [{ seeders: 1, leechers: null }, null] },
  ],
  [`0000000300000007${Buffer.from("no\0").toString("hex")}`, { action: "error", transaction: 7, reason: "no" }],
  ["0000000300000007", { action: "error", transaction: 7, reason: "without a reason" }],
  ["0000000400000007", null],
  ["00000002", null],
  ["", null],
])("%s", (packet, answer) => {
  expect(read(packet)).toEqual(answer as never);
});

import { expect, test } from "bun:test";
import { readTorrentName, type TorrentName } from "../../../src/core/api/torrent-name.ts";

const HASH = "0123456789012345678901234567890123456789";

test.each<[string, TorrentName | null]>([
  // Forty digits are an info-hash, whatever else they could be.
  [HASH, { by: "info-hash", infoHash: new Uint8Array(Buffer.from(HASH, "hex")) }],
  [
    `${HASH}${"AB".repeat(12)}`,
    { by: "info-hash", infoHash: new Uint8Array(Buffer.from(HASH + "ab".repeat(12), "hex")) },
  ],
  ["12", { by: "id", id: 12, bare: true }],
  ["id:12", { by: "id", id: 12, bare: false }],
  ["external:12", { by: "external", externalId: "12" }],
  ["external:a:b/ü", { by: "external", externalId: "a:b/ü" }],
  [`external:${HASH}`, { by: "external", externalId: HASH }],
  ...["", "0", "012", "-1", "1.5", "x", "id:", "id:0", "id:x", "ID:12", "external:", "external:a b", "external:\n"].map(
    (text): [string, null] => [text, null],
  ),
  [`external:${"x".repeat(65)}`, null],
  ["1".repeat(16), null],
])("%j", (text, name) => {
  expect(readTorrentName(text)).toEqual(name);
});

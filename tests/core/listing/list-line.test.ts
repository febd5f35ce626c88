import { describe, expect, test } from "bun:test";
import { hexToBytes } from "../../../src/core/hex.ts";
import { readListLine } from "../../../src/core/listing/list-line.ts";

const H = "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3";
const NOTHING = { externalId: null, seeders: null, leechers: null, addedAt: null };
const listed = (more: object = {}, hash = H) => {
  return { infoHash: hexToBytes(hash, hash.length / 2), ...NOTHING, ...more };
};
const AT = Date.UTC(2026, 10, 20, 12);

test.each<[line: string, read: object]>([
  [H, listed()],
  [H.toUpperCase(), listed()],
  [`\\x${H}`, listed()],
  [`${H}${"ab".repeat(12)}`, listed({}, `${H}${"ab".repeat(12)}`)],
  [`${H},4711`, listed({ externalId: "4711" })],
  [`${H},,3`, listed({ seeders: 3 })],
  [`${H}, 4711 ,0,2,${AT / 1000}`, listed({ externalId: "4711", seeders: 0, leechers: 2, addedAt: AT })],
  [`${H},"4711",0,2,2026-11-20 12:00:00`, listed({ externalId: "4711", seeders: 0, leechers: 2, addedAt: AT })],
  [`${H},4711,NULL,\\N,0000-00-00 00:00:00`, listed({ externalId: "4711", addedAt: 0 })],
  [`{"info_hash":"${H}"}`, listed()],
  [
    `{"info_hash":"${H}","external_id":4711,"seeders":1,"leechers":null,"added":"2026-11-20T12:00:00Z","name":"x"}`,
    listed({ externalId: "4711", seeders: 1, addedAt: AT }),
  ],
  ['{"end":2}', { end: 2 }],
  [' {"end":0} ', { end: 0 }],
])("%s", (line, read) => expect(readListLine(line)).toEqual(read as never));

describe("is none:", () => {
  test.each<[line: string, message: string]>([
    ["info_hash,external_id", 'info_hash: expected 40 or 64 hexadecimal digits, got "info_hash"'],
    [H.slice(1), "info_hash: expected"],
    [`${H}0`, "info_hash: expected"],
    ["ERROR 2006 (HY000): MySQL server has gone away", "info_hash: expected"],
    [`${H},a b`, "external_id: expected"],
    [`${H},${"x".repeat(65)}`, "external_id: expected"],
    [`${H},1,-1`, "seeders: expected"],
    [`${H},1,1,many`, "leechers: expected"],
    [`${H},1,1,1,soon`, "added: expected"],
    [`${H},1,1,1,1,1`, "expected info_hash["],
    [`${H},"1`, "unexpected quote"],
    ["{", "expected an object of JSON"],
    ['{"end":"2"}', "end: expected"],
    ['{"info_hash":5}', "info_hash: expected"],
    [`{"info_hash":"${H}","external_id":true}`, "external_id: expected"],
    [`{"info_hash":"${H}","seeders":"1"}`, "seeders: expected"],
  ])("%s", (line, message) => expect(readListLine(line)).toStartWith(message));
});

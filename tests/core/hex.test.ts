import { expect, test } from "bun:test";
import { bytesToHex, hexToBytes } from "../../src/core/hex.ts";

test("hexadecimal digits and back", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  // RFC 4648, section 10, and a part of a larger buffer, whose other bytes must not show.
  expect(bytesToHex(new TextEncoder().encode("foobar"))).toBe("666f6f626172");
  expect(bytesToHex(all.subarray(254))).toBe("feff");
  expect(hexToBytes(bytesToHex(all), 256)).toEqual(all);
  expect(hexToBytes("FEff", 2)).toEqual(Uint8Array.of(0xfe, 0xff));
  expect(hexToBytes("", 0)).toEqual(new Uint8Array());
});

test.each([["zz"], ["abc"], ["ab"], ["abcdef"], ["0xab"], ["ab c"], ["abc\n"], ["аbcd"]])(
  "%p is not two bytes",
  (text) => {
    expect(hexToBytes(text, 2)).toBeNull();
  },
);

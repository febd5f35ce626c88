import { expect, test } from "bun:test";
import { plainCrc32 } from "../../../src/core/hashing/crc32.ts";
import { nativeCrc32 } from "../../../src/core/hashing/native-digests.ts";

test("plain and native CRC-32 agree, and give the check value of the standard", () => {
  expect(plainCrc32(new TextEncoder().encode("123456789"))).toBe(0xcbf4_3926);
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 0xff);
    expect(plainCrc32(bytes)).toBe(nativeCrc32(bytes));
  }
});

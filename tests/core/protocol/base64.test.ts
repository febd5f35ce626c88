import { expect, test } from "bun:test";
import { base64ToBytes } from "../../../src/core/protocol/base64.ts";

test("base64 is Node's for every length, padded or not, and nothing else is taken", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
    const text = Buffer.from(bytes).toString("base64");
    expect(base64ToBytes(Buffer.from(text))).toEqual(bytes);
    expect(base64ToBytes(Buffer.from(text.replaceAll("=", "")))).toEqual(bytes);
  }
  for (const text of ["a", "a===", "ab=c", "ab\n=", "ä===", "====", "abc=="])
    expect(base64ToBytes(Buffer.from(text))).toBeNull();
});

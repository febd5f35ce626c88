import { expect, test } from "bun:test";
import { writeBase64 } from "../../../src/http/answer/base64.ts";
import { pseudoRandom } from "../../support/torrent-builder.ts";

test("what the engine's own encoder writes, at any place", () => {
  const bytes = pseudoRandom(2_000, "base64");
  const into = new Uint8Array(3_000);
  for (let length = 0; length < 260; length++) {
    for (const at of [0, 1, 2, 7]) {
      into.fill(0x2a);
      const end = writeBase64(bytes.subarray(at, at + length), into, at);
      const expected = Buffer.from(bytes.subarray(at, at + length)).toString("base64");
      expect(Buffer.from(into.subarray(at, end)).toString("latin1")).toBe(expected);
      // Nothing before it is touched, and one byte behind it at most.
      expect(into.subarray(0, at).every((byte) => byte === 0x2a)).toBe(true);
      expect(into.subarray(end + 1).every((byte) => byte === 0x2a)).toBe(true);
    }
  }
  const odd = new Uint8Array(new ArrayBuffer(101), 1);
  expect(Buffer.from(odd.subarray(4, writeBase64(bytes.subarray(0, 60), odd, 4))).toString("latin1")).toBe(
    Buffer.from(bytes.subarray(0, 60)).toString("base64"),
  );
});

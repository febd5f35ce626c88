import { expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { plainDigests } from "../../../src/core/hashing/plain-digests.ts";
import { Sha1 } from "../../../src/core/hashing/sha1.ts";
import { Sha256 } from "../../../src/core/hashing/sha256.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const BYTES = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255);

test.each(["sha1", "sha256"] as const)("%s is Node's for every length around blocks", (name) => {
  const out = new Uint8Array(name === "sha1" ? 20 : 32);
  for (const length of [...Array(200).keys(), 1023, 1024, 4095, 5000]) {
    plainDigests[name](BYTES.subarray(0, length), out);
    expect(Buffer.from(out).toString("hex")).toBe(createHash(name).update(BYTES.subarray(0, length)).digest("hex"));
  }
});

test("parts of any length give the hash of the whole", () => {
  for (const [make, name] of [
    [() => new Sha1(), "sha1"],
    [() => new Sha256(), "sha256"],
  ] as const) {
    for (const part of [1, 7, 63, 64, 65, 127, 200]) {
      const hash = make();
      for (let at = 0; at < BYTES.length; at += part) hash.update(BYTES.subarray(at, at + part));
      expect(Buffer.from(hash.digest()).toString("hex")).toBe(createHash(name).update(BYTES).digest("hex"));
    }
  }
});

test("the length stands in bits beyond 2^32 of them", () => {
  const part = new Uint8Array(64 * 1024 * 1024).fill(7);
  const hash = new Sha1();
  const due = createHash("sha1");
  for (let i = 0; i < 9; i++) {
    hash.update(part);
    due.update(part);
  }
  expect(Buffer.from(hash.digest()).toString("hex")).toBe(due.digest("hex"));
});

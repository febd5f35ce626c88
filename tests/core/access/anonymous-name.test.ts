import { expect, test } from "bun:test";
import { anonymousName, isAnonymousName } from "../../../src/core/access/anonymous-name.ts";

// RFC 4231, test case 2, as published; the same from `printf 'what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe`.
test("the first 20 digits of HMAC-SHA256", () => {
  expect(anonymousName(Buffer.from("Jefe"), "what do ya want for nothing?")).toBe("u_5bdcc146bf60754e6a04");
});

test("other key or other id, other name", () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(anonymousName(key, "alice")).toBe(anonymousName(key, "alice"));
  expect(anonymousName(key, "alice")).not.toBe(anonymousName(other, "alice"));
  expect(anonymousName(key, "alice")).not.toBe(anonymousName(key, "Alice"));
});

test("names are known by their form", () => {
  expect(isAnonymousName(anonymousName(Buffer.alloc(32), ""))).toBe(true);
  for (const text of ["alice", "u_", "u_5bdcc146bf60754e6a0", "u_5BDCC146BF60754E6A04", " u_5bdcc146bf60754e6a04"]) {
    expect(isAnonymousName(text)).toBe(false);
  }
});

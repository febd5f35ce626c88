import { describe, expect, test } from "bun:test";
import { MAX_FORGOTTEN, readForgetRequest } from "../../../src/core/access/forget-request.ts";

const KEY = "0123456789abcdef";

test("some users by their passkeys, some by their ids, or everybody", () => {
  expect(readForgetRequest({ passkeys: [KEY], users: null, all: false })).toEqual({ passkeys: [KEY] });
  expect(readForgetRequest({ users: ["alice", 7] })).toEqual({ users: ["alice", "7"] });
  expect(readForgetRequest({ all: true })).toBe("all");
  expect(readForgetRequest({ users: Array(MAX_FORGOTTEN).fill("x") })).toEqual({
    users: Array(MAX_FORGOTTEN).fill("x"),
  });
});

describe("anything else is rejected, and no passkey repeated", () => {
  test.each([
    [{}, "body: expected one of passkeys, users, all"],
    [{ all: false, users: null }, "body: expected one of passkeys, users, all"],
    [{ all: true, users: ["alice"] }, "body: expected one of passkeys, users, all"],
    [{ passkeys: [KEY], users: ["alice"] }, "body: expected one of passkeys, users, all"],
    [{ all: 1 }, "all: expected true, got 1"],
    [{ users: "alice" }, 'users: expected an array, got "alice"'],
    [{ users: ["alice", ""] }, 'users[1]: expected a user ID, got ""'],
    [{ passkeys: [KEY, null] }, "passkeys[1]: expected a passkey, got nothing"],
    [{ passkeys: [`${KEY}/secret`] }, 'passkeys[0]: expected 8 to 128 letters, digits, "-" or "_"'],
    [
      { users: Array(MAX_FORGOTTEN + 1).fill("x") },
      `users: expected at most ${MAX_FORGOTTEN}, got ${MAX_FORGOTTEN + 1}`,
    ],
  ])("%#", (value, message) => {
    expect(() => readForgetRequest(value)).toThrow(expect.objectContaining({ code: "INVALID_REQUEST", message }));
  });
});

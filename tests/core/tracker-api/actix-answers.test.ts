import { expect, test } from "bun:test";
import { readActixList, readActixStats, readActixTimeout } from "../../../src/core/tracker-api/actix-answers.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];

test("a list counts only with an answer for each hash", () => {
  const answer = { status: "ok", blacklists: { [A]: true, [B]: false } };
  expect(readActixList(answer, "blacklists", [A, B])).toEqual(new Set([A]));
  expect(readActixList(answer, "blacklists", [A, "c".repeat(40)])).toBeNull();
  expect(readActixList(answer, "whitelists", [A])).toBeNull();
  expect(readActixList({ ...answer, status: "bad info_hash" }, "blacklists", [A])).toBeNull();
  expect(readActixList({ status: "ok", blacklists: { [A]: "ok" } }, "blacklists", [A])).toBeNull();
  expect(readActixList({ status: "ok", blacklists: {} }, "blacklists", ["constructor"])).toBeNull();
});

test("a mode that is not said is no answer", () => {
  const stats = {
    started: 1795771169,
    whitelist_enabled: true,
    blacklist_enabled: false,
    keys_enabled: false,
    blacklist: 0,
    users: 0,
  };
  expect(readActixStats(stats)).toMatchObject({ started: 1795771169, hasWhitelist: true, hasBlacklist: false });
  for (const field of Object.keys(stats))
    expect([field, readActixStats({ ...stats, [field]: undefined })]).toEqual([field, null]);
});

test("a key ends at Unix seconds", () => {
  expect(readActixTimeout({ status: "ok", timeout: 1795774865 })).toBe(1795774865000);
  expect(readActixTimeout({ status: "ok" })).toBeNull();
  expect(readActixTimeout({ status: "unknown key_hash", timeout: 1 })).toBeNull();
});

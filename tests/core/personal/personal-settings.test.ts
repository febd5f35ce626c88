import { expect, test } from "bun:test";
import {
  commentOf,
  commentProblem,
  needsPasskey,
  parseAnnounceUrls,
  personalTiers,
} from "../../../src/core/personal/personal-settings.ts";

const HTTP = "https://t.example/announce?passkey={passkey}";
const UDP = "udp://t.example:6969/announce/{passkey}";

test.each([
  [HTTP, [[HTTP]]],
  [`${HTTP}|${UDP}`, [[HTTP], [UDP]]],
  [
    ` ${HTTP} , ${UDP} | https://b.example/{passkey}/announce `,
    [[HTTP, UDP], ["https://b.example/{passkey}/announce"]],
  ],
  ["http://open.example/announce", [["http://open.example/announce"]]],
  ["https://t.example/a%7Cb%2Cc/{passkey}", [["https://t.example/a%7Cb%2Cc/{passkey}"]]],
  ["wss://t.example/{passkey}", [["wss://t.example/{passkey}"]]],
])("%s", (text, tiers) => {
  expect(parseAnnounceUrls(text)).toEqual({ tiers });
});

test.each([
  ["", "address 1: expected a URL that starts with"],
  [`${HTTP}||${UDP}`, "address 2: expected a URL that starts with"],
  [`${HTTP},`, "address 2: expected a URL that starts with"],
  ["?", "address 1: expected a URL that starts with"],
  ["t.example/announce", "address 1: expected a URL that starts with"],
  ["file:///{passkey}", "address 1: expected a URL that starts with"],
  ["https://t.example/{pass}/announce", "address 1: expected no braces except those of {passkey}"],
  ["https://t.example/{{passkey}}", "address 1: expected no braces except those of {passkey}"],
  ["https://t.example/a b/{passkey}", "address 1: expected a URL that starts with"],
  ["https://t.example/\u202e{passkey}", "address 1: expected a URL that starts with"],
  [Array(101).fill(HTTP).join(), "expected at most 100 addresses, got 101"],
])("%j is rejected", (text, problem) => {
  expect(parseAnnounceUrls(text)).toEqual({ problem: expect.stringContaining(problem) });
});

test("a passkey is wanted when any address has its place, and stands in each", () => {
  const settings = { tiers: [["http://open.example/announce"], [HTTP, UDP]], comment: null, keepWebSeeds: false };
  expect(needsPasskey(settings)).toBe(true);
  expect(needsPasskey({ ...settings, tiers: [["http://open.example/announce"]] })).toBe(false);
  expect(personalTiers(settings, "$&key")).toEqual([
    ["http://open.example/announce"],
    ["https://t.example/announce?passkey=$&key", "udp://t.example:6969/announce/$&key"],
  ]);
});

test("a comment with the tracker's id wants one; the id cannot leave its place", () => {
  const comment = "https://t.example/torrents/{id}?h={info_hash}";
  const settings = { tiers: [], comment, keepWebSeeds: false };
  const infoHash = "ab".repeat(20);
  expect(commentOf(settings, { externalId: "42", infoHash })).toBe(`https://t.example/torrents/42?h=${infoHash}`);
  expect(commentOf(settings, { externalId: "4/../$&", infoHash })).toBe(
    `https://t.example/torrents/4%2F..%2F%24%26?h=${infoHash}`,
  );
  expect(commentOf(settings, { externalId: null, infoHash })).toBeNull();
  expect(commentOf({ ...settings, comment: null }, { externalId: "1", infoHash })).toBeNull();
  expect(commentProblem(comment)).toBeNull();
  for (const wrong of ["{id}", "udp://t.example/{id}", "https://t.example/{passkey}"]) {
    expect(commentProblem(wrong)).toStartWith("expected ");
  }
});

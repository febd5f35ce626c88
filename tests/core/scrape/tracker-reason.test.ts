import { expect, test } from "bun:test";
import { rejectionOf } from "../../../src/core/scrape/tracker-reason.ts";

// The words are those of the trackers' own code.
test.each([
  ["Too many info_hashes", "too-many"],
  ["maximum 50 torrents", "too-many"],
  ["too many requests", "other"],
  ["unknown info_hash", "unknown-torrent"],
  ["forbidden info_hash", "unknown-torrent"],
  ["Torrent not found or inactive", "unknown-torrent"],
  ["Unregistered torrent", "unknown-torrent"],
  ["missing key", "denied"],
  ["unknown user key", "denied"],
  ["Invalid passkey", "denied"],
  ["invalid torrent_pass", "denied"],
  ["User is banned", "denied"],
  ["database is gone", "other"],
  ["", "other"],
] as const)("%s means %s", (reason, means) => {
  expect(rejectionOf(reason)).toBe(means);
});

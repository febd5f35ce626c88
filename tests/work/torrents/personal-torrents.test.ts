import { describe, expect, test } from "bun:test";
import { resolveSettings } from "../../../src/core/settings/settings.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import type { TorrentDescription } from "../../../src/store/index/torrents.ts";
import { PersonalTorrents, personalSettings } from "../../../src/work/torrents/personal-torrents.ts";
import { memoryLog } from "../../support/log.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const KEY = "feedfacefeedfacefeedfacefeedface";
const URL = "https://t.example/{passkey}/announce";
const settingsOf = (stored: Record<string, string>) =>
  personalSettings(resolveSettings(new Map(Object.entries(stored))).settings);

function described(bytes: Uint8Array, externalId: string | null = null): TorrentDescription {
  const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
  return { id: 7, infoHashV1, infoHashV2, externalId } as TorrentDescription;
}

/** Personal torrents under settings, and what they log. */
function personal(stored: Record<string, string>, passkey: string | null = KEY) {
  const settings = settingsOf(stored);
  if (!settings) throw new Error("the files go out as they are");
  const { log, lines } = memoryLog();
  return { torrents: new PersonalTorrents(settings, passkey, log), lines };
}

describe("the settings", () => {
  test("none: files go out as they are; nonsense: nothing goes out", () => {
    expect(settingsOf({})).toBeNull();
    expect(settingsOf({ announce_urls: " " })).toBeNull();
    expect(() => settingsOf({ announce_urls: "https://t.example/{pass}" })).toThrow("setting announce_urls: address 1");
    expect(() => settingsOf({ announce_urls: "x".repeat(20_000) })).toThrow("setting announce_urls: address 1");
  });

  test("addresses that need a passkey want one; others do not", () => {
    expect(() => personal({ announce_urls: URL }, null)).toThrow("torrents of this server are personal");
    expect(() => personal({ announce_urls: "https://t.example/announce" }, null)).not.toThrow();
  });

  test("a comment_url that is none leaves the comments", () => {
    expect(settingsOf({ announce_urls: URL, comment_url: "nonsense" })?.comment).toBeNull();
    expect(settingsOf({ announce_urls: URL, comment_url: "https://t.example/{id}" })?.comment).not.toBeNull();
  });
});

const V1 = plainTorrent("a", 700);
const KINDS = [
  ["v1", V1],
  ["v2", buildTorrent({ name: "b", version: "v2", files: [{ path: "a", length: 40_000 }] })],
  ["hybrid", buildTorrent({ name: "c", version: "hybrid", files: [{ path: "a", length: 40_000 }] })],
] as const;

test.each(KINDS)("a %s torrent has the user's tracker and its own hashes", (_, bytes) => {
  const { torrents, lines } = personal({ announce_urls: URL, comment_url: "https://t.example/{id}" });
  const out = torrents.of(bytes, described(bytes, "42"));
  const { announce, infoHashV1, infoHashV2 } = parseMetainfo(out as Uint8Array);
  expect([announce, infoHashV1, infoHashV2]).toEqual([
    [[URL.replace("{passkey}", KEY)]],
    parseMetainfo(bytes).infoHashV1,
    parseMetainfo(bytes).infoHashV2,
  ]);
  expect(Buffer.from(out as Uint8Array).toString("latin1")).toContain("7:comment20:https://t.example/42");
  expect(lines).toEqual([]);
});

test.each(KINDS)("a %s torrent that is not the one of the index stays, and the log says so", (_, bytes) => {
  const { torrents, lines } = personal({ announce_urls: URL });
  const other = new Uint8Array(32).fill(9);
  const { infoHashV1, infoHashV2 } = described(bytes);
  const wrong = { ...described(bytes), ...(infoHashV2 ? { infoHashV2: other } : { infoHashV1: other.subarray(12) }) };
  expect(torrents.of(bytes, wrong)).toBeNull();
  expect(torrents.of(bytes, { ...wrong, infoHashV1: null, infoHashV2: null })).toBeNull();
  if (infoHashV1 && infoHashV2) expect(torrents.of(bytes, { ...wrong, infoHashV1: null })).toBeNull();
  expect(lines[0]).toContain("torrent 7 would change its info-hash");
});

test("what cannot be read stays, and the log has no passkey", () => {
  const { torrents, lines } = personal({ announce_urls: URL });
  expect(torrents.of(V1.subarray(0, 50), described(V1))).toBeNull();
  expect(lines).toEqual([expect.stringContaining("torrent 7 could not be personalised")]);
  expect(lines.join()).not.toContain(KEY);
});

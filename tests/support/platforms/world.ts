import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import type { DatabaseServer } from "../database/server.ts";
import { plainTorrent } from "../plain-torrent.ts";
import type { Moderation, Platform, SiteTorrent } from "./platform.ts";

/** A torrent of the site, with its bytes. */
export interface WorldTorrent extends SiteTorrent {
  bytes: Uint8Array;
}

export const TORRENTS = 50;
export const USERS = 20;
/** Of 2023-11-14, in Unix seconds. */
const FIRST_UPLOAD = 1_700_000_000;

/** The passkey of a user: 32 digits that begin with a letter, which MySQL takes for 0 when asked for a number. */
export const passkeyOf = (user: number, generation = 0): string =>
  `a${Bun.hash(`${user}/${generation}`).toString(16)}${"0123456789abcdef".repeat(2)}`.slice(0, 32);

/** Users with these numbers are banned from the beginning. */
export const BANNED: readonly number[] = [3, 7, 11, 19];

/** Accepted, but every fifth waits and every seventh was rejected. */
function moderationOf(id: number): Moderation {
  if (id % 5 === 0) return "pending";
  return id % 7 === 0 ? "rejected" : "accepted";
}

const FIXTURES = join(import.meta.dir, "../../../node_modules/webtorrent-fixtures/fixtures");
/** Of other projects; each is another torrent. */
const REAL = ["alice", "bunny", "folder", "leaves", "lots-of-numbers", "numbers", "sintel"].map(
  (name) => `${name}.torrent`,
);

/** 50 torrents, real ones first. */
export function worldTorrents(): WorldTorrent[] {
  const there = readdirSync(FIXTURES);
  const real = REAL.filter((name) => there.includes(name)).map((name) => readFileSync(join(FIXTURES, name)));
  return Array.from({ length: TORRENTS }, (_, i) => {
    const id = i + 1;
    const bytes = real[i] ?? plainTorrent(`t${id}`, [[`t${id}.mkv`, 1_000_000 + id]]);
    const { infoHashV1, infoHashV2 } = parseMetainfo(bytes);
    return {
      id,
      bytes,
      infoHash: infoHashV1,
      ...(infoHashV2 ? { infoHashV2 } : {}),
      moderation: moderationOf(id),
      seeders: id % 4,
      leechers: id % 3,
      added: FIRST_UPLOAD + id * 60,
      owner: (id % USERS) + 1,
    };
  });
}

/** Fills a database of a platform with 20 users, 50 torrents and what they downloaded; answers its name. */
export function fillSite(
  server: DatabaseServer,
  platform: Platform,
  torrents: readonly WorldTorrent[],
  name: string,
): string {
  server.run(`CREATE DATABASE ${name};`);
  const users = Array.from({ length: USERS }, (_, i) => ({
    id: i + 1,
    passkey: passkeyOf(i + 1),
    isBanned: BANNED.includes(i + 1),
  }));
  const statements = [
    platform.schema,
    ...users.map((user) => platform.addUser(user)),
    ...torrents.map((torrent) => platform.addTorrent(torrent)),
    ...torrents.map(({ id }) => platform.download(2, id, FIRST_UPLOAD + 100_000 + id)).filter((_, i) => i % 2 === 0),
  ];
  server.run(statements.join("\n"), name);
  return name;
}

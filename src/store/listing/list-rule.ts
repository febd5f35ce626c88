import type { Database } from "bun:sqlite";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";
import { unlistedRule } from "../../core/listing/unlisted-rule.ts";
import { parseSetting, SETTINGS, type SettingKey, type Settings } from "../../core/settings/settings.ts";
import { type InfoHashes, ListedTorrents, reasonOf } from "./listed-torrents.ts";
import { Listing } from "./listing-status.ts";

/** What the list in force says of a torrent that is put in. */
export interface Verdict {
  /** Null for one that may be offered. */
  reason: WithheldReason | null;
  externalId: string | null;
  addedAt: number | null;
}

const NOTHING_SAID: Verdict = { reason: null, externalId: null, addedAt: null };

/** The list in force as one write transaction sees it: it decides on each torrent while that is put in. */
export class ListRule {
  private readonly state;
  private readonly unlisted;
  private readonly listed: ListedTorrents;

  constructor(database: Database) {
    this.state = new Listing(database).status().state;
    this.unlisted = this.state === "none" ? "offer" : unlistedSetting(database);
    this.listed = new ListedTorrents(database);
  }

  /** What the list says of one torrent; nothing where there is no list. */
  of(torrent: InfoHashes): Verdict {
    if (this.state === "none") return NOTHING_SAID;
    const lines = this.listed.naming(torrent);
    const reason =
      this.state === "restored"
        ? "restored"
        : reasonOf(
            lines.map((line) => line.reason),
            this.unlisted,
          );
    const said = lines.find((line) => line.reason === null) ?? lines[0];
    return { reason, externalId: said?.externalId ?? null, addedAt: said?.addedAt ?? null };
  }
}

/** The rule of `unlisted` as this transaction sees it; what makes no sense withholds. */
function unlistedSetting(database: Database): "withhold" | "offer" {
  const unlisted = read(database, "unlisted");
  const tracker = read(database, "tracker");
  const push = read(database, "tracker_push");
  return unlisted === null || tracker === null
    ? "withhold"
    : unlistedRule({ unlisted, tracker, tracker_push: push ?? 0 });
}

function read<K extends "unlisted" | "tracker" | "tracker_push">(database: Database, key: K): Settings[K] | null {
  const row = database.query<{ value: string }, [SettingKey]>("SELECT value FROM settings WHERE key = ?").get(key);
  const parsed = parseSetting(key, row?.value ?? String(SETTINGS[key].default));
  return "value" in parsed ? (parsed.value as Settings[K]) : null;
}

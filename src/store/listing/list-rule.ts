import type { Database } from "bun:sqlite";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";
import { parseSetting } from "../../core/settings/settings.ts";
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

/** The setting `unlisted` as this transaction sees it; what makes no sense withholds. */
function unlistedSetting(database: Database): "withhold" | "offer" {
  const row = database.query<{ value: string }, []>("SELECT value FROM settings WHERE key = 'unlisted'").get();
  const parsed = parseSetting("unlisted", row?.value ?? "withhold");
  return "value" in parsed && parsed.value === "offer" ? "offer" : "withhold";
}

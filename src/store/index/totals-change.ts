import type { Database } from "bun:sqlite";
import { stateOf } from "../../core/api/torrent-state.ts";
import { NO_TOTALS, type Totals } from "./statistics.ts";

/** What the counts are made of. */
export interface CountedTorrent {
  state: number;
  seeders: number | null;
  fileCount: number;
  payloadSize: number;
}

/** What one transaction changes of the table `totals`: the revision, and the counts of torrents. */
export class TotalsChange {
  private revision: number | null = null;
  private readonly change: Totals = { ...NO_TOTALS };

  constructor(private readonly database: Database) {}

  /** A revision that no torrent had before. */
  nextRevision(): number {
    this.revision ??=
      this.database.query<{ revision: number }, []>("SELECT revision FROM totals WHERE id = 1").get()?.revision ?? 0;
    return ++this.revision;
  }

  /** Adds a torrent to the counts, or takes it out of them. @param sign -1 to take it out */
  count({ state, seeders, fileCount, payloadSize }: CountedTorrent, sign: 1 | -1): void {
    const name = stateOf(state);
    if (name !== "offered") this.change[name] += sign;
    else {
      this.change.torrents += sign;
      this.change.files += sign * fileCount;
      this.change.payload += sign * payloadSize;
      if (seeders === 0) this.change.dead += sign;
      if (seeders !== null) this.change.counted += sign;
    }
  }

  /** Writes it, unless nothing changed. */
  write(): void {
    const { torrents, files, payload, missing, flagged, removed, withheld, dead, counted } = this.change;
    if (this.revision === null && dead === 0 && counted === 0) return;
    this.database
      .query(
        `UPDATE totals SET revision = ifnull(?, revision), torrents = torrents + ?, files = files + ?,
           payload = payload + ?, missing = missing + ?, flagged = flagged + ?, removed = removed + ?, withheld = withheld + ?,
           dead = dead + ?, counted = counted + ?`,
      )
      .run(this.revision, torrents, files, payload, missing, flagged, removed, withheld, dead, counted);
  }
}

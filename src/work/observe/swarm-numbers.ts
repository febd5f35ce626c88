import { bytesToHex } from "../../core/hex.ts";
import type { NeededTorrent, Revival } from "../../store/index/swarms.ts";
import type { Run } from "../../store/operations/runs.ts";
import type { Store } from "../../store/store.ts";

/** What is known of the swarms; info-hashes in hex, times in Unix milliseconds. */
export interface SwarmNumbers {
  /** Torrents on offer that were never counted. */
  unknown: number;
  /** Without a seeder, and confirmed within a week. */
  pending: number;
  /** Since the beginning. */
  revived: number;
  /** The newest first. */
  revivals: (Omit<Revival, "infoHash"> & { infoHash: string })[];
  /** Without a seeder: those that most wait for, then those that most say they hold. */
  mostNeeded: (Omit<NeededTorrent, "infoHash"> & { infoHash: string })[];
  /** The last round in which the tracker was asked; null where there was none. */
  lastScrape: Run | null;
}

/** Numbers on the swarms of the torrents on offer; looks at all that have no seeder. */
export function swarmNumbers(store: Store, torrents: number): SwarmNumbers {
  const { torrents: offered, counted } = store.statistics.totals();
  const inHex = <T extends { infoHash: Uint8Array }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, infoHash: bytesToHex(row.infoHash) }));
  return {
    unknown: offered - counted,
    pending: store.swarms.pending(),
    revived: store.swarms.revived(),
    revivals: inHex(store.swarms.revivals(torrents)),
    mostNeeded: inHex(store.swarms.mostNeeded(torrents)),
    lastScrape: store.runs.newest("scrape", 1)[0] ?? null,
  };
}

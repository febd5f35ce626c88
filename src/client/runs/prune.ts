import { ReseederError } from "../../core/errors.ts";
import type { HandedOver, HandoverJournal } from "../../store/client/handover-journal.ts";
import type { ClientPool } from "../clients/client-pool.ts";
import type { OwnCtimes } from "./own-ctimes.ts";
import { takeAway } from "./take-away.ts";

/** A torrent that its client no longer holds, and what was taken away. */
export interface Pruned {
  torrent: HandedOver;
  removed: number;
  left: string[];
}

/**
 * Takes away the links of torrents that are gone from their clients. Those of a client that cannot be asked stay.
 * @param onTorrent told of each as it is done
 * @returns what is wrong with the clients that could not be asked
 * @throws ReseederError `DATABASE_…`
 */
export async function prune(
  journal: HandoverJournal,
  pool: ClientPool,
  ctimes: OwnCtimes,
  onTorrent: (pruned: Pruned) => void,
): Promise<string[]> {
  const problems: string[] = [];
  const torrents = journal.torrents().filter(({ state }) => state === "started" || state === "kept");
  for (const [client, own] of Map.groupBy(torrents, (torrent) => torrent.client)) {
    try {
      const held = new Set((await (await pool.get(client)).list()).flatMap(({ hashes }) => hashes));
      for (const torrent of own) {
        if (torrent.hashes.some((hash) => held.has(hash))) continue;
        const { removed, left } = takeAway(journal, torrent, ctimes);
        journal.setState(torrent, "undone");
        onTorrent({ torrent, removed, left });
      }
    } catch (error) {
      if (!(error instanceof ReseederError) || !error.code.startsWith("CLIENT_")) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

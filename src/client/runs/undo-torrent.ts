import { trimEnd } from "../../core/trim-end.ts";
import type { HandedOver, HandoverJournal } from "../../store/client/handover-journal.ts";
import type { HeldTorrent, TorrentClient } from "../clients/client.ts";
import type { OwnCtimes } from "./own-ctimes.ts";
import { type TakenAway, takeAway } from "./take-away.ts";

/**
 * Removes a torrent that we added from its client, keeping data, and then what was made for it. A torrent that lies
 * somewhere else by now was added, or moved, by somebody else: it stays.
 * @throws ReseederError `CLIENT_…` before anything was taken away, `DATABASE_…`
 */
export async function undoTorrent(
  journal: HandoverJournal,
  torrent: HandedOver,
  client: TorrentClient,
  ctimes: OwnCtimes,
): Promise<TakenAway & { isElsewhere: boolean }> {
  const held = await client.find(torrent.hashes);
  const isElsewhere = held !== null && !liesIn(held, torrent.clientFolder);
  if (held !== null && !isElsewhere) await client.remove(held);
  const taken = takeAway(journal, torrent, ctimes);
  journal.setState(torrent, "undone");
  return { ...taken, isElsewhere };
}

/** rTorrent's folder is that of the content, the others' the one above it. */
function liesIn(held: HeldTorrent, folder: string): boolean {
  const place = trimEnd(held.folder, "\\/", 1);
  return place === folder || place.startsWith(`${folder}/`);
}

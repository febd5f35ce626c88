import type { Verdict } from "../../core/completion/verdict.ts";
import type { FoundTorrent } from "./messages.ts";
import type { Offer } from "./offer.ts";

/** A torrent whose pieces were read. */
export interface CheckedTorrent {
  offer: Offer;
  verdict: Verdict;
}

/** As the page shows it; null where no piece holds. */
export function foundTorrent({ offer, verdict }: CheckedTorrent): FoundTorrent | null {
  const { status, reason, found, of, renamed } = verdict;
  if (status === "none") return null;
  const { infoHash, metainfo, seeders } = offer;
  return { infoHash, name: metainfo.name, status, reason, seeders, size: metainfo.payloadSize, found, of, renamed };
}

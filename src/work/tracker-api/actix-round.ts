import { STATE } from "../../core/api/torrent-state.ts";
import { bytesToHex } from "../../core/hex.ts";
import type { ListedTorrent } from "../../core/listing/listed-torrent.ts";
import type { TorrentUnderList } from "../../store/listing/torrents-under-list.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import { actixListed, actixStats } from "./actix-api.ts";
import type { ApiRound } from "./api-round.ts";
import type { ApiSession } from "./api-session.ts";

/** A torrent of the index, and the info-hashes that Torrust-Actix may know it by. */
interface Own {
  /** 40 digits each: of version 1, and of version 2 cut short. */
  hashes: string[];
  infoHash: Uint8Array;
  /** A list keeps it back now. */
  isWithheld: boolean;
}

/** Rows of one look at the database. */
const PAGE = 2_000;

/**
 * What a Torrust-Actix says of the torrents of the index, as a list of what may be offered: a whitelist names what may be
 * offered, a blacklist what may not, and it decides by any hash of a hybrid. Unless told to keep its tables it forgets
 * both lists at a restart: the round after one lifts nothing, and neither does a blacklist that became empty.
 * @throws ReseederError `TRACKER_…`
 */
export async function actixTorrents(stores: Stores, session: ApiSession, round: ApiRound): Promise<ListedTorrent[]> {
  const stats = await actixStats(session);
  const torrents = await ownTorrents(stores);
  const hashes = [...new Set(torrents.flatMap((torrent) => torrent.hashes))];
  round.rows = torrents.length;
  round.started = stats.started;
  const white = stats.hasWhitelist ? await actixListed(session, "whitelists", hashes) : null;
  const black = stats.hasBlacklist ? await actixListed(session, "blacklists", hashes) : new Set<string>();
  if (white === null && !stats.hasBlacklist)
    round.notes.push("Whitelist and blacklist are both off: every torrent is offered");
  round.known = white;
  round.barred = black;
  const why = round.force ? null : liftsNothing(stores, stats);
  const lines: ListedTorrent[] = [];
  let kept = 0;
  for (const torrent of torrents) {
    const isBlack = torrent.hashes.some((hash) => black.has(hash));
    const isOffered = !isBlack && (white === null || round.push || torrent.hashes.some((hash) => white.has(hash)));
    const isKept = isOffered && torrent.isWithheld && why !== null;
    if (isKept) kept++;
    if (isBlack || isKept) lines.push({ ...lineOf(torrent), withheldReason: "not-accepted" });
    else if (isOffered) lines.push(lineOf(torrent));
  }
  if (kept > 0)
    round.notes.push(
      `${why}: ${kept} withheld ${kept === 1 ? "torrent stays" : "torrents stay"} withheld unless you use --force`,
    );
  return lines;
}

function lineOf({ infoHash }: Own): ListedTorrent {
  return { infoHash, externalId: null, seeders: null, leechers: null, addedAt: null };
}

/** Why this round lifts nothing; null where it may. */
function liftsNothing(
  stores: Stores,
  stats: { started: number; hasBlacklist: boolean; blacklist: number },
): string | null {
  const { owner, numbers } = stores.use((store) => store.listing.status());
  if (owner !== "torrust-actix") return null;
  const before = numbers?.trackerStarted ?? stats.started;
  if (before !== stats.started) return "Torrust-Actix was restarted since the last round";
  return stats.hasBlacklist && stats.blacklist === 0 ? "The blacklist of Torrust-Actix is empty" : null;
}

async function ownTorrents(stores: Stores): Promise<Own[]> {
  const torrents: Own[] = [];
  const yieldEvery = new YieldEvery();
  for (let after = 0; ; ) {
    const page = stores.use((store) => store.torrentsUnderList.page(after, PAGE));
    for (const torrent of page) torrents.push(...own(torrent));
    const last = page.at(-1);
    if (!last || page.length < PAGE) return torrents;
    after = last.id;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
}

function own({ infoHashV1, infoHashV2, state }: TorrentUnderList): Own[] {
  const short = [infoHashV1, infoHashV2?.subarray(0, 20) ?? null].filter((hash) => hash !== null);
  const [infoHash] = short;
  if (!infoHash) return [];
  return [{ hashes: short.map(bytesToHex), infoHash, isWithheld: (state & STATE.WITHHELD) !== 0 }];
}

import { ReseederError } from "../../core/errors.ts";
import { bytesToHex } from "../../core/hex.ts";
import type { ListedTorrent } from "../../core/listing/listed-torrent.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { UdptTorrent } from "../../core/tracker-api/udpt-answers.ts";
import { listedHashes } from "../../store/listing/listed-torrents.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import type { ApiRound } from "./api-round.ts";
import type { ApiSession } from "./api-session.ts";
import { countUdptSwarm, readUdptList } from "./udpt-list.ts";

type Counts = ReadonlyMap<string, { seeders: number; leechers: number }>;

/** Rows of one look at the database. */
const PAGE = 2_000;
/** Questions that are left for the next round's list. */
const RESERVE = 100;

/**
 * What UDPT lists, as a list of what may be offered: flagged is not accepted. UDPT forgets registrations and flags when it
 * is restarted, so a flag is lifted only by a torrent that is listed without one, and an empty list says nothing.
 * @throws ReseederError `TRACKER_…`, `LIST_EMPTY`
 */
export async function udptTorrents(stores: Stores, session: ApiSession, round: ApiRound): Promise<ListedTorrent[]> {
  const listed = await readUdptList(session);
  round.rows = listed.length;
  round.known = new Set(listed.map(({ hash }) => hash));
  round.barred = new Set(listed.filter(({ isFlagged }) => isFlagged).map(({ hash }) => hash));
  if (listed.length === 0 && !round.push) {
    throw new ReseederError("LIST_EMPTY", "UDPT lists no torrents; it loses them at every restart", {
      hint: "Nothing was changed. Register and flag the torrents again, or wait for announces.",
    });
  }
  const counts = await countSwarms(stores, session, listed, round);
  const lines = listed.map((torrent) => lineOf(torrent, counts));
  const kept = round.force ? [] : forgottenFlags(stores, listed);
  if (kept.length > 0) {
    round.notes.push(
      `UDPT no longer lists ${formatAmount(kept.length, "flagged torrent")}; withheld unless you use --force`,
    );
  }
  return [...lines, ...kept];
}

function lineOf({ hash, infoHash, isFlagged, hasPeers }: UdptTorrent, counts: Counts): ListedTorrent {
  const { seeders = null, leechers = null } = hasPeers ? (counts.get(hash) ?? {}) : { seeders: 0, leechers: 0 };
  const said = { infoHash, externalId: null, addedAt: null };
  return isFlagged
    ? { ...said, seeders: null, leechers: null, withheldReason: "not-accepted" }
    : { ...said, seeders, leechers };
}

/** Counts the swarms of our own torrents that have peers, as many as this minute allows; the next round goes on. */
async function countSwarms(
  stores: Stores,
  session: ApiSession,
  listed: readonly UdptTorrent[],
  { memory }: ApiRound,
): Promise<Counts> {
  const alive = new Set(listed.filter(({ hasPeers, isFlagged }) => hasPeers && !isFlagged).map(({ hash }) => hash));
  const own = await ownAmong(stores, alive);
  const from = own.findIndex((hash) => hash > memory.cursor);
  const counts = new Map<string, { seeders: number; leechers: number }>();
  for (const hash of [...own.slice(Math.max(from, 0)), ...own.slice(0, Math.max(from, 0))]) {
    if (session.budget.left <= RESERVE) break;
    counts.set(hash, await countUdptSwarm(session, hash));
    memory.cursor = hash;
  }
  return counts;
}

/** Those of some info-hashes that torrents of the index have, in order. */
async function ownAmong(stores: Stores, hashes: ReadonlySet<string>): Promise<string[]> {
  const own = new Set<string>();
  const yieldEvery = new YieldEvery();
  for (let after = 0; hashes.size > 0; ) {
    const page = stores.use((store) => store.torrentsUnderList.page(after, PAGE));
    for (const hash of page.flatMap(listedHashes).map(bytesToHex)) if (hashes.has(hash)) own.add(hash);
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last.id;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
  return [...own].sort();
}

/** Torrents that UDPT listed as flagged, and does not list any more. */
function forgottenFlags(stores: Stores, listed: readonly UdptTorrent[]): ListedTorrent[] {
  if (stores.use((store) => store.listing.status().owner) !== "udpt") return [];
  const there = new Set(listed.map(({ hash }) => hash));
  const kept: ListedTorrent[] = [];
  for (let after = new Uint8Array(); ; ) {
    const page = stores.use((store) => store.listedTorrents.page(after, PAGE));
    for (const { infoHash, reason, externalId, addedAt } of page) {
      if (reason === null || there.has(bytesToHex(infoHash))) continue;
      kept.push({ infoHash, externalId, addedAt, seeders: null, leechers: null, withheldReason: reason });
    }
    const last = page.at(-1);
    if (!last || page.length < PAGE) return kept;
    after = new Uint8Array(last.infoHash);
  }
}

import { STATE } from "../../core/api/torrent-state.ts";
import type { WithheldReason } from "../../core/listing/listed-torrent.ts";
import { largerCount, type SwarmCount } from "../../core/scrape/swarm-count.ts";
import { type InfoHashes, listedHashes, reasonOf } from "../../store/listing/listed-torrents.ts";
import type { ListNumbers } from "../../store/listing/listing-status.ts";
import type { TorrentUnderList } from "../../store/listing/torrents-under-list.ts";
import { RowMemory } from "../runtime/row-memory.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import type { IncomingList } from "./incoming-list.ts";

/** A torrent of the index that a list changes, and how it is to be. */
export interface TorrentChange {
  id: number;
  /** Null for one that may be offered. */
  reason: WithheldReason | null;
  /** Null where the list does not say. */
  externalId: string | null;
  addedAt: number | null;
  /** Null where its counts stay as they are. */
  swarm: SwarmCount | null;
}

/** What a list changes, found without changing anything. */
export interface ListChanges {
  /** Info-hashes of stored lines that the list has no longer. */
  removed: Uint8Array[];
  /** Lines of the list that are new or say something else than before. */
  upserts: number[];
  /** The list names others than before, or keeps others back. */
  namesChanged: boolean;
  torrents: TorrentChange[];
  /** The highest id that was compared. */
  lastId: number;
  /** Torrents on offer before. */
  offeredBefore: number;
  numbers: ListNumbers;
}

/** Rows of one look at the database: a few milliseconds. */
const PAGE = 2_000;

/**
 * Compares a list with the stored one and with every torrent of the index, in pages between which everything else goes
 * on. What holds already costs no write.
 * @param unlisted as the rule of the settings
 * @param isComplete as `ApplyListOptions`
 * @throws ReseederError `DATABASE_…`
 */
export async function findChanges(
  stores: Stores,
  incoming: IncomingList,
  unlisted: "withhold" | "offer",
  isComplete: boolean,
): Promise<ListChanges> {
  const lines = await compareLines(stores, incoming);
  return { ...lines, ...(await compareTorrents(stores, incoming, unlisted, isComplete && unlisted === "offer")) };
}

async function compareLines(
  stores: Stores,
  incoming: IncomingList,
): Promise<Pick<ListChanges, "removed" | "upserts" | "namesChanged">> {
  const yieldEvery = new YieldEvery();
  const removed: Uint8Array[] = [];
  const upserts: number[] = [];
  const isStored = new Uint8Array(incoming.length);
  let namesChanged = false;
  const memory = new RowMemory();
  for (let after = new Uint8Array(); ; ) {
    const page = stores.use((store) => store.listedTorrents.page(after, PAGE));
    for (const { infoHash, externalId, addedAt, reason } of page) {
      const line = incoming.find(infoHash);
      if (line < 0) removed.push(infoHash);
      else {
        isStored[line] = 1;
        if (reason !== incoming.reason(line)) namesChanged = true;
        else if (incoming.hasExternalId(line, externalId) && addedAt === incoming.addedAtOf(line)) continue;
        upserts.push(line);
      }
    }
    memory.note(page.length);
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = new Uint8Array(last.infoHash);
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
  const known = upserts.length;
  for (let line = 0; line < incoming.length; line++) if (isStored[line] === 0) upserts.push(line);
  return { removed, upserts, namesChanged: namesChanged || removed.length > 0 || upserts.length > known };
}

async function compareTorrents(
  stores: Stores,
  incoming: IncomingList,
  unlisted: "withhold" | "offer",
  isRestDead: boolean,
): Promise<Pick<ListChanges, "torrents" | "lastId" | "offeredBefore" | "numbers">> {
  const yieldEvery = new YieldEvery();
  const torrents: TorrentChange[] = [];
  const isKnown = new Uint8Array(incoming.length);
  const numbers = { ...NO_NUMBERS, listed: incoming.listed };
  let lastId = 0;
  let offeredBefore = 0;
  const memory = new RowMemory();
  for (;;) {
    const page = stores.use((store) => store.torrentsUnderList.page(lastId, PAGE));
    for (const torrent of page) {
      lastId = torrent.id;
      if (torrent.state === 0) offeredBefore++;
      const only = onlyLine(incoming, torrent);
      if (only >= 0 && holdsAlready(incoming, only, torrent)) {
        isKnown[only] = 1;
        count(numbers, torrent, null, true);
        continue;
      }
      const lines = linesOf(incoming, torrent);
      for (const line of lines) isKnown[line] = 1;
      const wanted = wantedOf(incoming, lines, torrent, unlisted, isRestDead);
      count(numbers, torrent, wanted.reason, lines.length > 0);
      if (isDifferent(torrent, wanted)) torrents.push(wanted);
    }
    memory.note(page.length);
    if (page.length < PAGE) break;
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
  for (let line = 0; line < incoming.length; line++) {
    if (incoming.reason(line) !== null) continue;
    if (isKnown[line] === 0) numbers.unknown++;
    if (incoming.isCounted(line)) numbers.seeders++;
  }
  return { torrents, lastId, offeredBefore, numbers };
}

const NO_NUMBERS: ListNumbers = {
  listed: 0,
  offered: 0,
  withheldNew: 0,
  withheldLifted: 0,
  withheld: 0,
  unknown: 0,
  withoutTorrent: 0,
  seeders: 0,
};

/** The line of a torrent that one line at most can name; −1 for none, and where there may be several. */
function onlyLine(incoming: IncomingList, { infoHashV1, infoHashV2 }: InfoHashes): number {
  return infoHashV1 !== null && infoHashV2 === null ? incoming.find(infoHashV1) : -1;
}

/** Whether a torrent on offer is as the only line that names it says: of nearly all of them that is all to be known. */
function holdsAlready(incoming: IncomingList, line: number, torrent: TorrentUnderList): boolean {
  return (
    torrent.withheldReason === null &&
    (torrent.state & STATE.WITHHELD) === 0 &&
    incoming.reason(line) === null &&
    incoming.addsNothing(line, torrent)
  );
}

function linesOf(incoming: IncomingList, torrent: InfoHashes): number[] {
  const lines: number[] = [];
  for (const hash of listedHashes(torrent)) {
    const line = incoming.find(hash);
    if (line >= 0) lines.push(line);
  }
  return lines;
}

/** How a list wants a torrent; what it says nothing of stays as it is. */
function wantedOf(
  incoming: IncomingList,
  lines: readonly number[],
  torrent: TorrentUnderList,
  unlisted: "withhold" | "offer",
  isRestDead: boolean,
): TorrentChange {
  const reasons = lines.map((line) => incoming.reason(line));
  let swarm: SwarmCount | null = isRestDead && lines.length === 0 ? { seeders: 0, leechers: 0 } : null;
  let externalId: string | null = null;
  let addedAt: number | null = null;
  for (const line of lines) {
    const counted = incoming.swarm(line);
    if (counted) swarm = swarm ? largerCount(swarm, counted) : counted;
    externalId ??= incoming.externalId(line);
    addedAt ??= incoming.addedAtOf(line);
  }
  const isCounted = swarm && swarm.seeders === torrent.seeders && swarm.leechers === torrent.leechers;
  return {
    id: torrent.id,
    reason: reasonOf(reasons, unlisted),
    externalId,
    addedAt,
    swarm: isCounted ? null : swarm,
  };
}

function isDifferent(torrent: TorrentUnderList, { reason, externalId, addedAt, swarm }: TorrentChange): boolean {
  return (
    swarm !== null ||
    reason !== torrent.withheldReason ||
    (reason !== null) !== ((torrent.state & STATE.WITHHELD) !== 0) ||
    (externalId !== null && externalId !== torrent.externalId) ||
    addedAt !== torrent.trackerAddedAt
  );
}

function count(
  numbers: ListNumbers,
  { state }: TorrentUnderList,
  reason: WithheldReason | null,
  isNamed: boolean,
): void {
  const others = state & ~STATE.WITHHELD;
  if (reason === null && isNamed && state & STATE.MISSING) numbers.withoutTorrent++;
  if (others !== 0) return;
  if (reason === null) numbers.offered++;
  else numbers.withheld++;
  if (state === 0 && reason !== null) numbers.withheldNew++;
  if (state !== 0 && reason === null) numbers.withheldLifted++;
}

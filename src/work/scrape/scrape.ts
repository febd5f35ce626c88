import { bytesToHex } from "../../core/hex.ts";
import { isoTime } from "../../core/iso-time.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { ScrapeAddress } from "../../core/scrape/scrape-url.ts";
import { largerCount, type SwarmCount } from "../../core/scrape/swarm-count.ts";
import { MAX_UDP_HASHES } from "../../core/scrape/udp-scrape.ts";
import type { CountedSwarm, Revival, SwarmKey } from "../../store/index/swarms.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { HttpSource } from "./http-source.ts";
import type { ScrapeEvent, ScrapeSummary } from "./scrape-event.ts";
import { type Counts, Tracker, type Wait } from "./tracker.ts";
import type { TrackerSource } from "./tracker-source.ts";
import { Trackers } from "./trackers.ts";
import { UdpSource } from "./udp-source.ts";

export type { ScrapeEvent, ScrapeSummary };

export interface ScrapeOptions {
  /** Where counts come from; the first that answers is used. */
  addresses: readonly ScrapeAddress[];
  /** Info-hashes in one question; 0 for what most trackers take. */
  batch: number;
  /** Between two questions to one tracker. */
  pauseMs: number;
  /** Torrents that were counted after this moment are left out, in Unix milliseconds; null counts all. */
  before: number | null;
  signal: AbortSignal;
  clock?: () => number;
  wait?: Wait;
  sourceOf?: (address: ScrapeAddress, limit: number) => TrackerSource;
}

/** What most trackers take over HTTP, by their own code (docs/swarm.md). */
const HTTP_BATCH = 64;
/** Rows of one look at the index, and torrents between two lines of progress. */
const PAGE = 5_000;
const PROGRESS_EVERY_MS = 200;

/**
 * One round of scraping: asks about every torrent on offer that is due, those never counted first and then the oldest,
 * and stores what it hears. Waits happen outside of the database; writes are a few dozen rows each.
 * @throws ReseederError `DATABASE_…`
 */
export async function* scrape(stores: Stores, options: ScrapeOptions): AsyncGenerator<ScrapeEvent, ScrapeSummary> {
  const { addresses, batch, pauseMs, signal, clock = Date.now, wait = waitFor, sourceOf = sourceFor } = options;
  const startedAt = clock();
  const summary: ScrapeSummary = { type: "done", status: "done", ...NOTHING };
  const sources = addresses.map((address) => sourceOf(address, batch || batchOf(address)));
  const asked = sources.map((source) => new Tracker(source, pauseMs, wait));
  const trackers = new Trackers(asked, clock, wait);
  try {
    const due = await dueTorrents(stores, options.before, startedAt);
    summary.due = due.length;
    yield { type: "started", due: due.length, trackers: sources.map(({ name }) => name) };
    await writeRetryingWhileBusy(stores, (store) => store.swarms.expire(startedAt));
    let told = startedAt;
    for (let at = 0; at < due.length && !signal.aborted; ) {
      const { keys, next } = portion(stores, due, at, trackers.portion);
      // Those that were taken off offer meanwhile are not due any more.
      summary.due -= next - at - keys.length;
      at = next;
      if (keys.length === 0) continue;
      const counts = yield* telling(trackers.count(keys.flatMap(hashesOf), signal), summary);
      if (counts === null) break;
      const { counted, revived } = await settle(stores, keys, counts, clock());
      summary.implausible += keys.length - counted.length;
      summary.counted += counted.length;
      summary.dead += counted.filter(({ seeders }) => seeders === 0).length;
      summary.revived += revived.length;
      for (const revival of revived) yield revivedEvent(revival);
      if (clock() - told < PROGRESS_EVERY_MS) continue;
      told = clock();
      yield { type: "progress", counted: summary.counted, due: summary.due };
    }
  } finally {
    trackers.close();
  }
  if (summary.implausible > 0)
    summary.problem ??= `${formatAmount(summary.implausible, "torrent")} had implausible counts`;
  summary.requests = trackers.requests;
  summary.duration_ms = clock() - startedAt;
  summary.status = statusOf(summary, signal);
  yield summary;
  return summary;
}

/** Passes troubles on and remembers the last one. */
async function* telling(
  counting: ReturnType<Trackers["count"]>,
  summary: ScrapeSummary,
): AsyncGenerator<ScrapeEvent, Counts | null> {
  for (;;) {
    const { done, value } = await counting.next();
    if (done) return value;
    summary.problem = `${value.tracker}: ${value.problem}`;
    yield value;
  }
}

const NOTHING = {
  due: 0,
  counted: 0,
  dead: 0,
  revived: 0,
  implausible: 0,
  requests: 0,
  problem: null,
  duration_ms: 0,
};

/** More torrents than any index has. */
const MAX_TORRENTS = 2 ** 28;

/**
 * The ids of the torrents that are due: never counted first, then the longest ago by the minute, then by id. In pages,
 * and sorted without calling back, so that requests are answered meanwhile.
 */
async function dueTorrents(stores: Stores, before: number | null, now: number): Promise<number[]> {
  const ids: number[] = [];
  const order: number[] = [];
  for (let after = 0; ; ) {
    const page = stores.use((store) => store.swarms.page(after, PAGE));
    if (!page) break;
    after = page.last;
    for (const { id, seenAt } of page.torrents) {
      if (before !== null && seenAt !== null && seenAt > before && seenAt <= now) continue;
      order.push(Math.floor((seenAt ?? 0) / 60_000) * MAX_TORRENTS + ids.length);
      ids.push(id);
    }
    await yieldToEventLoop();
  }
  return Array.from(Float64Array.from(order).sort(), (key) => ids[key % MAX_TORRENTS] ?? 0);
}

/** The next torrents, as many as fit into one question; those no longer on offer are stepped over. */
function portion(
  stores: Stores,
  due: readonly number[],
  at: number,
  limit: number,
): { keys: SwarmKey[]; next: number } {
  const ids = due.slice(at, at + limit);
  const keys: SwarmKey[] = [];
  let hashes = 0;
  for (const key of stores.use((store) => store.swarms.keys(ids))) {
    const more = hashesOf(key).length;
    if (keys.length > 0 && hashes + more > limit) return { keys, next: at + ids.indexOf(key.torrentId) };
    hashes += more;
    keys.push(key);
  }
  return { keys, next: at + ids.length };
}

/** The 20 bytes that trackers know a torrent by: of a hybrid both, and those of version 2 are cut (BEP 52). */
function hashesOf({ infoHashV1, infoHashV2 }: SwarmKey): Uint8Array[] {
  return [infoHashV1, infoHashV2?.subarray(0, 20)].filter((hash) => hash instanceof Uint8Array);
}

async function settle(
  stores: Stores,
  keys: readonly SwarmKey[],
  counts: Counts,
  at: number,
): Promise<{ counted: CountedSwarm[]; revived: Revival[] }> {
  const counted = keys.flatMap((key): CountedSwarm[] => {
    const known = hashesOf(key).flatMap((hash) => counts.get(bytesToHex(hash)) ?? []);
    const count = known.reduce<SwarmCount | null>((all, each) => (all ? largerCount(all, each) : each), null);
    return count ? [{ torrentId: key.torrentId, at, ...count }] : [];
  });
  const { revived } = await writeRetryingWhileBusy(stores, (store, writer) => store.swarms.apply(writer, counted, at));
  return { counted, revived };
}

function revivedEvent({ torrentId, infoHash, name, seeders, userId, confirmedAt }: Revival): ScrapeEvent {
  return {
    type: "revived",
    torrent_id: torrentId,
    info_hash: bytesToHex(infoHash),
    name,
    seeders,
    user_id: userId,
    confirmed_at: isoTime(confirmedAt),
  };
}

function statusOf({ due, counted }: ScrapeSummary, signal: AbortSignal): ScrapeSummary["status"] {
  if (signal.aborted) return "cancelled";
  if (counted >= due) return "done";
  return counted > 0 ? "partly" : "failed";
}

function batchOf({ kind }: ScrapeAddress): number {
  return kind === "udp" ? MAX_UDP_HASHES : HTTP_BATCH;
}

function sourceFor(address: ScrapeAddress, limit: number): TrackerSource {
  return address.kind === "http" ? new HttpSource(address.url, { limit }) : new UdpSource(address, { limit });
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  const done = Promise.withResolvers<void>();
  const stop = () => done.resolve();
  const timer = setTimeout(stop, ms);
  signal.addEventListener("abort", stop);
  await done.promise;
  signal.removeEventListener("abort", stop);
  clearTimeout(timer);
}

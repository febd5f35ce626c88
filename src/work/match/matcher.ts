import {
  type Candidate,
  type Coverage,
  compareCandidates,
  type RequestedFile,
  type Tier,
} from "../../core/match/match.ts";
import { isHeldBack, type OfferPolicy } from "../../core/match/offer-policy.ts";
import { WantedFiles } from "../../core/match/wanted-files.ts";
import type { Hit } from "../../store/index/postings.ts";
import type { RankingRow } from "../../store/index/torrents.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

export interface MatchQuery {
  tier: Tier;
  files: readonly RequestedFile[];
  /** Ids that the client has already. */
  exclude: ReadonlySet<number>;
  /** How many torrents the answer may hold. */
  limit: number;
  /** What is kept back although it is on offer. */
  policy?: OfferPolicy;
}

export interface Ranking {
  /** Best first, at most `limit` of the query. */
  candidates: Candidate[];
  /** How many there were before the cap. */
  total: number;
  truncated: boolean;
  /** Torrents that the policy keeps back. */
  heldBack: number;
  /** Sizes in bytes that too many torrents share to say anything by themselves. */
  ambiguousSizes: number[];
  wanted: WantedFiles;
}

const NO_POLICY: OfferPolicy = { youngerThan: null, maxSeeders: -1, minShare: 0 };

/** A value held by more torrents than this only adds coverage to torrents found by another (docs/protocol.md, "Popular sizes"). */
export const POPULAR = 1_000;
/** How many hits one request may expand; the rarest values come first. */
const MAX_HITS = 200_000;
/** Values, and rows, of one statement: a few milliseconds, after which others get their turn. */
const VALUES_PER_QUERY = 1_000;
const HITS_PER_QUERY = 10_000;

/** Finds the torrents that a request's files can seed and orders them; gives way to other requests in between. */
export async function rank(store: Store, query: MatchQuery): Promise<Ranking> {
  const wanted = new WantedFiles(query.files, query.tier);
  const coverage = new CoverageTable(wanted);
  const { values } = wanted;
  let popular = await addAll(store, query.tier, values, coverage);
  if (popular === null) {
    coverage.clear();
    popular = await addRarestFirst(store, query.tier, values, coverage);
  }
  if (popular.length > 0) {
    const alone = popular.length === values.length;
    await (alone
      ? addPopularAlone(store, query.tier, popular, coverage)
      : addPopular(store, query.tier, popular, coverage));
  }
  const { candidates, heldBack } = await loadCandidates(store, coverage, query);
  candidates.sort(compareCandidates);
  return {
    candidates: candidates.slice(0, query.limit),
    total: candidates.length,
    truncated: candidates.length > query.limit,
    heldBack,
    ambiguousSizes: [...new Set(popular.map((value) => wanted.sizeAt(wanted.find(value))))].sort((a, b) => a - b),
    wanted,
  };
}

/** Files and bytes that a request covers of each torrent found so far, in columns with a slot a torrent. */
class CoverageTable {
  private readonly slots = new Map<number, number>();
  private files: number[] = [];
  private bytes: number[] = [];

  constructor(private readonly wanted: WantedFiles) {}

  add({ value, torrentId, files }: Hit): void {
    const place = this.wanted.find(value);
    const covered = Math.min(files, this.wanted.countAt(place));
    const bytes = covered * this.wanted.sizeAt(place);
    const slot = this.slots.get(torrentId);
    if (slot === undefined) {
      this.slots.set(torrentId, this.files.length);
      this.files.push(covered);
      this.bytes.push(bytes);
    } else {
      this.files[slot] = (this.files[slot] ?? 0) + covered;
      this.bytes[slot] = (this.bytes[slot] ?? 0) + bytes;
    }
  }

  /** Forgets everything found. */
  clear(): void {
    this.slots.clear();
    this.files = [];
    this.bytes = [];
  }

  /** The torrents found, in ascending order. */
  torrentIds(): number[] {
    return sorted(this.slots.keys());
  }

  of({ id, fileCount, payloadSize }: RankingRow): Coverage {
    const slot = this.slots.get(id) ?? -1;
    return {
      files: this.files[slot] ?? 0,
      ofFiles: fileCount,
      bytes: this.bytes[slot] ?? 0,
      ofBytes: payloadSize,
    };
  }
}

/** Adds every hit of every value but the popular ones, which it answers; null as soon as there are too many hits. */
async function addAll(store: Store, tier: Tier, values: number[], coverage: CoverageTable): Promise<number[] | null> {
  const popular = new Set<number>();
  let total = 0;
  for (const chunk of chunks(values, VALUES_PER_QUERY)) {
    const hits = store.postings.hits(tier, chunk, HITS_PER_QUERY);
    total += hits.length;
    if (hits.length === HITS_PER_QUERY || total > MAX_HITS) return null;
    if (hits.length > POPULAR) for (const value of popularAmong(hits)) popular.add(value);
    for (const hit of hits) if (popular.size === 0 || !popular.has(hit.value)) coverage.add(hit);
    await yieldToEventLoop();
  }
  return [...popular];
}

/** The hits of one statement come value by value, so a run longer than the limit is a popular value. */
function popularAmong(hits: readonly Hit[]): number[] {
  const popular: number[] = [];
  let start = 0;
  for (let i = 1; i <= hits.length; i++) {
    if (hits[i]?.value === hits[start]?.value) continue;
    if (i - start > POPULAR) popular.push(hits[start]?.value ?? 0);
    start = i;
  }
  return popular;
}

/** Counts first, then adds the rarest values' hits up to the limit. Answers the values left over. */
async function addRarestFirst(store: Store, tier: Tier, values: number[], coverage: CoverageTable): Promise<number[]> {
  const counts = new Map<number, number>();
  for (const chunk of chunks(values, VALUES_PER_QUERY / 10)) {
    for (const [value, held] of store.postings.counts(tier, chunk, POPULAR + 1)) counts.set(value, held);
    await yieldToEventLoop();
  }
  const rarest = [...counts].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const left: number[] = [];
  let budget = MAX_HITS;
  let batch: number[] = [];
  let expected = 0;
  const flush = async () => {
    for (const hit of store.postings.hits(tier, batch, expected)) coverage.add(hit);
    batch = [];
    expected = 0;
    await yieldToEventLoop();
  };
  for (const [value, held] of rarest) {
    if (held > POPULAR || held > budget) {
      left.push(value);
      continue;
    }
    budget -= held;
    batch.push(value);
    expected += held;
    if (expected >= HITS_PER_QUERY || batch.length === VALUES_PER_QUERY) await flush();
  }
  if (batch.length > 0) await flush();
  return left;
}

/** Popular values add coverage to what is found already, the largest files first, within the same limit of work. */
async function addPopular(store: Store, tier: Tier, popular: number[], coverage: CoverageTable): Promise<void> {
  const found = coverage.torrentIds();
  const affordable = Math.max(1, Math.floor((MAX_HITS * 5) / Math.max(1, found.length)));
  for (const value of [...popular].sort((a, b) => b - a).slice(0, affordable)) {
    for (const ids of chunks(found, HITS_PER_QUERY)) {
      for (const hit of store.postings.within(tier, value, ids)) coverage.add(hit);
      await yieldToEventLoop();
    }
  }
}

/** Nothing but popular values was asked: their torrents are the answer, up to the limit. */
async function addPopularAlone(store: Store, tier: Tier, popular: number[], coverage: CoverageTable): Promise<void> {
  let budget = MAX_HITS;
  for (const value of popular) {
    let after = 0;
    while (budget > 0) {
      const hits = store.postings.page(tier, value, after, Math.min(HITS_PER_QUERY, budget));
      for (const hit of hits) coverage.add(hit);
      budget -= hits.length;
      after = hits.at(-1)?.torrentId ?? 0;
      await yieldToEventLoop();
      if (hits.length < HITS_PER_QUERY) break;
    }
  }
}

async function loadCandidates(
  store: Store,
  coverage: CoverageTable,
  { exclude, policy = NO_POLICY }: MatchQuery,
): Promise<Pick<Ranking, "candidates" | "heldBack">> {
  const ids = coverage.torrentIds().filter((id) => !exclude.has(id));
  const candidates: Candidate[] = [];
  let heldBack = 0;
  for (const chunk of chunks(ids, HITS_PER_QUERY)) {
    for (const row of store.torrents.rankingRows(chunk, policy.youngerThan)) {
      const candidate = { torrentId: row.id, seeders: row.seeders, coverage: coverage.of(row) };
      if (isHeldBack(candidate, row.isYoung, policy)) heldBack++;
      else candidates.push(candidate);
    }
    await yieldToEventLoop();
  }
  return { candidates, heldBack };
}

/** Numbers in ascending order; a typed array sorts them without calling back. */
function sorted(values: Iterable<number>): number[] {
  return Array.from(Float64Array.from(values).sort());
}

function* chunks(values: readonly number[], size: number): Generator<number[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size);
}

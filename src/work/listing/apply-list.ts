import { ReseederError } from "../../core/errors.ts";
import { type ListRejection, rejectionOf } from "../../core/listing/list-guard.ts";
import type { ListedTorrent } from "../../core/listing/listed-torrent.ts";
import { isPushed, unlistedRule } from "../../core/listing/unlisted-rule.ts";
import { failureOf } from "../../core/thrown-error.ts";
import type { ListNumbers } from "../../store/listing/listing-status.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import { IncomingList } from "./incoming-list.ts";
import { findChanges } from "./list-changes.ts";
import { holdingList } from "./list-lease.ts";
import { checkOwner, type ListOwner } from "./list-owner.ts";
import { writeChanges } from "./write-changes.ts";

export interface ApplyListOptions {
  owner: ListOwner;
  /** Take a list that withholds much at once. */
  force: boolean;
  /** Say what the list would do, and change nothing. */
  dryRun: boolean;
  clock?: () => number;
  /** The list names every torrent that has peers: with `unlisted` = offer, what it does not name is dead. */
  isComplete?: boolean;
  /** When the tracker was started, in Unix seconds; asked for when all of the list came. */
  trackerStarted?: () => number | null;
  /** Told how many torrents the list names, each once, when all of it came; what it throws rejects the list. */
  checkEnd?: (torrents: number) => void;
}

/** What a list did, or would do. */
export interface ListResult extends ListNumbers {
  owner: ListOwner;
  dryRun: boolean;
  /** Torrents on offer before. */
  offeredBefore: number;
  /** Why it changed nothing; null for a list that was taken. */
  rejected: ListRejection | null;
  durationMs: number;
}

/**
 * Takes in a whole list of what may be offered: what it does not name is withheld, as the setting `unlisted` says, and
 * what it names again is offered again under the same id. Nothing is changed before the last page came; an error of
 * `pages` and a list that looks like an accident change nothing and are noted as a failed round.
 * @param pages all of the list, in any order and in pages of any size
 * @throws ReseederError `LIST_OWNED`, `LIST_BUSY`, `DATABASE_…`, and what `pages` throws
 */
export async function applyList(
  stores: Stores,
  pages: AsyncIterable<readonly ListedTorrent[]>,
  {
    owner,
    force,
    dryRun,
    clock = Date.now,
    checkEnd = () => {},
    isComplete = false,
    trackerStarted = () => null,
  }: ApplyListOptions,
): Promise<ListResult> {
  const startedAt = performance.now();
  checkOwner(stores, owner);
  try {
    const incoming = await readList(
      pages,
      stores.use((store) => store.listing.status().numbers?.listed ?? 0),
    );
    checkEnd(incoming.length);
    return await holdingList(stores, clock, async () => {
      checkOwner(stores, owner);
      const { unlisted, first, mayBeEmpty } = stores.use((store) => ({
        unlisted: unlistedRule(store.settings.read().settings),
        mayBeEmpty: isPushed(store.settings.read().settings),
        first: store.listing.status().state === "none",
      }));
      const changes = await findChanges(stores, incoming, unlisted, isComplete);
      const { offeredBefore, numbers } = changes;
      numbers.trackerStarted = trackerStarted();
      const effect = { lines: incoming.length, ...numbers, offered: offeredBefore, withheld: numbers.withheldNew };
      const rejected = rejectionOf(effect, { first, force, unlisted, mayBeEmpty });
      if (!dryRun && rejected) await noteFailedRound(stores, rejected, clock());
      if (!dryRun && !rejected) await writeChanges(stores, incoming, changes, { owner, unlisted, now: clock() });
      return {
        owner,
        dryRun,
        offeredBefore,
        rejected,
        ...numbers,
        durationMs: Math.round(performance.now() - startedAt),
      };
    });
  } catch (error) {
    const isOwned = error instanceof ReseederError && error.code === "LIST_OWNED";
    if (!dryRun && !isOwned) await noteFailedRound(stores, failureOf(error), clock());
    throw error;
  }
}

/**
 * Notes a round that changed nothing, so that stats, doctor and metrics tell of it.
 * @param failure what ended it: an error, or why its list was rejected
 */
export async function noteFailedRound(
  stores: Stores,
  { code, message }: { code: string; message: string },
  now: number,
): Promise<void> {
  await writeRetryingWhileBusy(stores, (store) => store.listing.fail(code, message, now));
}

async function readList(pages: AsyncIterable<readonly ListedTorrent[]>, expected: number): Promise<IncomingList> {
  const incoming = new IncomingList(expected);
  const yieldEvery = new YieldEvery();
  for await (const page of pages) {
    for (const line of page) incoming.add(line);
    if (yieldEvery.isDue) await yieldEvery.rest();
  }
  return incoming;
}

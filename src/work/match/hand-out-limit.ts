import { anonymousName } from "../../core/access/anonymous-name.ts";
import { networkOf } from "../../core/access/networks.ts";
import { dayOf } from "../../core/iso-time.ts";
import { writeRetryingWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";

/** Whom torrents are about to go to. */
export interface Taker {
  /** Whom access control knows; null where it asks nobody. */
  identity: string | null;
  /** His address, which counts where nobody is asked who he is. */
  client: string | null;
}

/**
 * Counts torrents against the setting `hand_outs_per_day` in one transaction, to be called before the first byte of them
 * goes out.
 * @param torrentIds those that come first matter most
 * @param limit distinct torrents a user and UTC day; 0 for any number
 * @returns those that may go out
 * @throws ReseederError `DATABASE_…`
 */
export async function takeHandOuts(
  writers: Stores,
  { identity, client }: Taker,
  torrentIds: readonly number[],
  limit: number,
  now: number,
): Promise<ReadonlySet<number>> {
  if (limit === 0 || torrentIds.length === 0) return new Set(torrentIds);
  const user = identity === null ? `address ${networkOf(client ?? "")}` : `user ${identity}`;
  return writeRetryingWhileBusy(writers, (store) => {
    const who = anonymousName(store.secrets.userKey(), user);
    return store.dailyHandOuts.take(dayOf(now), who, torrentIds, limit);
  });
}

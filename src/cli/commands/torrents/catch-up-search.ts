import { ReseederError } from "../../../core/errors.ts";
import { fillSearch } from "../../../work/torrents/search-index.ts";
import type { DB_FLAG, Invocation } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { formatAmount, formatCount, ProgressLine } from "../../output/output.ts";

/**
 * Makes what was added lately findable by its words; where the database cannot be written to, says what is left out.
 * Nothing is to be found where there is none.
 */
export async function catchUpSearch(invocation: Pick<Invocation<typeof DB_FLAG>, "io" | "flags">): Promise<void> {
  const { io } = invocation;
  const progress = new ProgressLine(io);
  try {
    await withStore(invocation, { relaxed: true }, async (store) => {
      const behind = store.search.behind();
      const onProgress = (taken: number) =>
        progress.show(`Words of ${formatCount(taken)} of ${formatAmount(behind, "torrent")}`);
      await fillSearch(store, { onProgress, signal: io.signal });
    });
  } catch (error) {
    if (error instanceof ReseederError && error.code === "DATABASE_MISSING") return;
    if (!(error instanceof ReseederError) || !/^DATABASE_(LOCKED|READONLY)$/.test(error.code)) throw error;
    progress.clear();
    io.err.write(`${error.message}: torrents that were added recently are not included\n`);
  }
  progress.clear();
}

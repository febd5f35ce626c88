import { torrentJson } from "../../../core/api/torrent-json.ts";
import { PAGE_LIMITS } from "../../../core/api/torrent-query.ts";
import { listTorrents } from "../../../work/torrents/list-torrents.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { wholeNumber } from "../../flags.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { TORRENT_COLUMNS } from "../../output/torrents-output.ts";
import { catchUpSearch } from "./catch-up-search.ts";
import { QUERY_FLAGS, queryOf } from "./torrent-flags.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  ...QUERY_FLAGS,
  ...listFlags(TORRENT_COLUMNS),
  limit: { type: "string", valueHint: "N", default: "100", description: "Show at most this many; 0 for all" },
} as const;

/** `reseeder torrents list` */
const command = defineCommand({
  args,
  examples: [
    ["reseeder torrents list --search Night.Train.S01", "Search names and file names"],
    ["reseeder torrents list --state missing --limit 0 --json", "Print all torrents whose file is gone as JSON"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const query = queryOf(flags);
    const list = new ListWriter(io, TORRENT_COLUMNS, flags);
    const limit = wholeNumber("limit", flags.limit, 0, 1_000_000_000) || Number.POSITIVE_INFINITY;
    if (query.words !== null) await catchUpSearch(invocation);
    return look(invocation, async (store) => {
      let shown = 0;
      let beyond: number | null = null;
      do {
        const page = await listTorrents(store, { ...query, beyond, limit: Math.min(PAGE_LIMITS.max, limit - shown) });
        if (flags.json) for (const torrent of page.torrents) writeJson(io.out, torrentJson(torrent));
        else await list.write(page.torrents);
        // A page waits until the one before is read: what nobody takes yet would pile up in memory.
        await io.out.accepted();
        shown += page.torrents.length;
        beyond = page.next;
      } while (beyond !== null && shown < limit && !io.signal.aborted);
      if (!flags.json && beyond !== null) io.err.write(`There are more. Use --limit ${shown * 10} to see them\n`);
      if (!flags.json && !flags.null && shown === 0) io.out.write("No torrents found\n");
      return 0;
    });
  },
});

export default command;

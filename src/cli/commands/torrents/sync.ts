import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { formatAmount } from "../../../core/quantity.ts";
import { applyList } from "../../../work/listing/apply-list.ts";
import { endList } from "../../../work/listing/end-list.ts";
import { ListReader } from "../../../work/listing/list-reader.ts";
import { Stores } from "../../../work/runtime/stores.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { openInput } from "../../io/input.ts";
import { untilAborted } from "../../io/until-aborted.ts";
import { ensureDatabase } from "../../open-store.ts";
import { writeList } from "../../output/list-output.ts";
import { writeJson } from "../../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  "dry-run": { type: "boolean", description: "Show what would change, and change nothing" },
  force: { type: "boolean", description: "Accept a list that withholds many torrents at once" },
  end: { type: "boolean", description: "End the list in force and offer everything again" },
} as const;

/** How long a write waits for another process. */
const BUSY_MS = 5_000;

/** `reseeder torrents sync FILE|-` */
const command = defineCommand({
  details:
    'Lines are info_hash[,external_id[,seeders[,leechers[,added]]]], and the last one is {"end":N}. Torrents that are not listed are withheld.',
  args,
  operands: { names: { FILE: "List, or - for standard input" }, min: 0, max: 1 },
  examples: [
    ["reseeder torrents sync -", "Apply a list from the tracker's database"],
    ["reseeder torrents sync list.csv --dry-run", "Show what a list would change"],
    ["reseeder torrents sync --end", "Offer everything again"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const json = flags.json;
    const [operand] = operands;
    if ((operand === undefined) !== flags.end) {
      throw new ReseederError("USAGE", "Give a list, or - for standard input, or use --end to end the active list");
    }
    const input = operand === undefined ? null : await openInput(io, operand);
    const path = flags.end || flags.dryRun ? resolve(io.cwd, flags.db) : ensureDatabase(invocation);
    const stores = new Stores(path, { busyTimeoutMs: BUSY_MS });
    try {
      if (input === null) {
        const { ended, lifted } = await endList(stores, io.clock);
        if (json) writeJson(io.out, { ended, lifted });
        else
          io.out.write(
            `${ended ? "The list was ended" : "There was no active list"}; ${formatAmount(lifted, "torrent")} offered again\n`,
          );
        return 0;
      }
      const reader = new ListReader();
      const source = untilAborted(input, io.signal);
      const result = await applyList(stores, reader.pages(source), {
        owner: "sync",
        force: flags.force,
        dryRun: flags.dryRun,
        clock: io.clock,
        checkEnd: (torrents) => reader.checkEnd(torrents),
      });
      return writeList(io, result, json);
    } finally {
      stores.close();
    }
  },
});

export default command;

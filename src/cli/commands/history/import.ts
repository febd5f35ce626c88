import { addToHistory, HistoryImporter, passkeyOwners } from "../../../work/users/history-import.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { openInput } from "../../io/input.ts";
import { untilAborted } from "../../io/until-aborted.ts";
import { withStore } from "../../open-store.ts";
import { historyImportJson, writeHistoryImport } from "../../output/history-output.ts";
import { formatAmount, ProgressLine, writeJson } from "../../output/output.ts";

/** Entries of one transaction: serve and others write in between. */
const BATCH = 10_000;
const MAX_SHOWN = 20;

/** `reseeder history import FILE|-` */
const command = defineCommand({
  details:
    "Lines are user_id,info_hash[,time]. Importing the same lines again changes nothing. Torrents may be indexed later.",
  args: {
    ...DB_FLAG,
    ...JSON_FLAG,
    by: {
      type: "enum",
      valueHint: "WHAT",
      options: ["user", "passkey"],
      default: "user",
      description: "Read users or passkeys in the first column",
    },
  },
  operands: { names: { FILE: "CSV file, or - for standard input" }, min: 1, max: 1 },
  examples: [
    ["reseeder history import snatched.csv", "Import a file"],
    ["reseeder history import - --by passkey", "Import lines that begin with passkeys"],
    ["reseeder history import -", "Import lines from the tracker's database"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const source = await openInput(io, operands[0] ?? "-");
    const progress = new ProgressLine(io);
    const result = await withStore(invocation, { create: true }, (store) => {
      const write = (entries: Parameters<typeof addToHistory>[1]) => store.write(() => addToHistory(store, entries));
      const named = flags.by === "passkey" ? passkeyOwners(store) : undefined;
      const importer = new HistoryImporter(write, BATCH, MAX_SHOWN, named);
      return importer.addCsv(untilAborted(source, io.signal), (lines) => progress.show(formatAmount(lines, "line")));
    }).finally(() => progress.clear());
    if (flags.json) writeJson(io.out, historyImportJson(result));
    else writeHistoryImport(io, result);
    if (io.signal.aborted) return 1;
    return result.rejected > 0 ? 3 : 0;
  },
});

export default command;

import { addToHistory, HistoryImporter, passkeyOwners } from "../../../work/users/history-import.ts";
import { type Command, DB_FLAG, JSON_FLAG } from "../../command.ts";
import { openInput } from "../../io/input.ts";
import { untilAborted } from "../../io/until-aborted.ts";
import { withStore } from "../../open-store.ts";
import { historyImportJson, writeHistoryImport } from "../../output/history-output.ts";
import { formatAmount, ProgressLine, writeJson } from "../../output/output.ts";

/** Entries of one transaction: serve and others write in between. */
const BATCH = 10_000;
const MAX_SHOWN = 20;

/** `reseeder history import FILE|-` */
const command: Command = {
  definition: {
    meta: {
      description:
        "Adds lines user_id,info_hash[,time] to the history, out of a file, or - for what is piped in. The same again changes nothing; torrents that are not in the index yet may come later.",
    },
  },
  args: {
    ...DB_FLAG,
    ...JSON_FLAG,
    by: {
      type: "enum",
      valueHint: "WHAT",
      options: ["user", "passkey"],
      default: "user",
      description: "passkey: lines begin with it, not with the user",
    },
  },
  operands: { usage: "FILE", min: 1, max: 1 },
  examples: [
    ["reseeder history import snatched.csv", "Lines of a file"],
    ["reseeder history import - --by passkey", "Where the tracker does not name its users to auth = callback"],
    ["reseeder history import -", "Lines that are piped in, out of the tracker's database"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const source = await openInput(io, operands[0] ?? "-");
    const progress = new ProgressLine(io);
    const result = await withStore(invocation, { create: true }, (store) => {
      const write = (entries: Parameters<typeof addToHistory>[1]) => store.write(() => addToHistory(store, entries));
      const named = flags["by"] === "passkey" ? passkeyOwners(store) : undefined;
      const importer = new HistoryImporter(write, BATCH, MAX_SHOWN, named);
      return importer.addCsv(untilAborted(source, io.signal), (lines) => progress.show(formatAmount(lines, "line")));
    }).finally(() => progress.clear());
    if (flags["json"]) writeJson(io.out, historyImportJson(result));
    else writeHistoryImport(io, result);
    if (io.signal.aborted) return 1;
    return result.rejected > 0 ? 3 : 0;
  },
};

export default command;

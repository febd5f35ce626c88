import { displayPath } from "../../../core/path-bytes.ts";
import { HISTORY_START } from "../../../store/people/history.ts";
import { storedUserId } from "../../../work/users/user-name.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { look } from "../../open-store.ts";
import { HISTORY_COLUMNS, historyRowJson } from "../../output/history-output.ts";
import { writeJson } from "../../output/output.ts";

/** Entries read at a time. */
const PAGE = 1_000;

/** `reseeder history list USER` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG, ...listFlags(HISTORY_COLUMNS) },
  operands: { names: { USER: "User ID, as the tracker knows it" }, min: 1, max: 1, choices: [] },
  examples: [
    ["reseeder history list 12345", "List what a user downloaded"],
    ["reseeder history list 12345 --json", "Print one line of JSON per torrent"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const user = operands[0] ?? "";
    const list = new ListWriter(io, HISTORY_COLUMNS, flags);
    return look(invocation, async (store) => {
      const stored = storedUserId(store, user) ?? "";
      let count = 0;
      for (let after = HISTORY_START; ; ) {
        const rows = store.history.rowsOf(stored, after, PAGE);
        if (flags.json) {
          for (const row of rows) writeJson(io.out, historyRowJson(row));
          await io.out.accepted();
        } else await list.write(rows);
        count += rows.length;
        const last = rows.at(-1);
        if (!last || io.signal.aborted) break;
        after = last.infoHash;
      }
      if (count === 0 && !flags.json && !flags.null) io.out.write(`No history of user ${displayPath(user)}\n`);
      return io.signal.aborted ? 1 : 0;
    });
  },
});

export default command;

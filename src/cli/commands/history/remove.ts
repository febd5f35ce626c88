import { displayPath } from "../../../core/path-bytes.ts";
import { storedUserId } from "../../../work/users/user-name.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { formatAmount, writeJson } from "../../output/output.ts";

/** `reseeder history remove USER` */
const command = defineCommand({
  details: "Copies in backups stay.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: { names: { USER: "User ID, as the tracker knows it" }, min: 1, max: 1, choices: [] },
  examples: [["reseeder history remove 12345", "Remove a user's history"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const removed = await withStore(invocation, {}, (store) =>
      store.write(() => store.history.remove(storedUserId(store, operands[0] ?? "") ?? "")),
    );
    if (flags.json) writeJson(io.out, { removed });
    else io.out.write(`Forgot ${formatAmount(removed, "download")} of user ${displayPath(operands[0] ?? "")}\n`);
    return 0;
  },
});

export default command;

import { Stores } from "../../../work/runtime/stores.ts";
import { checkTracker } from "../../../work/tracker/check.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { look } from "../../open-store.ts";
import { formatFinding } from "../../output/finding-output.ts";
import { writeJson } from "../../output/output.ts";

/** How long a look waits for another process. */
const BUSY_MS = 5_000;

/** `reseeder tracker check` */
const command = defineCommand({
  details: "Tries the connection and all queries. Changes nothing.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  examples: [
    ["reseeder tracker check", "Check everything; exit code 4 on a warning or an error"],
    ["reseeder tracker check --json", "Print one line of JSON per finding"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    return look(invocation, async (store) => {
      const stores = new Stores(store.path, { busyTimeoutMs: BUSY_MS });
      let trouble = 0;
      try {
        for await (const finding of checkTracker(store.settings.read().settings, stores, io.env, io.clock)) {
          if (finding.severity === "warning" || finding.severity === "error") trouble++;
          if (flags.json) writeJson(io.out, finding);
          else io.out.write(formatFinding(finding));
        }
      } finally {
        stores.close();
      }
      return trouble === 0 ? 0 : 4;
    });
  },
});

export default command;

import { ReseederError } from "../../core/errors.ts";
import { DB_FLAG, defineCommand } from "../command.ts";
import { ensureDatabase } from "../open-store.ts";

/** `reseeder tui` */
const command = defineCommand({
  details: "Does most of what the other commands do. Press ? for the keys.",
  args: DB_FLAG,
  examples: [
    ["reseeder tui", "Open the dashboard"],
    ["reseeder tui --db /var/lib/reseeder/reseeder.db", "Open the dashboard of another database"],
  ],
  async run({ io, flags }) {
    if (!io.out.isTerminal || io.env["TERM"] === "dumb") {
      const what = io.out.isTerminal ? "TERM=dumb cannot show it" : "this is not one";
      throw new ReseederError("USAGE", `The dashboard needs a terminal, and ${what}`, {
        hint: "`reseeder stats` prints the same numbers without a terminal.",
      });
    }
    const { mount } = await import("../../tui/program/mount.tsx");
    const path = ensureDatabase({ io, flags });
    const end = await mount({ path, cwd: io.cwd, env: io.env, signal: io.signal, clock: io.clock });
    return EXIT[end];
  },
});

/** Of a process that a hang-up has ended, as shells count it; SIGINT and SIGTERM are told by `run`. */
const EXIT = { quit: 0, stopped: 1, "hung-up": 129 } as const;

export default command;

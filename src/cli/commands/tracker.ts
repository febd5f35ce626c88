import type { Command } from "../command.ts";

/** `reseeder tracker …` */
const command: Command = {
  definition: { meta: { description: "Reads the tracker's own database: what may be offered, and to whom." } },
  args: {},
  examples: [
    ["reseeder tracker check", "Try the connection, the account and every statement"],
    ["reseeder tracker sync", "Read the list now; serve does it every minute by itself"],
  ],
  subcommands: {
    check: {
      description: "Try the connection and say what a round would do",
      load: () => import("./tracker/check.ts"),
    },
    sync: { description: "Read the list of what may be offered", load: () => import("./tracker/sync.ts") },
    queries: { description: "Print the statements for a kind of tracker", load: () => import("./tracker/queries.ts") },
  },
};

export default command;

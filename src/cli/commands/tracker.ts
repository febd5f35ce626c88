import { defineCommand } from "../command.ts";

/** `reseeder tracker …` */
const command = defineCommand({
  args: {},
  examples: [
    ["reseeder tracker check", "Check the connection, the account and every query"],
    ["reseeder tracker sync", "Sync now; the server does it every minute"],
  ],
  subcommands: {
    check: {
      description: "Check the connection and preview a sync",
      load: () => import("./tracker/check.ts"),
    },
    sync: { description: "Sync the torrents that may be offered", load: () => import("./tracker/sync.ts") },
    queries: { description: "Print the queries for a kind of tracker", load: () => import("./tracker/queries.ts") },
  },
});

export default command;

import { defineCommand } from "../command.ts";

/** `reseeder history …` */
const command = defineCommand({
  details: "GET /archive gives every user the .torrent files of their own history as a ZIP.",
  args: {},
  examples: [
    ["reseeder history import snatched.csv", "Import what the tracker knows"],
    ["reseeder history list 12345", "List what a user downloaded"],
  ],
  subcommands: {
    import: { description: "Import a CSV file of downloads", load: () => import("./history/import.ts") },
    list: { description: "List what a user downloaded", load: () => import("./history/list.ts") },
    remove: { description: "Remove a user's history", load: () => import("./history/remove.ts") },
  },
});

export default command;

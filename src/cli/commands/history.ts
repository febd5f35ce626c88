import type { Command } from "../command.ts";

/** `reseeder history …` */
const command: Command = {
  definition: { meta: { description: "What users once downloaded: GET /archive gives each his own as a ZIP." } },
  args: {},
  examples: [
    ["reseeder history import snatched.csv", "Load what the tracker knows"],
    ["reseeder history list 12345", "What a user has"],
  ],
  subcommands: {
    import: { description: "Add lines user_id,info_hash[,time]", load: () => import("./history/import.ts") },
    list: { description: "Show what a user once downloaded", load: () => import("./history/list.ts") },
    remove: { description: "Forget what a user once downloaded", load: () => import("./history/remove.ts") },
  },
};

export default command;

import type { Command } from "../command.ts";

/** `reseeder wipe …` */
const command: Command = {
  definition: {
    meta: { description: "Removes what is stored, so that it is not found in the database's files any more either." },
  },
  args: {},
  examples: [
    ["reseeder wipe users", "What is stored of users; the index stays"],
    ["reseeder wipe everything", "An empty database in place of this one"],
  ],
  subcommands: {
    users: { description: "Forget users; the index stays", load: () => import("./wipe/users.ts") },
    everything: { description: "Begin with an empty database", load: () => import("./wipe/everything.ts") },
  },
};

export default command;

import { defineCommand } from "../command.ts";

/** `reseeder wipe …` */
const command = defineCommand({
  details: "Deleted data cannot be recovered from the database's files.",
  args: {},
  examples: [
    ["reseeder wipe users", "Delete user data and keep the index"],
    ["reseeder wipe everything", "Start over with an empty database"],
  ],
  subcommands: {
    users: { description: "Delete user data and keep the index", load: () => import("./wipe/users.ts") },
    everything: { description: "Start over with an empty database", load: () => import("./wipe/everything.ts") },
  },
});

export default command;

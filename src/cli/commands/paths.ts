import type { Command } from "../command.ts";

/** `reseeder paths …` */
const command: Command = {
  definition: { meta: { description: "Shows and changes the folders that scan and watch go through." } },
  args: {},
  examples: [
    ["reseeder paths list", "The registered folders"],
    ["reseeder paths remove /srv/old", "Give one up"],
  ],
  subcommands: {
    list: { description: "Show the registered paths", load: () => import("./paths/list.ts") },
    add: { description: "Register folders", load: () => import("./paths/add.ts") },
    remove: { description: "Give folders up", load: () => import("./paths/remove.ts") },
  },
};

export default command;

import type { Command } from "../command.ts";

/** `reseeder settings …` */
const command: Command = {
  definition: { meta: { description: "Shows and changes the settings that live in the database." } },
  args: {},
  examples: [
    ["reseeder settings list", "All settings with their values"],
    ["reseeder settings set backup_keep 30", "Change one"],
  ],
  subcommands: {
    list: { description: "Show every setting", load: () => import("./settings/list.ts") },
    get: { description: "Print one value", load: () => import("./settings/get.ts") },
    set: { description: "Change one setting", load: () => import("./settings/set.ts") },
    reset: { description: "Give one setting its default again", load: () => import("./settings/reset.ts") },
  },
};

export default command;

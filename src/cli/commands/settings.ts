import { defineCommand } from "../command.ts";

/** `reseeder settings …` */
const command = defineCommand({
  args: {},
  examples: [
    ["reseeder settings list", "List all settings"],
    ["reseeder settings set backup_keep 30", "Change a setting"],
  ],
  subcommands: {
    list: { description: "List all settings", load: () => import("./settings/list.ts") },
    get: { description: "Print the value of a setting", load: () => import("./settings/get.ts") },
    set: { description: "Change a setting", load: () => import("./settings/set.ts") },
    reset: { description: "Reset a setting to its default", load: () => import("./settings/reset.ts") },
  },
});

export default command;

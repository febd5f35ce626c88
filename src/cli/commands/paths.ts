import { defineCommand } from "../command.ts";

/** `reseeder paths …` */
const command = defineCommand({
  args: {},
  examples: [
    ["reseeder paths list", "List all scan paths"],
    ["reseeder paths remove /srv/old", "Remove one"],
  ],
  subcommands: {
    list: { description: "List the scan paths", load: () => import("./paths/list.ts") },
    add: { description: "Add scan paths", load: () => import("./paths/add.ts") },
    remove: { description: "Remove scan paths", load: () => import("./paths/remove.ts") },
  },
});

export default command;

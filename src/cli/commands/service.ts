import type { Command } from "../command.ts";

/** `reseeder service …` */
const command: Command = {
  definition: { meta: { description: "Makes systemd units for the API and the watcher, and locations for nginx." } },
  args: {},
  examples: [
    ["reseeder service print", "Show all files"],
    ["reseeder service install", "Put the units into /etc/systemd/system, as root"],
  ],
  subcommands: {
    print: { description: "Print units and locations", load: () => import("./service/print.ts") },
    install: { description: "Put the units in place", load: () => import("./service/install.ts") },
  },
};

export default command;

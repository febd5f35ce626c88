import { defineCommand } from "../command.ts";

/** `reseeder service …` */
const command = defineCommand({
  args: {},
  examples: [
    ["reseeder service print", "Show all files"],
    ["reseeder service install", "Write the units to /etc/systemd/system, as root"],
  ],
  subcommands: {
    print: { description: "Print units and configuration", load: () => import("./service/print.ts") },
    install: { description: "Install the systemd units", load: () => import("./service/install.ts") },
  },
});

export default command;

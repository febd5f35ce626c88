import type { Command } from "../command.ts";

/** `reseeder torrents …` */
const command: Command = {
  definition: { meta: { description: "Shows the torrents of the index, puts some in and takes some out." } },
  args: {},
  examples: [],
  subcommands: {},
};

export default command;

import { defineCommand } from "../command.ts";

/** `reseeder access …` */
const command = defineCommand({
  args: {},
  examples: [["reseeder access forget --user 12345", "Ask the tracker about a user again"]],
  subcommands: {
    forget: { description: "Ask the tracker about users again", load: () => import("./access-forget.ts") },
  },
});

export default command;

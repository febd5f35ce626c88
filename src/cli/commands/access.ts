import type { Command } from "../command.ts";

/** `reseeder access …` */
const command: Command = {
  definition: { meta: { description: "Forget whom the tracker let in." } },
  args: {},
  examples: [["reseeder access forget --user 12345", "Ask the tracker about this user anew"]],
  subcommands: {
    forget: { description: "Ask the tracker about users anew", load: () => import("./access-forget.ts") },
  },
};

export default command;

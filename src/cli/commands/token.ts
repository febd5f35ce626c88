import type { Command } from "../command.ts";

/** `reseeder token …` */
const command: Command = {
  definition: { meta: { description: "Makes and revokes the tokens that the setting auth=token asks for." } },
  args: {},
  examples: [
    ["reseeder token create site --scope match --expires 90d", "A token for the tracker's site"],
    ["reseeder token revoke site", "It is rejected from the next request on"],
  ],
  subcommands: {
    create: { description: "Make a token and show it once", load: () => import("./token/create.ts") },
    list: { description: "Show all tokens, without their secrets", load: () => import("./token/list.ts") },
    revoke: { description: "Take a token out of force", load: () => import("./token/revoke.ts") },
  },
};

export default command;

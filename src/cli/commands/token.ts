import { defineCommand } from "../command.ts";

/** `reseeder token …` */
const command = defineCommand({
  details: "The API asks for tokens when the setting auth is token.",
  args: {},
  examples: [
    ["reseeder token create site --scope match --expires 90d", "Create a token for the tracker's site"],
    ["reseeder token revoke site", "Revoke a token"],
  ],
  subcommands: {
    create: { description: "Create a token", load: () => import("./token/create.ts") },
    list: { description: "List all tokens", load: () => import("./token/list.ts") },
    revoke: { description: "Revoke a token", load: () => import("./token/revoke.ts") },
  },
});

export default command;

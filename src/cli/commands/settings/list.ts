import { settingStates } from "../../../work/settings/setting-states.ts";
import { type Command, DB_FLAG, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { formatSettings, settingJson } from "../../output/setting-output.ts";

/** `reseeder settings list` */
const command: Command = {
  definition: { meta: { description: "Shows every setting: its value, where that comes from, and what it means." } },
  args: { ...DB_FLAG, ...JSON_FLAG },
  examples: [
    ["reseeder settings list", "All settings"],
    ["reseeder settings list --json", "One JSON array for programs"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const states = await withStore(invocation, { readonly: true }, settingStates);
    if (flags["json"]) writeJson(io.out, states.map(settingJson));
    else io.out.write(formatSettings(states));
    return 0;
  },
};

export default command;

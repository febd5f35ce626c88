import { settingStates } from "../../../work/settings/setting-states.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { formatSettings, settingJson } from "../../output/setting-output.ts";

/** `reseeder settings list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  examples: [
    ["reseeder settings list", "All settings"],
    ["reseeder settings list --json", "One JSON array for programs"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    return look(invocation, (store) => {
      const states = settingStates(store);
      if (flags.json) writeJson(io.out, states.map(settingJson));
      else io.out.write(formatSettings(states));
      return 0;
    });
  },
});

export default command;

import { settingStates } from "../../../work/settings/setting-states.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { formatSettings, SETTING_COLUMNS, settingJson } from "../../output/setting-output.ts";

/** `reseeder settings list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG, ...listFlags(SETTING_COLUMNS) },
  examples: [
    ["reseeder settings list", "List all settings"],
    ["reseeder settings list --columns key,value", "Show names and values only"],
    ["reseeder settings list --json", "Print a JSON array"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const list = new ListWriter(io, SETTING_COLUMNS, flags);
    return look(invocation, async (store) => {
      const states = settingStates(store);
      if (flags.json) writeJson(io.out, states.map(settingJson));
      else if (flags.null || flags.columns.length > 0) await list.write(states);
      else io.out.write(formatSettings(states));
      return 0;
    });
  },
});

export default command;

import { formatSetting, SETTING_KEYS, SETTINGS } from "../../../core/settings/settings.ts";
import { settingStates, whenItHolds } from "../../../work/settings/setting-states.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { settingJson, settingKey } from "../../output/setting-output.ts";

/** `reseeder settings reset KEY` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: { names: { KEY: "Name of the setting" }, min: 1, max: 1, offers: { words: SETTING_KEYS } },
  examples: [["reseeder settings reset backup_dir", "Reset a setting"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const key = settingKey(operands[0] ?? "");
    const state = await withStore(invocation, {}, (store) => {
      store.write(() => store.settings.write(key, SETTINGS[key].default));
      return settingStates(store).find((candidate) => candidate.key === key);
    });
    if (state && flags.json) writeJson(io.out, settingJson(state));
    else io.out.write(`${key} is ${formatSetting(key, SETTINGS[key].default)}; ${whenItHolds(key)}\n`);
    return 0;
  },
});

export default command;

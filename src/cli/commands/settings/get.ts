import { displayPath, displayText } from "../../../core/path-bytes.ts";
import { SETTING_KEYS } from "../../../core/settings/settings.ts";
import { settingStates } from "../../../work/settings/setting-states.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { holds, settingJson, settingKey } from "../../output/setting-output.ts";

/** `reseeder settings get KEY` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: { names: { KEY: "Name of the setting" }, min: 1, max: 1, offers: { words: SETTING_KEYS } },
  examples: [["reseeder settings get backup_keep", "Print a value for scripts"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const key = settingKey(operands[0] ?? "");
    return look(invocation, (store) => {
      for (const state of settingStates(store).filter((candidate) => candidate.key === key)) {
        if (flags.json) writeJson(io.out, settingJson(state));
        else io.out.write(`${displayPath(String(state.value))}\n`);
        if (state.problem !== null) io.err.write(`reseeder: ${displayText(state.problem)}; ${holds(state)} is used\n`);
      }
      return 0;
    });
  },
});

export default command;

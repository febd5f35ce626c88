import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { formatSetting, SETTING_KEYS } from "../../../core/settings/settings.ts";
import { readSetting, settingStates, whenItHolds } from "../../../work/settings/setting-states.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { SETTING_WORDS, settingJson, settingKey } from "../../output/setting-output.ts";

/** `reseeder settings set KEY VALUE` */
const command = defineCommand({
  details: "A running server applies most settings without a restart.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: {
    names: { KEY: "Name of the setting", VALUE: "Its new value" },
    min: 2,
    max: 2,
    mayBeEmpty: true,
    offers: { words: SETTING_KEYS, after: SETTING_WORDS },
  },
  examples: [
    ["reseeder settings set backup_interval_hours 12h", "Make two backups a day"],
    ["reseeder settings set min_file_size '50 MiB'", "Set a size in KiB, MiB, GiB, kB, MB or GB"],
    ["reseeder settings set backup_dir /mnt/nas/reseeder", "Keep backups on another disk"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const key = settingKey(operands[0] ?? "");
    const read = readSetting(key, operands[1] ?? "");
    if ("problem" in read) throw new ReseederError("USAGE", read.problem, { hint: "See `reseeder settings list`." });
    const state = await withStore(invocation, { create: true }, (store) => {
      store.write(() => store.settings.write(key, read.value));
      return settingStates(store).find((candidate) => candidate.key === key);
    });
    if (state && flags.json) writeJson(io.out, settingJson(state));
    else io.out.write(`${key} is ${displayPath(formatSetting(key, read.value))}; ${whenItHolds(key)}\n`);
    return 0;
  },
});

export default command;

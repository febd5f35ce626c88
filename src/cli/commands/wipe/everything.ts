import { resolve } from "node:path";
import { planWipe } from "../../../work/wipe/wipe.ts";
import { wipeEverything } from "../../../work/wipe/wipe-everything.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { confirm, printWiped, WIPE_FLAGS } from "../../output/wipe-output.ts";

/** `reseeder wipe everything` */
const command = defineCommand({
  details:
    "Deletes the index, settings, tokens, logs and secrets. No other process may have the database open. Existing backups do not count as backups of the new database. Torrent IDs are not reused.",
  args: { ...DB_FLAG, ...JSON_FLAG, ...WIPE_FLAGS },
  examples: [
    ["reseeder wipe everything", "Delete everything after a question"],
    ["reseeder wipe everything --backups --yes", "Delete the backups too, without asking"],
  ],
  async run({ io, flags }) {
    const path = resolve(io.cwd, flags.db);
    const { torrents, copies } = planWipe(path, []);
    if (!(await confirm({ io, flags }, path, `Everything in ${path} goes; torrents on offer: ${torrents}`, [], copies)))
      return 1;
    const done = wipeEverything({ path, backups: flags.backups, clock: io.clock });
    return printWiped({ io, flags }, `${path} is empty`, done);
  },
});

export default command;

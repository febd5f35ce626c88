import { resolve } from "node:path";
import { planWipe } from "../../../work/wipe/wipe.ts";
import { wipeEverything } from "../../../work/wipe/wipe-everything.ts";
import { type Command, DB_FLAG, JSON_FLAG } from "../../command.ts";
import { confirm, printWiped, WIPE_FLAGS } from "../../output/wipe-output.ts";

/** `reseeder wipe everything` */
const command: Command = {
  definition: {
    meta: {
      description:
        "Puts an empty database in place of this one: index, settings, tokens, logs and secrets are gone. Nothing else may have it open. It is another database for its backups, and gives no id a second time.",
    },
  },
  args: { ...DB_FLAG, ...JSON_FLAG, ...WIPE_FLAGS },
  examples: [
    ["reseeder wipe everything", "Ask first"],
    ["reseeder wipe everything --backups --yes", "The backups too, without asking"],
  ],
  async run({ io, flags }) {
    const path = resolve(io.cwd, String(flags["db"]));
    const { torrents, copies } = planWipe(path, []);
    if (!(await confirm({ io, flags }, path, `Everything in ${path} goes; torrents on offer: ${torrents}`, [], copies)))
      return 1;
    const done = wipeEverything({ path, backups: flags["backups"] === true, clock: io.clock });
    return printWiped({ io, flags }, `${path} is empty`, done);
  },
};

export default command;

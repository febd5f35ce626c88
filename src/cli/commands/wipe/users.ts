import { resolve } from "node:path";
import { readIdentity } from "../../../core/access/access.ts";
import { AGING_USER_DATA, readUserData, USER_DATA } from "../../../core/access/user-data.ts";
import { ReseederError } from "../../../core/errors.ts";
import { planWipe, type WipeOptions, wipeUsers } from "../../../work/wipe/wipe.ts";
import { DB_FLAG, defineCommand, JSON_FLAG, type Values } from "../../command.ts";
import { wholeNumber } from "../../flags.ts";
import { confirm, printWiped, WIPE_FLAGS } from "../../output/wipe-output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  only: { type: "string", valueHint: "KINDS", description: "Delete only these kinds, comma-separated" },
  "older-than": {
    type: "string",
    valueHint: "DAYS",
    description: "Delete only what is older than this many days",
  },
  user: { type: "string", valueHint: "ID", description: "Delete only data of this user; tokens stay" },
  anonymize: { type: "boolean", description: "Hash the stored user IDs and delete nothing" },
  ...WIPE_FLAGS,
} as const;

const DAY_MS = 86_400_000;

/** `reseeder wipe users` */
const command = defineCommand({
  details: `Kinds are ${USER_DATA.join(", ")}. Totals per day and per torrent stay. The server may keep running.`,
  args,
  examples: [
    ["reseeder wipe users", "Delete user data after a question"],
    ["reseeder wipe users --only requests,matches --yes", "Delete the two logs without asking"],
    ["reseeder wipe users --older-than 90", "Delete what is older than 90 days"],
    ["reseeder wipe users --user 12345", "Delete the data of one user"],
    ["reseeder wipe users --anonymize", "Hash user IDs stored before anonymize_users was on"],
  ],
  async run({ io, flags }) {
    const path = resolve(io.cwd, flags.db);
    const { what, title, done } = read(flags, io.clock());
    const { rows, copies } = planWipe(path, "kinds" in what ? what.kinds : USER_DATA);
    if (!(await confirm({ io, flags }, path, `${title} in ${path}`, rows, copies))) return 1;
    const wiped = await wipeUsers({ path, what, backups: flags.backups, clock: io.clock });
    return printWiped({ io, flags }, `${done} in ${path}`, wiped);
  },
});

export default command;

function read(flags: Values<typeof args>, now: number): { what: WipeOptions["what"]; title: string; done: string } {
  const days = flags.olderThan;
  if (flags.user !== undefined) return ofOneUser(flags.user, flags);
  if (flags.anonymize) {
    const other = days !== undefined ? "--older-than" : flags.only !== undefined ? "--only" : null;
    if (other !== null) throw new ReseederError("USAGE", `--anonymize and ${other} exclude each other`);
    return { what: { anonymize: true }, title: "User IDs are hashed", done: "User IDs are hashed" };
  }
  const known = days === undefined ? USER_DATA : AGING_USER_DATA;
  const kinds = flags.only === undefined ? known : readUserData(flags.only, known);
  if (days === undefined) return { what: { kinds }, title: "Rows are removed", done: "Rows removed" };
  const age = wholeNumber("older-than", days, 1, 36_500);
  const old = `Rows older than ${age} days`;
  return { what: { kinds, before: now - age * DAY_MS }, title: `${old} are removed`, done: `${old} removed` };
}

function ofOneUser(id: string, { olderThan, only, anonymize }: Values<typeof args>): ReturnType<typeof read> {
  const other =
    olderThan !== undefined ? "older-than" : only !== undefined ? "only" : anonymize ? "anonymize" : undefined;
  if (other !== undefined) throw new ReseederError("USAGE", `--user and --${other} exclude each other`);
  const user = readIdentity(id);
  if (user === null) throw new ReseederError("USAGE", `--user: expected a user ID, got ${JSON.stringify(id)}`);
  return { what: { user }, title: "What names this user is removed", done: "What named this user is removed" };
}

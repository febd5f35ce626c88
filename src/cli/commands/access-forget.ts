import { readPasskey } from "../../core/access/access.ts";
import type { Forgotten } from "../../core/access/forget-request.ts";
import { ReseederError } from "../../core/errors.ts";
import { forgetLetIn } from "../../work/users/let-in-memory.ts";
import { DB_FLAG, defineCommand, type Invocation, JSON_FLAG } from "../command.ts";
import { lines } from "../io/lines.ts";
import { withStore } from "../open-store.ts";
import { formatAmount, writeJson } from "../output/output.ts";

/** `reseeder access forget -|--user ID|--all` */
const command = defineCommand({
  details: "The tracker is asked again at their next request.",
  args: {
    ...DB_FLAG,
    ...JSON_FLAG,
    user: { type: "string", valueHint: "ID", description: "Forget this user" },
    all: { type: "boolean", description: "Forget all users" },
  },
  operands: { names: { "-": "Read passkeys from standard input, one per line" }, min: 0, max: 1, choices: ["-"] },
  examples: [
    ["reseeder access forget --user 12345", "Forget one user"],
    ["reseeder access forget -", "Forget the users of these passkeys"],
    ["reseeder access forget --all", "Forget all users"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const who = await chosen(invocation);
    const { auth, forgotten } = await withStore(invocation, {}, (store) => {
      const { auth, auth_callback_url: template } = store.settings.read().settings;
      return { auth, forgotten: store.write(() => forgetLetIn(store, template, who)) };
    });
    if (flags.json) writeJson(io.out, { forgotten });
    else if (auth === "tracker") io.out.write("Every passkey will be checked again\n");
    else io.out.write(`Forgot ${formatAmount(forgotten, "passkey")}\n`);
    return 0;
  },
});

/** @throws ReseederError USAGE unless exactly one of `-`, `--user` and `--all` is given */
async function chosen({ io, flags, operands }: Invocation): Promise<Forgotten> {
  const { user, all } = flags;
  const [operand] = operands;
  if (Number(user !== undefined) + Number(Boolean(all)) + Number(operand !== undefined) !== 1) {
    throw new ReseederError("USAGE", "Expected one of -, --user and --all");
  }
  if (all) return "all";
  if (user !== undefined) return { users: [String(user)] };
  if (operand !== "-") {
    // Never shown: it may be a passkey, and so are the arguments of every process on this machine.
    const hint = "Pass them on standard input: `reseeder access forget - < FILE`.";
    throw new ReseederError("USAGE", "Passkeys may not be arguments", { hint });
  }
  const passkeys: string[] = [];
  for await (const line of lines(io.stdin())) passkeys.push(readPasskey(line, "standard input") ?? "");
  return { passkeys };
}

export default command;

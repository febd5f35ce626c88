import { readTokenName } from "../../../core/access/token.ts";
import { ReseederError } from "../../../core/errors.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";

/** `reseeder token revoke NAME` */
const command = defineCommand({
  details: "A running server rejects it from the next request on. Its name becomes free.",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: {
    names: { NAME: "Name of the token" },
    min: 1,
    max: 1,
    choices: [],
    offers: { asks: "token list --columns name" },
  },
  examples: [["reseeder token revoke site", "Revoke a token"]],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const name = readTokenName(operands[0] ?? "");
    const revoked = await withStore(invocation, {}, (store) =>
      store.write(() => store.tokens.revoke(name, io.clock())),
    );
    if (!revoked) {
      throw new ReseederError("FAILED", `There is no valid token ${name}`, { hint: "See `reseeder token list`." });
    }
    if (flags.json) writeJson(io.out, { name, revoked: true });
    else io.out.write(`Token ${name} is revoked\n`);
    return 0;
  },
});

export default command;

import { randomBytes } from "node:crypto";
import { SCOPES } from "../../../core/access/access.ts";
import { hashToken, readLifetime, readScopes, readTokenName, tokenOf } from "../../../core/access/token.ts";
import { ReseederError } from "../../../core/errors.ts";
import { isoTime } from "../../../core/iso-time.ts";
import { errorMessage } from "../../../core/thrown-error.ts";
import { DB_FLAG, defineCommand, type Invocation, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  scope: {
    type: "string",
    valueHint: "SCOPES",
    list: [...SCOPES],
    default: "match",
    description: "Allow these, comma-separated",
  },
  expires: { type: "string", valueHint: "TIME", description: "Expire after this time, such as 12h, 90d or 52w" },
} as const;

/** `reseeder token create NAME` */
const command = defineCommand({
  details: "Only its SHA-256 is stored, so the token is shown once.",
  args,
  operands: { names: { NAME: "Name of the new token" }, min: 1, max: 1, choices: [] },
  examples: [
    ["reseeder token create site", "Create a token that may ask for matches"],
    ["reseeder token create alice --expires 90d", "Create a token that expires after 90 days"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const name = readTokenName(operands[0] ?? "");
    const scopes = readScopes(flags.scope.join());
    const createdAt = io.clock();
    const expiresAt = flags.expires === undefined ? null : createdAt + readLifetime(flags.expires);
    const token = tokenOf(randomBytes(32));
    const hash = hashToken(token);
    const added = await withStore(invocation, { create: true }, (store) =>
      store.write(() => store.tokens.add({ name, hash, scopes, createdAt, expiresAt })),
    );
    if (!added) {
      const hint = `Revoke it first with \`reseeder token revoke ${name}\`, or choose another name.`;
      throw new ReseederError("FAILED", `The token ${name} already exists`, { hint });
    }
    const expires = isoTime(expiresAt);
    if (flags.json) writeJson(io.out, { name, token, scopes, expires });
    else io.out.write(`${token}\n`);
    await io.out.accepted().catch((error) => revokeUnseen(invocation, name, error));
    if (!flags.json) {
      io.err.write(`Token ${name} may ${scopes.join(", ")}, ${expires ? `until ${expires}` : "with no expiry"}. `);
      io.err.write("It will not be shown again.\n");
    }
    return 0;
  },
});

export default command;

/** What nobody saw must not be in force. @throws always, `error` or one that says what is left to do */
async function revokeUnseen(invocation: Invocation<typeof args>, name: string, error: Error): Promise<never> {
  try {
    await withStore(invocation, {}, (store) => store.write(() => store.tokens.revoke(name, invocation.io.clock())));
  } catch (cause) {
    const hint = `Revoke it with \`reseeder token revoke ${name}\`.`;
    throw new ReseederError(
      "OUTPUT_FAILED",
      `${error.message}; token ${name}, which was not shown, is still valid: ${errorMessage(cause)}`,
      {
        cause,
        hint,
      },
    );
  }
  throw error;
}

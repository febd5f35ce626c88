import { isoTime } from "../../../core/iso-time.ts";
import type { Token } from "../../../store/people/tokens.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { look } from "../../open-store.ts";
import { formatTable, writeJson } from "../../output/output.ts";

/** `reseeder token list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  examples: [
    ["reseeder token list", "All tokens"],
    ["reseeder token list --json", "One JSON array for programs"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    return look(invocation, (store) => {
      const tokens = store.tokens.all();
      const now = io.clock();
      if (flags.json)
        writeJson(
          io.out,
          tokens.map((token) => tokenJson(token, now)),
        );
      else if (tokens.length === 0) io.out.write("No tokens; `reseeder token create NAME` makes one\n");
      else {
        const head = ["NAME", "STATE", "SCOPES", "CREATED", "EXPIRES", "LAST USED"];
        io.out.write(formatTable([head, ...tokens.map((token) => row(token, now))], ""));
      }
      return 0;
    });
  },
});

export default command;

function stateOf({ revokedAt, expiresAt }: Token, now: number): "in force" | "revoked" | "expired" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "in force";
}

function row(token: Token, now: number): string[] {
  const { name, scopes, createdAt, expiresAt, lastUsedAt } = token;
  return [name, stateOf(token, now), scopes.join(), day(createdAt), day(expiresAt), day(lastUsedAt)];
}

function day(at: number | null): string {
  return at === null ? "never" : new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** Times are ISO 8601 in UTC, or null. */
function tokenJson(token: Token, now: number): unknown {
  const { name, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return {
    name,
    state: stateOf(token, now),
    scopes,
    created: isoTime(createdAt),
    expires: isoTime(expiresAt),
    revoked: isoTime(revokedAt),
    last_used: isoTime(lastUsedAt),
  };
}

import { isoTime } from "../../../core/iso-time.ts";
import type { Token } from "../../../store/people/tokens.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { type Columns, textColumn, timeColumn } from "../../lists/columns.ts";
import { ListWriter, listFlags } from "../../lists/list-writer.ts";
import { look } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";

type ListedToken = Token & { state: ReturnType<typeof stateOf> };

const COLUMNS = {
  name: textColumn(({ name }) => name),
  state: textColumn(({ state }) => state),
  scopes: textColumn(({ scopes }) => scopes.join()),
  created: timeColumn(({ createdAt }) => createdAt),
  expires: timeColumn(({ expiresAt }) => expiresAt),
  "last-used": timeColumn(({ lastUsedAt }) => lastUsedAt),
} satisfies Columns<ListedToken>;

/** `reseeder token list` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG, ...listFlags(COLUMNS) },
  examples: [
    ["reseeder token list", "List all tokens"],
    ["reseeder token list --columns name,last-used", "Show when each was last used"],
    ["reseeder token list --json", "Print a JSON array"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const list = new ListWriter(io, COLUMNS, flags);
    return look(invocation, async (store) => {
      const tokens = store.tokens.all();
      const now = io.clock();
      const rows = tokens.map((token) => ({ ...token, state: stateOf(token, now) }));
      if (flags.json) writeJson(io.out, rows.map(tokenJson));
      else if (rows.length === 0 && !flags.null) io.out.write("No tokens. Create one: `reseeder token create NAME`\n");
      else await list.write(rows);
      return 0;
    });
  },
});

export default command;

function stateOf({ revokedAt, expiresAt }: Token, now: number): "in force" | "revoked" | "expired" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "in force";
}

/** Times are ISO 8601 in UTC, or null. */
function tokenJson(token: ListedToken): unknown {
  const { name, state, scopes, createdAt, expiresAt, revokedAt, lastUsedAt } = token;
  return {
    name,
    state,
    scopes,
    created: isoTime(createdAt),
    expires: isoTime(expiresAt),
    revoked: isoTime(revokedAt),
    last_used: isoTime(lastUsedAt),
  };
}

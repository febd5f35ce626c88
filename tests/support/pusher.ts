import { hashToken } from "../../src/core/access/token.ts";
import { Store } from "../../src/store/store.ts";
import type { Said, Served } from "./served.ts";

const TOKEN = `reseeder_${"p".repeat(43)}`;

/** Makes a token with the scope manage; answers a function that pushes a body. */
export function pusher(
  served: Served,
): (
  body?: unknown,
  more?: { query?: string; headers?: Record<string, string> },
) => Promise<{ status: number; said: Said }> {
  const store = Store.open(served.path);
  store.write(() =>
    store.tokens.add({ name: "pusher", hash: hashToken(TOKEN), scopes: ["manage"], createdAt: 0, expiresAt: null }),
  );
  store.close();
  return (body, { query = "", headers = {} } = {}) =>
    served.ask("POST", `/api/v1/torrents${query}`, body, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });
}

import { hashToken, tokenOf } from "../../src/core/access/token.ts";
import type { Served } from "./served.ts";
import { withStore } from "./with-store.ts";

/** A token that `operator` puts into the database: scope manage. */
export const MANAGE_TOKEN = tokenOf(Buffer.alloc(32, "manage"));

/** Asks as an operator; paths are below `/api/v1`. */
export function operator(served: Served) {
  withStore(served, (store) => {
    const scopes = ["manage" as const];
    const hash = hashToken(MANAGE_TOKEN);
    store.write(() => store.tokens.add({ name: "operator", hash, scopes, createdAt: 1, expiresAt: null }));
  });
  return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    served.ask(method, `/api/v1${path}`, body, { headers: { authorization: `Bearer ${MANAGE_TOKEN}`, ...headers } });
}

/** Makes everything findable by its words. */
export function fillWords(served: Served): void {
  withStore(served, (store) => {
    while (store.write(() => store.search.fill()) > 0);
  });
}

import { Elysia } from "elysia";
import type { Scope } from "../../core/access/access.ts";
import type { Guard } from "./guard.ts";
import type { RequestContext } from "./request-context.ts";

/** A request that brings its context with it: the router hands on nothing else. */
export type ContextualRequest = Request & { readonly context: RequestContext };

/** Gives a request its context. */
export function contextual(request: Request, context: RequestContext): ContextualRequest {
  return Object.assign(request, { context });
}

/** Routes behind this get `context`. */
export function withContext() {
  return new Elysia({ name: "context" }).derive({ as: "global" }, ({ request }) => ({
    context: (request as ContextualRequest).context,
  }));
}

/** Routes behind this answer only who has a token with this scope; it is asked for before the body is read. */
export function withToken(guard: Guard, scope: Scope) {
  return new Elysia({ name: "token", seed: scope }).use(withContext()).resolve({ as: "scoped" }, ({ context }) => {
    guard.authorise(context, scope);
    return {};
  });
}

/** Routes behind this get `entered`, what the headers tell of who asks; who may not is turned away before the body is read. */
export function withEntry(guard: Guard) {
  return new Elysia({ name: "entry" })
    .use(withContext())
    .resolve({ as: "scoped" }, ({ context }) => ({ entered: guard.enter(context) }));
}

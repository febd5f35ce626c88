import { Elysia } from "elysia";
import { readIdentity } from "../../core/access/access.ts";
import { invalid } from "../../core/json-text.ts";
import { writeRetryingWhileBusy } from "../../work/runtime/retry-while-busy.ts";
import { removeUser } from "../../work/users/remove-user.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { withContext, withToken } from "../request/with-context.ts";

/** `DELETE /api/v1/users/:user`: forgets a user who left the tracker. */
export function userRoutes(guard: Guard, { stores, requestLog }: HttpServices) {
  return new Elysia({ name: "users" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .delete("/api/v1/users/:user", async ({ context, params }) => {
      const user = readIdentity(params.user);
      if (user === null) throw invalid("user: expected a user ID");
      // What waits to be written is his as well.
      requestLog.flush();
      const write = <T>(change: Parameters<typeof writeRetryingWhileBusy<T>>[1]) =>
        writeRetryingWhileBusy(stores, change);
      const removed = await removeUser(context.store, (change) => write((store) => change(store)), user);
      await stores.synced();
      const rows = Object.fromEntries(removed.map(({ kind, rows }) => [kind.replace("-", "_"), rows]));
      return context.json({ status: "ok", removed: rows });
    });
}

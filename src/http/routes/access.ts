import { Elysia } from "elysia";
import { MAX_FORGOTTEN, readForgetRequest } from "../../core/access/forget-request.ts";
import { MAX_FORGET_BYTES } from "../../core/api/limits.ts";
import { BODY_DEPTH, parseJson } from "../../core/json-text.ts";
import { writeForGood } from "../../work/runtime/retry-while-busy.ts";
import { forgetLetIn } from "../../work/users/let-in-memory.ts";
import type { Guard } from "../request/guard.ts";
import type { HttpServices } from "../request/http-services.ts";
import { withContext, withToken } from "../request/with-context.ts";

const SHAPE = { depth: BODY_DEPTH, values: MAX_FORGOTTEN + 100 };

/** `POST /api/v1/access/forget`: for the site's own hook when it bans somebody. */
export function accessRoutes(guard: Guard, { stores }: HttpServices) {
  return new Elysia({ name: "access" })
    .use(withContext())
    .use(withToken(guard, "manage"))
    .post(
      "/api/v1/access/forget",
      async ({ context }) => {
        const who = readForgetRequest(parseJson(await context.body(MAX_FORGET_BYTES), SHAPE).value);
        const { auth_callback_url: template } = context.settings;
        const forgotten = await writeForGood(stores, (store) => forgetLetIn(store, template, who));
        return context.json({ status: "ok", forgotten });
      },
      { parse: "none" },
    );
}

import { MAX_IDENTITY } from "../../core/access/access.ts";
import { USER_DATA } from "../../core/access/user-data.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { type Detail, json, object } from "./parts.ts";

const KINDS = USER_DATA.filter((kind) => kind !== "tokens").map((kind) => kind.replace("-", "_"));
const count = { type: "integer", minimum: 0 };

/** `DELETE /api/v1/users/{user}` */
export const removeUserDetail = {
  tags: ["Management"],
  summary: "Forget a user",
  description:
    "Removes the rows that name this user from the logs, reports, hand-outs and history, and his name from revivals; for the site to call when somebody leaves. SQLite overwrites what is deleted; `reseeder wipe users --user ID` writes the file anew besides. Backups keep what they have.",
  security: TOKEN,
  parameters: [
    {
      name: "user",
      in: "path",
      required: true,
      schema: { type: "string", minLength: 1, maxLength: MAX_IDENTITY },
      description: "As access control knows him.",
    },
  ],
  responses: {
    200: {
      description: "Nothing names him any more; the same for a user who was never seen.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          removed: object(Object.fromEntries(KINDS.map((kind) => [kind, { ...count, description: "Rows." }]))),
        }),
        { status: "ok", removed: Object.fromEntries(KINDS.map((kind) => [kind, 1])) },
      ),
    },
    ...managementErrors("user: expected the id of a user"),
  },
} as unknown as Detail;

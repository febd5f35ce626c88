import { MAX_FORGOTTEN } from "../../core/access/forget-request.ts";
import { formatCount } from "../../core/quantity.ts";
import { MAX_FORGET_BYTES } from "./limits.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const list = (description: string) => ({
  type: "array",
  maxItems: MAX_FORGOTTEN,
  items: { type: "string" },
  description,
});

/** `POST /api/v1/access/forget` */
export const forgetDetail = {
  tags: ["Management"],
  summary: "Ask the tracker anew about users",
  description: `For the tracker's own hook when it bans somebody, where \`auth\` = \`callback\`: whoever is named is asked about anew with the next request (with \`tracker\`, everybody). One of \`passkeys\`, \`users\` (ids) or \`all\`, up to ${formatCount(MAX_FORGOTTEN)} a request.`,
  security: TOKEN,
  requestBody: {
    required: true,
    ...json(
      object(
        {
          passkeys: list("Passkeys; they are neither stored nor logged."),
          users: list("Ids of users, as the tracker's answers have them."),
          all: { type: "boolean", description: "Everybody." },
        },
        [],
      ),
      { users: ["12345"] },
    ),
  },
  responses: {
    200: {
      description: "Forgotten.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          forgotten: { type: "integer", minimum: 0, description: "How many passkeys were remembered." },
        }),
        { status: "ok", forgotten: 0 },
      ),
    },
    ...managementErrors("users[0]: expected the id of a user, got true", {
      413: failure("The body is larger than the server takes.", [
        "BODY_TOO_LARGE",
        `Maximum ${MAX_FORGET_BYTES} bytes`,
      ]),
    }),
  },
} as unknown as Detail;

import { SETTINGS } from "../../core/settings/settings.ts";
import { bodyErrors, type Detail, json, object, passkey, SECURITY, userId } from "./parts.ts";

/** `POST /match/report` */
export const reportDetail = {
  tags: ["Match"],
  summary: "What a client found",
  description:
    "Any JSON value; it is stored before the answer. What has the form of the example feeds the statistics, what has not is kept as it came, but for the field `passkey`, which is never stored.",
  security: SECURITY,
  requestBody: {
    required: true,
    ...json(
      object(
        {
          user_id: userId,
          passkey,
          confirmed: {
            type: "array",
            items: object({ info_hash: { type: "string" }, pieces_verified: { type: "integer" } }, ["info_hash"]),
          },
          rejected: { type: "array", items: object({ info_hash: { type: "string" } }) },
        },
        [],
      ),
      {
        user_id: "12345",
        confirmed: [{ info_hash: "c12fe1c06bba254a9dc9f519b335aa7c1367a88a", pieces_verified: 12 }],
        rejected: [{ info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36" }],
      },
    ),
  },
  responses: {
    200: {
      description: "Stored.",
      ...json(object({ status: { type: "string", enum: ["ok"] } }), { status: "ok" }),
    },
    ...bodyErrors(SETTINGS.max_report_bytes.default, [
      "INVALID_REQUEST",
      'body: expected JSON, got "{" (Unexpected EOF)',
    ]),
  },
} as unknown as Detail;

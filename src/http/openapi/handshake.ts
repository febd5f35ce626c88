import { SETTINGS } from "../../core/settings/settings.ts";
import { bodyErrors, type Detail, json, object, passkey, SECURITY, userId } from "./parts.ts";

/** `POST /match/handshake` */
export const handshakeDetail = {
  tags: ["Match"],
  summary: "Limits that a client has to know",
  description: "`min_file_size` is told, never enforced: the client leaves smaller files out.",
  security: SECURITY,
  requestBody: { required: true, ...json(object({ user_id: userId, passkey }, []), { user_id: "12345" }) },
  responses: {
    200: {
      description: "The limits as they are now.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          min_file_size: { type: "integer", format: "int64", description: "Bytes." },
          max_files_per_request: { type: "integer" },
          max_torrents_per_response: { type: "integer" },
        }),
        {
          status: "ok",
          min_file_size: SETTINGS.min_file_size.default,
          max_files_per_request: SETTINGS.max_files_per_request.default,
          max_torrents_per_response: SETTINGS.max_torrents_per_response.default,
        },
      ),
    },
    ...bodyErrors(SETTINGS.max_body_bytes.default, ["INVALID_REQUEST", "body: expected a JSON object, got an array"]),
  },
} as unknown as Detail;

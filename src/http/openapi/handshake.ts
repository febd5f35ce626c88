import { MAX_EXCLUDED } from "../../core/match/match-request.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { VERSION } from "../../core/version.ts";
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
          max_exclude_torrent_ids: { type: "integer", description: "Length of `exclude_torrent_ids`." },
          max_body_bytes: { type: "integer", format: "int64", description: "Largest body of a request." },
          auth: {
            type: "string",
            enum: SETTINGS.auth.choices,
            description: "How the server asks who sends a request.",
          },
          proof: {
            type: "string",
            enum: ["off"],
            description: "Whether a client has to prove that it holds the files.",
          },
          capabilities: {
            type: "array",
            items: { type: "string" },
            description: "What the server can do besides: `archive`, GET /archive. More may come.",
          },
          version: { type: "string", description: "Of the server." },
        }),
        {
          status: "ok",
          min_file_size: SETTINGS.min_file_size.default,
          max_files_per_request: SETTINGS.max_files_per_request.default,
          max_torrents_per_response: SETTINGS.max_torrents_per_response.default,
          max_exclude_torrent_ids: MAX_EXCLUDED,
          max_body_bytes: SETTINGS.max_body_bytes.default,
          auth: "token",
          proof: "off",
          capabilities: ["archive"],
          version: VERSION,
        },
      ),
    },
    ...bodyErrors(SETTINGS.max_body_bytes.default, ["INVALID_REQUEST", "body: expected a JSON object, got an array"]),
  },
} as unknown as Detail;

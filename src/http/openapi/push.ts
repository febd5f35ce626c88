import { MAX_EXTERNAL_ID } from "../../core/content/external-id.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { MAX_NAMED } from "./limits.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { type Detail, failure, json, object, type Schema } from "./parts.ts";

const count = (description: string): Schema => ({ type: "integer", description });
const bytes: Schema = { type: "string", format: "binary" };

const externalId: Schema = { type: "string", minLength: 1, maxLength: MAX_EXTERNAL_ID };

const INFO_HASH = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

/** `POST /api/v1/torrents` */
export const pushDetail = {
  tags: ["Management"],
  summary: "Put torrents in",
  description: `The body is one .torrent, a TAR (also in gzip), a ZIP, or lines \`info_hash<TAB>torrent in hexadecimal[<TAB>id]\`; what it is, its content tells. Of an archive, the files named \`*.torrent\` count. Names are labels only.

Each torrent is stored in the database, without trackers that hold a passkey and without anything else that does not belong to everybody; its info-hash stays. What is in the index already stays as it is (\`known\`), what was missing is offered again (\`returned\`), what is flagged stays flagged, and of what an operator removed nothing is stored (\`removed\`): sending the same again changes nothing. A bad torrent is named with its reason and stops nothing, but one that comes alone is rejected. An archive that breaks off is rejected too; what came before the break is put in, and the message says how many.

Everything is on disk when the answer comes. It names ${MAX_NAMED} torrents, the rejected ones first.`,
  security: TOKEN,
  parameters: [
    {
      name: "X-Reseeder-External-Id",
      in: "header",
      schema: externalId,
      description: "The tracker's own id of a single .torrent: printable characters without spaces.",
    },
    {
      name: "external_id",
      in: "query",
      schema: externalId,
      description:
        "The same in the query. In archives the setting `external_id_pattern` finds it in the names of files.",
    },
  ],
  requestBody: {
    required: true,
    content: {
      "application/x-bittorrent": { schema: bytes },
      "application/x-tar": { schema: bytes },
      "application/gzip": { schema: bytes },
      "application/zip": { schema: bytes },
      "text/tab-separated-values": { schema: bytes },
    },
  },
  responses: {
    200: {
      description: "Put in, as far as nothing is rejected.",
      ...json(
        object(
          {
            status: { type: "string", enum: ["ok"] },
            added: count("New in the index."),
            returned: count("Missing before, offered again now."),
            known: count("In the index already."),
            removed: count("Removed by an operator: nothing was stored, and it stays off offer until `unremove`."),
            rejected: count("Not put in; `torrents` says why."),
            torrents: {
              type: "array",
              items: {
                oneOf: [
                  object(
                    {
                      name: {
                        type: "string",
                        description: "Of the file in the archive; `body` for a single .torrent.",
                      },
                      outcome: { type: "string", enum: ["added", "returned", "known", "removed"] },
                      torrent_id: { type: "integer" },
                      info_hash: { type: "string", description: "Of version 1 where the torrent has one, else 2." },
                      external_id: { type: "string", nullable: true, description: "As sent, or found in the name." },
                      external_id_also_of: {
                        type: "integer",
                        description: "There when another torrent has the same external_id: its torrent_id.",
                      },
                    },
                    ["name", "outcome", "torrent_id", "info_hash", "external_id"],
                  ),
                  object({
                    name: { type: "string" },
                    outcome: { type: "string", enum: ["rejected"] },
                    code: { type: "string", description: "As in docs/compatibility.md, or one of docs/management.md." },
                    message: { type: "string" },
                  }),
                ],
              },
            },
            torrents_truncated: { type: "boolean", description: "There when not all are named." },
          },
          ["status", "added", "returned", "known", "removed", "rejected", "torrents"],
        ),
        {
          status: "ok",
          added: 1,
          returned: 0,
          known: 0,
          removed: 0,
          rejected: 1,
          torrents: [
            { name: "17.torrent", outcome: "rejected", code: "INFO_MISSING", message: "there is no info dictionary" },
            { name: "16.torrent", outcome: "added", torrent_id: 48, info_hash: INFO_HASH, external_id: "16" },
          ],
        },
      ),
    },
    ...managementErrors(
      'archive: cut off at byte 1048576 inside "17.torrent", before the end mark of a TAR; put in before that: 16 torrents',
      {
        413: failure("The body is larger than the server takes.", [
          "BODY_TOO_LARGE",
          `Maximum ${SETTINGS.max_push_bytes.default} bytes`,
        ]),
      },
    ),
  },
} as unknown as Detail;

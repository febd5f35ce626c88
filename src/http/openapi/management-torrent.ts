import { MAX_IDENTITY } from "../../core/access/access.ts";
import { WITHHELD_REASONS } from "../../core/listing/listed-torrent.ts";
import { FILE_PAGE } from "./limits.ts";
import {
  BAD_TORRENT,
  hex,
  infoHashParameter,
  managementErrors,
  parameter,
  state,
  TOKEN,
  TORRENT_EXAMPLE,
  torrentProperties,
  UNKNOWN_TORRENT,
} from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const errors = managementErrors(BAD_TORRENT, { 404: UNKNOWN_TORRENT });
const bytes = { type: "integer", format: "int64", minimum: 0 };

/** `GET /api/v1/torrents/{info_hash}` */
export const showDetail = {
  tags: ["Management"],
  summary: "Everything about one torrent",
  security: TOKEN,
  parameters: [
    infoHashParameter,
    parameter("files_offset", { type: "integer", minimum: 0, default: 0 }, "Files to leave out at the beginning."),
    parameter(
      "files_limit",
      { type: "integer", minimum: 0, maximum: FILE_PAGE.max, default: FILE_PAGE.default },
      "Files to show.",
    ),
  ],
  responses: {
    200: {
      description: "The torrent.",
      ...json(
        object({
          ...torrentProperties,
          total_size: { ...bytes, description: "Bytes with padding." },
          single_file: { type: "boolean" },
          piece_length: bytes,
          piece_count: { type: "integer" },
          pieces_hash: {
            ...hex,
            nullable: true,
            description: "SHA-1 of `info.pieces`; null for version 2, and as long as the setting hash_pieces is off.",
          },
          content_signature: {
            type: "string",
            nullable: true,
            description: "Trackarr's: SHA-256 of paths and lengths. Null for version 2 alone.",
          },
          withheld: {
            ...object({
              reason: { type: "string", enum: [...WITHHELD_REASONS] },
              since: { type: "string", format: "date-time" },
            }),
            nullable: true,
            description: "Why the list of what may be offered keeps it back; null where it does not.",
          },
          stored: { type: "boolean", description: "The .torrent is in the database." },
          locations: { type: "array", items: { type: "string" }, description: "Where .torrent files of it lie." },
          files_total: { type: "integer", description: "Files of its list, padding included." },
          files: {
            type: "array",
            items: object({
              path: { type: "string", description: "With the root folder." },
              size: bytes,
              pad: { type: "boolean" },
            }),
          },
        }),
        {
          ...TORRENT_EXAMPLE,
          total_size: 2750000000,
          single_file: false,
          piece_length: 4194304,
          piece_count: 656,
          pieces_hash: null,
          content_signature: "9a7601730b1ead368873db51754d4b89194cb2338b73be476f627436f4d9eccb",
          withheld: null,
          stored: false,
          locations: ["/srv/torrents/4711.torrent"],
          files_total: 2,
          files: [
            { path: "Night.Train.S01/S01E01.mkv", size: 1400000000, pad: false },
            { path: "Night.Train.S01/S01E02.mkv", size: 1350000000, pad: false },
          ],
        },
      ),
    },
    ...errors,
  },
} as unknown as Detail;

function changeDetail(summary: string, description: string, to: string) {
  return {
    tags: ["Management"],
    summary,
    description: `${description} A second time changes nothing and says so.`,
    security: TOKEN,
    parameters: [infoHashParameter],
    responses: {
      200: {
        description: "What it is now.",
        ...json(
          object({
            torrent_id: { type: "integer" },
            info_hash: hex,
            name: { type: "string" },
            state,
            changed: { type: "boolean" },
          }),
          {
            torrent_id: 1207,
            info_hash: TORRENT_EXAMPLE.info_hash,
            name: TORRENT_EXAMPLE.name,
            state: to,
            changed: true,
          },
        ),
      },
      ...errors,
    },
  } as unknown as Detail;
}

/** `POST /api/v1/torrents/{info_hash}/flag` */
export const flagDetail = changeDetail(
  "Take a torrent off offer",
  "No match offers it from now on, until it is unflagged.",
  "flagged",
);

/** `POST /api/v1/torrents/{info_hash}/unflag` */
export const unflagDetail = changeDetail("Offer a flagged torrent again", "Takes the flag away.", "offered");

/** `DELETE /api/v1/torrents/{info_hash}` */
export const removeDetail = changeDetail(
  "Remove a torrent",
  "Takes it off offer for good and drops its bytes from the database. A file in a scanned folder stays there and stays off offer; no scan and no push brings the torrent back, only `unremove`.",
  "removed",
);

/** `POST /api/v1/torrents/{info_hash}/unremove` */
export const unremoveDetail = changeDetail(
  "Take a removal back",
  "The torrent is offered again where a file of it lies in a scanned folder; else it is `missing` until it is pushed or its file comes.",
  "offered",
);

/** `GET /api/v1/torrents/{info_hash}/download` */
export const downloadDetail = {
  tags: ["Management"],
  summary: "One .torrent as it would be handed out",
  description:
    "With `announce_urls` set it is made for the user whose passkey the header gives; else it goes out as it is. Whatever its state but withheld, as long as its bytes are there.",
  security: TOKEN,
  parameters: [
    infoHashParameter,
    {
      name: "X-Reseeder-Passkey",
      in: "header",
      required: false,
      schema: { type: "string", pattern: "^[A-Za-z0-9_-]{8,128}$" },
      description: "The user's passkey; needed where `announce_urls` has {passkey} in it.",
    },
    {
      name: "X-Reseeder-User",
      in: "header",
      required: false,
      schema: { type: "string", maxLength: MAX_IDENTITY },
      description: "The user's id; with it the record of hand-outs says that he got it.",
    },
  ],
  responses: {
    200: {
      description: "The file.",
      content: { "application/x-bittorrent": { schema: { type: "string", format: "binary" } } },
    },
    ...managementErrors("X-Reseeder-Passkey: expected the passkey of the user whom the torrent is for", {
      404: failure(
        "No such torrent was ever in the index, its .torrent is gone, or it is withheld.",
        ["NOT_FOUND", "torrent 1207: its .torrent lies nowhere any more"],
        ["WITHHELD", "torrent 1207: the list of what may be offered keeps it back"],
      ),
    }),
  },
} as unknown as Detail;

/** `GET /api/v1/torrents/{info_hash}/cross-seeds` */
export const crossSeedsDetail = {
  tags: ["Management"],
  summary: "Other torrents with the same content",
  description:
    "`pieces_hash`: the same pieces of the same length, so the same bytes. `v2_roots`: the same files by their Merkle roots, whatever their names. `content_signature`: the same paths and lengths (Trackarr's), which is a hint and no proof.",
  security: TOKEN,
  parameters: [infoHashParameter],
  responses: {
    200: {
      description: "In order of id, at most 50 of them.",
      ...json(
        object({
          torrent_id: { type: "integer" },
          info_hash: hex,
          torrents: {
            type: "array",
            items: object({
              ...torrentProperties,
              by: {
                type: "array",
                items: { type: "string", enum: ["pieces_hash", "v2_roots", "content_signature"] },
              },
            }),
          },
          total: { type: "integer", description: "How many were found." },
          truncated: {
            type: "boolean",
            description: "There may be more: too many torrents have files of the same sizes to compare all.",
          },
        }),
        {
          torrent_id: 1206,
          info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36",
          torrents: [{ ...TORRENT_EXAMPLE, by: ["content_signature"] }],
          total: 1,
          truncated: false,
        },
      ),
    },
    ...errors,
  },
} as unknown as Detail;

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
import { type Detail, json, object } from "./parts.ts";

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
    parameter("files_limit", { type: "integer", minimum: 0, maximum: 100000, default: 1000 }, "Files to show."),
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
          stored: false,
          locations: ["/srv/torrents/90210.torrent"],
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
        ...json(object({ torrent_id: { type: "integer" }, info_hash: hex, state, changed: { type: "boolean" } }), {
          torrent_id: 4711,
          info_hash: TORRENT_EXAMPLE.info_hash,
          state: to,
          changed: true,
        }),
      },
      ...errors,
    },
  } as unknown as Detail;
}

/** `POST /api/v1/torrents/{info_hash}/flag` */
export const flagDetail = changeDetail(
  "Takes a torrent off offer",
  "No match offers it from now on, until it is unflagged.",
  "flagged",
);

/** `POST /api/v1/torrents/{info_hash}/unflag` */
export const unflagDetail = changeDetail("Lets a flagged torrent be offered again", "Takes the flag away.", "offered");

/** `DELETE /api/v1/torrents/{info_hash}` */
export const removeDetail = changeDetail(
  "Removes a torrent",
  "Takes it off offer for good and drops its bytes from the database. A file in a scanned folder stays there and stays off offer; the torrent is back when it is pushed again, or when its file was gone at a scan and is put back.",
  "removed",
);

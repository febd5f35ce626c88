import { MAX_IDENTITY } from "../../core/access/access.ts";
import { FILE_PAGE } from "../../core/api/limits.ts";
import { WITHHELD_REASONS } from "../../core/listing/listed-torrent.ts";
import { file, header, inPath, json, manage, type Parts, query } from "./operation.ts";
import * as t from "./schema.ts";
import { torrentProperties } from "./torrent-lists.ts";
import { passkeyHeader } from "./user-parameters.ts";

const { torrent_id, info_hash, name, state } = torrentProperties;

const torrent = inPath(
  "info_hash",
  t.text(
    "An info-hash of 40 (v1, or v2 cut to that) or 64 (v2) hexadecimal digits; a `torrent_id`, as it is or as `id:1207`; or the tracker's own id as `external:4711`, if only one torrent has it.",
    {
      pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|(id:)?[1-9][0-9]{0,14}|external:[^\\p{C}\\p{Z}]{1,64})$",
      example: info_hash.example,
    },
  ),
);

export const singleTorrentSchemas = {
  TorrentDetails: t.object({
    ...torrentProperties,
    total_size: t.bytes("Bytes, including padding.", 2750000000),
    single_file: t.flag(),
    piece_length: t.bytes(undefined, 4194304),
    piece_count: t.count(undefined, { example: 656 }),
    pieces_hash: t.orNull(t.hex("SHA-1 of `info.pieces`; null for v2, and if `hash_pieces` is off.")),
    content_signature: t.orNull(t.text("SHA-256 of paths and lengths, as Trackarr makes it; null for v2 only.")),
    withheld: t.orNull({
      ...t.object({ reason: t.oneOf(WITHHELD_REASONS), since: t.time() }),
      description: "Why the tracker's list withholds it; null if it does not.",
    }),
    stored: t.flag("The .torrent is in the database."),
    locations: t.listOf(t.text(undefined, { example: "/srv/torrents/4711.torrent" }), "Where its .torrent files are."),
    files_total: t.count("All files, including padding.", { example: 2 }),
    files: t.listOf(t.ref("TorrentFile")),
  }),
  TorrentFile: t.object({
    path: t.text("Path, including the root folder.", { example: "Night.Train.S01/S01E01.mkv" }),
    size: t.bytes(undefined, 1400000000),
    pad: t.flag("Padding."),
  }),
  TorrentChange: t.object({
    torrent_id,
    info_hash,
    name,
    state,
    changed: t.flag("False if it already had this state."),
  }),
  CrossSeeds: t.object({
    torrent_id,
    info_hash,
    torrents: t.listOf(t.ref("CrossSeed")),
    total: t.count("Number of torrents found.", { example: 1 }),
    truncated: t.flag("There may be more: too many torrents share a file size with this one."),
  }),
  CrossSeed: t.object({
    ...torrentProperties,
    by: t.listOf(t.oneOf(["pieces_hash", "v2_roots", "content_signature"]), "The evidence."),
  }),
};

const onTorrent = (id: string, summary: string, { parameters = [], errors, ...parts }: Parts) =>
  manage(id, summary, {
    ...parts,
    parameters: [torrent, ...parameters],
    errors: {
      INVALID_REQUEST: 'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "x"',
      NOT_FOUND: null,
      ...errors,
    },
  });

/** `GET /api/v1/torrents/{info_hash}` */
export const showDetail = onTorrent("getTorrent", "Get a torrent", {
  description: "Returns everything known about a torrent.",
  parameters: [
    query("files_offset", t.count("Files to skip.", { default: 0, maximum: Number.MAX_SAFE_INTEGER })),
    query("files_limit", t.count("Files to list.", { default: FILE_PAGE.default, maximum: FILE_PAGE.max })),
  ],
  answer: json("The torrent.", "TorrentDetails"),
});

const change = (id: string, summary: string, description: string) =>
  onTorrent(id, summary, {
    description: `${description} Repeating the call changes nothing.`,
    answer: json("The torrent as it is now.", "TorrentChange"),
  });

/** `POST /api/v1/torrents/{info_hash}/flag` */
export const flagDetail = change(
  "flagTorrent",
  "Flag a torrent",
  "Stops offering the torrent at once, until it is unflagged.",
);

/** `POST /api/v1/torrents/{info_hash}/unflag` */
export const unflagDetail = change("unflagTorrent", "Unflag a torrent", "Offers the torrent again.");

/** `DELETE /api/v1/torrents/{info_hash}` */
export const removeDetail = change(
  "removeTorrent",
  "Remove a torrent",
  "Stops offering the torrent for good and deletes its bytes from the database. Files in scan paths stay, but are not offered. Scans and uploads do not bring it back; only `unremove` does.",
);

/** `POST /api/v1/torrents/{info_hash}/unremove` */
export const unremoveDetail = change(
  "unremoveTorrent",
  "Undo a removal",
  "Offers the torrent again if its file is in a scan path; otherwise it is `missing` until the file appears or is uploaded.",
);

/** `GET /api/v1/torrents/{info_hash}/download` */
export const downloadDetail = onTorrent("downloadTorrent", "Download a torrent", {
  description:
    "Returns the .torrent as a user would get it: with `announce_urls` set, made for the user whose passkey is in the header; otherwise as is. Works in any state but withheld, as long as the .torrent can be read.",
  parameters: [
    passkeyHeader,
    header(
      "X-Reseeder-User",
      t.text("The user's id. If present, the hand-out is recorded as theirs.", { maxLength: MAX_IDENTITY }),
    ),
  ],
  answer: file("The .torrent.", "application/x-bittorrent", "Night.Train.S01.torrent"),
  errors: {
    INVALID_REQUEST: "X-Reseeder-Passkey: expected the passkey of the user that downloads the torrent",
    NOT_FOUND: "torrent 1207: its .torrent file is gone",
    WITHHELD: null,
  },
});

/** `GET /api/v1/torrents/{info_hash}/cross-seeds` */
export const crossSeedsDetail = onTorrent("listCrossSeeds", "List cross-seeds of a torrent", {
  description:
    "Finds other torrents with the same content. `pieces_hash`: the same pieces, so the same bytes. `v2_roots`: the same Merkle roots, whatever the file names. `content_signature`: the same paths and lengths, which is a hint but no proof.",
  answer: json("Up to 50, ordered by id.", "CrossSeeds"),
});

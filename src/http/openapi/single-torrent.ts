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
    total_size: t.bytes("Bytes with padding.", 2750000000),
    single_file: t.flag(),
    piece_length: t.bytes(undefined, 4194304),
    piece_count: t.count(undefined, { example: 656 }),
    pieces_hash: t.orNull(t.hex("SHA-1 of `info.pieces`; null for v2, and while the setting `hash_pieces` is off.")),
    content_signature: t.orNull(t.text("SHA-256 of paths and lengths, as Trackarr makes it; null for v2 only.")),
    withheld: t.orNull({
      ...t.object({ reason: t.oneOf(WITHHELD_REASONS), since: t.time() }),
      description: "Why the list of torrents on offer keeps it back; null if it does not.",
    }),
    stored: t.flag("The .torrent is in the database."),
    locations: t.listOf(t.text(undefined, { example: "/srv/torrents/4711.torrent" }), "Where its .torrent files are."),
    files_total: t.count("All its files, padding included.", { example: 2 }),
    files: t.listOf(t.ref("TorrentFile")),
  }),
  TorrentFile: t.object({
    path: t.text("Path with the root folder.", { example: "Night.Train.S01/S01E01.mkv" }),
    size: t.bytes(undefined, 1400000000),
    pad: t.flag("Padding."),
  }),
  TorrentChange: t.object({ torrent_id, info_hash, name, state, changed: t.flag("False if it was so already.") }),
  CrossSeeds: t.object({
    torrent_id,
    info_hash,
    torrents: t.listOf(t.ref("CrossSeed")),
    total: t.count("How many were found.", { example: 1 }),
    truncated: t.flag("There may be more: too many torrents share file sizes with this one to compare them all."),
  }),
  CrossSeed: t.object({
    ...torrentProperties,
    by: t.listOf(t.oneOf(["pieces_hash", "v2_roots", "content_signature"]), "What shows that the content is the same."),
  }),
};

const onTorrent = (id: string, summary: string, description: string, { parameters = [], errors, ...parts }: Parts) =>
  manage(id, summary, description, {
    ...parts,
    parameters: [torrent, ...parameters],
    errors: {
      INVALID_REQUEST: 'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "x"',
      NOT_FOUND: null,
      ...errors,
    },
  });

/** `GET /api/v1/torrents/{info_hash}` */
export const showDetail = onTorrent("getTorrent", "Get a torrent", "Answers everything that is known of it.", {
  parameters: [
    query("files_offset", t.count("Files to skip.", { default: 0, maximum: Number.MAX_SAFE_INTEGER })),
    query("files_limit", t.count("Files to list.", { default: FILE_PAGE.default, maximum: FILE_PAGE.max })),
  ],
  answer: json("The torrent.", "TorrentDetails"),
});

const change = (id: string, summary: string, description: string) =>
  onTorrent(id, summary, `${description} Doing it again changes nothing.`, {
    answer: json("The torrent as it is now.", "TorrentChange"),
  });

/** `POST /api/v1/torrents/{info_hash}/flag` */
export const flagDetail = change("flagTorrent", "Flag a torrent", "Takes it off offer at once, until it is unflagged.");

/** `POST /api/v1/torrents/{info_hash}/unflag` */
export const unflagDetail = change("unflagTorrent", "Unflag a torrent", "Offers a flagged torrent again.");

/** `DELETE /api/v1/torrents/{info_hash}` */
export const removeDetail = change(
  "removeTorrent",
  "Remove a torrent",
  "Takes it off offer for good and drops its bytes from the database. A file in a scanned folder stays, but is not offered. No scan and no push brings it back, only `unremove`.",
);

/** `POST /api/v1/torrents/{info_hash}/unremove` */
export const unremoveDetail = change(
  "unremoveTorrent",
  "Undo a removal",
  "Offers the torrent again if its file is in a scanned folder; otherwise it is `missing` until the file appears or is pushed.",
);

/** `GET /api/v1/torrents/{info_hash}/download` */
export const downloadDetail = onTorrent(
  "downloadTorrent",
  "Download a torrent",
  "Gives the .torrent as a user would get it: with `announce_urls` set, made for the user whose passkey the header holds; otherwise as it is. Works in any state but withheld, as long as the bytes are there.",
  {
    parameters: [
      passkeyHeader,
      header(
        "X-Reseeder-User",
        t.text("The user's id. If present, the hand-out is recorded as theirs.", { maxLength: MAX_IDENTITY }),
      ),
    ],
    answer: file("The .torrent.", "application/x-bittorrent", "Night.Train.S01.torrent"),
    errors: {
      INVALID_REQUEST: "X-Reseeder-Passkey: expected the passkey of the user whom the torrent is for",
      NOT_FOUND: "torrent 1207: its .torrent lies nowhere any more",
      WITHHELD: null,
    },
  },
);

/** `GET /api/v1/torrents/{info_hash}/cross-seeds` */
export const crossSeedsDetail = onTorrent(
  "listCrossSeeds",
  "List cross-seeds of a torrent",
  "Finds other torrents with the same content. `pieces_hash`: the same pieces of the same length, so the same bytes. `v2_roots`: the same files by their Merkle roots, whatever their names. `content_signature`: the same paths and lengths, which is a hint and no proof.",
  { answer: json("In order of id, at most 50.", "CrossSeeds") },
);

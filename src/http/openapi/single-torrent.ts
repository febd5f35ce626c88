import { MAX_IDENTITY } from "../../core/access/access.ts";
import { FILE_PAGE } from "../../core/api/limits.ts";
import { WITHHELD_REASONS } from "../../core/listing/listed-torrent.ts";
import { file, get, json, manage, post, remove } from "./operation.ts";
import * as t from "./schema.ts";
import { torrentProperties } from "./torrent-lists.ts";

const { torrent_id, info_hash, name, state } = torrentProperties;

const torrentFile = t.named("TorrentFile", {
  path: t.text("Path, including the root folder.", { example: "Night.Train.S01/S01E01.mkv" }),
  size: t.bytes(undefined, 1400000000),
  pad: t.flag("Padding."),
});

const crossSeed = t.named("CrossSeed", {
  ...torrentProperties,
  by: t.listOf(t.oneOf(["pieces_hash", "v2_roots", "content_signature"]), "The evidence."),
});

const changed = json("The torrent as it is now.", "TorrentChange", {
  torrent_id,
  info_hash,
  name,
  state,
  changed: t.flag("False if it already had this state."),
});

export const singleTorrentOperations = manage({
  getTorrent: get("/api/v1/torrents/{info_hash}", "Get a torrent", {
    description: "Returns everything known about a torrent.",
    query: {
      files_offset: t.count("Files to skip.", { default: 0, maximum: Number.MAX_SAFE_INTEGER }),
      files_limit: t.count("Files to list.", { default: FILE_PAGE.default, maximum: FILE_PAGE.max }),
    },
    answer: json("The torrent.", "TorrentDetails", {
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
      locations: t.listOf(
        t.text(undefined, { example: "/srv/torrents/4711.torrent" }),
        "Where its .torrent files are.",
      ),
      files_total: t.count("All files, including padding.", { example: 2 }),
      files: t.listOf(torrentFile),
    }),
  }),
  listCrossSeeds: get("/api/v1/torrents/{info_hash}/cross-seeds", "List cross-seeds of a torrent", {
    description:
      "Finds other torrents with the same content. `pieces_hash`: the same pieces, so the same bytes. `v2_roots`: the same Merkle roots, whatever the file names. `content_signature`: the same paths and lengths, which is a hint but no proof.",
    answer: json("Up to 50, ordered by id.", "CrossSeeds", {
      torrent_id,
      info_hash,
      torrents: t.listOf(crossSeed),
      total: t.count("Number of torrents found.", { example: 1 }),
      truncated: t.flag("There may be more: too many torrents share a file size with this one."),
    }),
  }),
  removeTorrent: remove("/api/v1/torrents/{info_hash}", "Remove a torrent", {
    description:
      "Stops offering the torrent for good and deletes its bytes from the database. Files in scan paths stay, but are not offered. Scans and uploads do not bring it back; only `unremove` does. Repeating the call changes nothing.",
    answer: changed,
  }),
  flagTorrent: post("/api/v1/torrents/{info_hash}/flag", "Flag a torrent", {
    description: "Stops offering the torrent at once, until it is unflagged. Repeating the call changes nothing.",
    answer: changed,
  }),
  unflagTorrent: post("/api/v1/torrents/{info_hash}/unflag", "Unflag a torrent", {
    description: "Offers the torrent again. Repeating the call changes nothing.",
    answer: changed,
  }),
  unremoveTorrent: post("/api/v1/torrents/{info_hash}/unremove", "Undo a removal", {
    description:
      "Offers the torrent again if its file is in a scan path; otherwise it is `missing` until the file appears or is uploaded. Repeating the call changes nothing.",
    answer: changed,
  }),
  downloadTorrent: get("/api/v1/torrents/{info_hash}/download", "Download a torrent", {
    description:
      "Returns the .torrent as a user would get it: with `announce_urls` set, made for the user whose passkey is in the header; otherwise as is. Works in any state but withheld, as long as the .torrent can be read.",
    headers: {
      ...t.passkeyHeader,
      "X-Reseeder-User": t.text("The user's id. If present, the hand-out is recorded as theirs.", {
        maxLength: MAX_IDENTITY,
      }),
    },
    answer: file("The .torrent.", "application/x-bittorrent", "Night.Train.S01.torrent"),
    invalid: "X-Reseeder-Passkey: expected the passkey of the user that downloads the torrent",
    errors: { NOT_FOUND: "torrent 1207: its .torrent file is gone", WITHHELD: null },
  }),
});

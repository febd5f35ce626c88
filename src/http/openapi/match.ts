import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../../core/match/match-request.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { VERSION } from "../../core/version.ts";
import { clients, jsonBody, ok, operations, post } from "./operation.ts";
import * as t from "./schema.ts";

const LIMITS = {
  body: SETTINGS.max_body_bytes.default,
  files: SETTINGS.max_files_per_request.default,
  report: SETTINGS.max_report_bytes.default,
  torrents: SETTINGS.max_torrents_per_response.default,
};

const sender = {
  user_id: t.optional({
    oneOf: [t.text(undefined, { maxLength: MAX_USER_ID, nullable: true }), t.whole()],
    description:
      "For the log; omit it to stay anonymous. It never affects matching, and is used only if `auth` is `none`.",
    example: "12345",
  }),
  passkey: t.optional(
    t.passkey(
      "The user's passkey on the tracker, if the server needs it. Never stored or logged. `X-Reseeder-Passkey` from a trusted proxy takes precedence.",
      { nullable: true },
    ),
  ),
};

const tier = (description: string) => t.oneOf(["name", "size"], description);

const namedFile = t.named("NamedFile", {
  name: t.text("File name. In a path (with `/` or `\\`), the last part counts.", {
    minLength: 1,
    maxLength: MAX_NAME,
    example: "movie.mkv",
  }),
  size: t.bytes(),
});

const coverage = t.named("Coverage", {
  files: t.count("Files of the torrent that the request covers …", { example: 1 }),
  of_files: t.count("… out of this many.", { example: 1 }),
  bytes: t.bytes("Their bytes …"),
  of_bytes: t.bytes("… out of this many."),
});

const matchedFile = t.named("MatchedFile", {
  request_index: t.count("Position in the request's `files`, from 0."),
  path: t.text("Path in the torrent, with its root folder.", { example: "Movie Name/movie.mkv" }),
  match: tier("`size`: the names do not decide; check the pieces."),
});

const matchedTorrent = t.named("MatchedTorrent", {
  torrent_id: t.count("Stable; never given to another torrent.", { example: 42 }),
  external_id: t.externalId,
  info_hash: t.hex("40 digits (v1, hybrid) or 64 (v2 only)."),
  name: t.text(undefined, { example: "Movie Name" }),
  size: t.bytes("Bytes of its files, without padding."),
  coverage,
  seeders: t.orNull(t.count("Null if unknown.")),
  files: t.listOf(matchedFile, "Every pair of a requested file and a file of the torrent that may be the same."),
  files_truncated: t.optional(t.flag("Present and true if `files` is incomplete.")),
  torrent_file: t.text("The .torrent in base64, with the user's announce URLs if `announce_urls` is set.", {
    format: "byte",
    example: "ZDg6YW5ub3VuY2UwOmU=",
  }),
});

const EXCLUDED =
  "Torrents that the client already has. To get the rest of a truncated response, add its torrent ids here and ask again.";
const MIN_SHARE =
  "Minimum share of a torrent's bytes that the files must cover, in percent. The server's setting applies if it is higher.";

/** What both phases take and answer. */
const phase = (number: 1 | 2, file: t.Schema) => ({
  body: jsonBody(
    LIMITS.body,
    t.named(`Phase${number}Request`, {
      ...sender,
      files: t.listOf(file, "At most `max_files_per_request` (see the handshake).", LIMITS.files),
      phase: t.optional(t.integer("Optional: the path says it too.", { enum: [number, null], nullable: true })),
      exclude_torrent_ids: t.optional({
        ...t.orNull(t.listOf(t.count(undefined, { maximum: Number.MAX_SAFE_INTEGER }), EXCLUDED, MAX_EXCLUDED)),
        example: [42, 55],
      }),
      min_share: t.optional(t.number(MIN_SHARE, { minimum: 0, maximum: 100, nullable: true })),
    }),
  ),
  answer: ok("The matches, streamed.", "MatchAnswer", {
    matched_torrents_count: t.count("How many torrents match, before `max_torrents_per_response`.", { example: 1 }),
    truncated: t.flag("More torrents match than this response contains.", { example: false }),
    held_back: t.count(
      "Matches held back by `offer_min_age_days`, `offer_max_seeders`, `min_share` or `hand_outs_per_day`.",
    ),
    match: tier("What was compared."),
    matched_torrents: t.listOf(matchedTorrent, "Sorted by covered share, largest first, then dead torrents first."),
    matched_files_count: t.count("Sum of `coverage.files` over these torrents.", { example: 1 }),
    skipped_torrents: t.count("Matches whose .torrent could not be read."),
    ambiguous_sizes: t.listOf(t.bytes(), "Sizes shared by too many torrents to match on their own."),
  }),
  errors: { TOO_MANY_FILES: null, LIST_STALE: null },
});

export const matchOperations = operations("Match", clients, {
  matchHandshake: post("/match/handshake", "Get the server's limits", {
    description: "Call this first: the limits are settings, and the other operations reject requests that exceed them.",
    body: jsonBody(LIMITS.body, t.named("HandshakeRequest", sender)),
    answer: ok("The current limits.", "Handshake", {
      min_file_size: t.bytes("Omit smaller files. The server does not enforce this.", SETTINGS.min_file_size.default),
      max_files_per_request: t.count(undefined, { example: LIMITS.files }),
      max_torrents_per_response: t.count(undefined, { example: LIMITS.torrents }),
      max_exclude_torrent_ids: t.count("Maximum length of `exclude_torrent_ids`.", { example: MAX_EXCLUDED }),
      max_body_bytes: t.bytes("Maximum size of a request body.", LIMITS.body),
      auth: t.oneOf(SETTINGS.auth.choices, "How the server identifies users."),
      proof: t.oneOf(["off"], "Whether a client must prove that it holds the files."),
      capabilities: t.listOf(
        t.text(undefined, { example: "archive" }),
        "Optional features: `archive` is `GET /archive`. More may be added.",
      ),
      version: t.text("The server's version.", { example: VERSION }),
    }),
    invalid: "body: expected a JSON object, got an array",
  }),
  matchPhase1: post("/match/phase1", "Match by name and size", {
    description:
      "Matches files of the same size whose names are equal after Unicode NFC and case folding, or after the replacements that torrent clients make when writing files.",
    ...phase(1, namedFile),
    invalid: "files[3].name: expected a file name, got nothing",
  }),
  matchPhase2: post("/match/phase2", "Match by size", {
    description: "For renamed files. Names are ignored; the client must check the pieces.",
    ...phase(2, t.named("SizedFile", { size: t.bytes() })),
    invalid: "files[3].size: expected a whole number of bytes, got -1",
  }),
  reportMatches: post("/match/report", "Report verified torrents", {
    description:
      "Accepts any JSON value and stores it before responding. A `Report` updates the statistics; anything else is kept as is, without anything that looks like a secret.",
    body: jsonBody(
      LIMITS.report,
      t.named("Report", {
        ...sender,
        confirmed: t.optional(t.listOf(t.object({ info_hash: t.infoHash(), pieces_verified: t.optional(t.count()) }))),
        rejected: t.optional(t.listOf(t.object({ info_hash: t.infoHash() }))),
      }),
    ),
    answer: ok("Stored.", "Done"),
    invalid: 'body: expected JSON, got "{" (Unexpected EOF)',
  }),
});

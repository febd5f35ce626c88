import { MAX_EXCLUDED, MAX_NAME, MAX_USER_ID } from "../../core/match/match-request.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { VERSION } from "../../core/version.ts";
import { json, jsonBody, operations } from "./operation.ts";
import * as t from "./schema.ts";

const LIMITS = {
  body: SETTINGS.max_body_bytes.default,
  files: SETTINGS.max_files_per_request.default,
  report: SETTINGS.max_report_bytes.default,
  torrents: SETTINGS.max_torrents_per_response.default,
};

const sender = {
  user_id: {
    oneOf: [t.text(undefined, { maxLength: MAX_USER_ID, nullable: true }), t.whole()],
    description:
      "For the log; omit it to stay anonymous. It never affects matching, and is used only if `auth` is `none`.",
    example: "12345",
  },
  passkey: t.passkey(
    "The user's passkey on the tracker, if the server needs it. Never stored or logged. `X-Reseeder-Passkey` from a trusted proxy takes precedence.",
    { nullable: true },
  ),
};

const EXCLUDED =
  "Torrents that the client already has. To get the rest of a truncated response, add its torrent ids here and ask again.";

const phaseRequest = (phase: 1 | 2, file: string) => {
  const files = t.listOf(t.ref(file), "At most `max_files_per_request` (see the handshake).", LIMITS.files);
  const optional = {
    phase: t.integer("Optional: the path says it too.", { enum: [phase, null], nullable: true }),
    exclude_torrent_ids: {
      ...t.orNull(t.listOf(t.count(undefined, { maximum: Number.MAX_SAFE_INTEGER }), EXCLUDED, MAX_EXCLUDED)),
      example: [42, 55],
    },
    min_share: t.number(
      "Minimum share of a torrent's bytes that the files must cover, in percent. The server's setting applies if it is higher.",
      { minimum: 0, maximum: 100, nullable: true },
    ),
  };
  return t.object({ ...sender, files, ...optional }, Object.keys({ ...sender, ...optional }));
};

const tier = (description: string) => t.oneOf(["name", "size"], description);

export const matchSchemas = {
  HandshakeRequest: t.object(sender, "all"),
  Handshake: t.answer({
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
  NamedFile: t.object({
    name: t.text("File name. In a path (with `/` or `\\`), the last part counts.", {
      minLength: 1,
      maxLength: MAX_NAME,
      example: "movie.mkv",
    }),
    size: t.bytes(),
  }),
  SizedFile: t.object({ size: t.bytes() }),
  Phase1Request: phaseRequest(1, "NamedFile"),
  Phase2Request: phaseRequest(2, "SizedFile"),
  MatchAnswer: t.answer({
    matched_torrents_count: t.count("How many torrents match, before `max_torrents_per_response`.", { example: 1 }),
    truncated: t.flag("More torrents match than this response contains.", { example: false }),
    held_back: t.count(
      "Matches held back by `offer_min_age_days`, `offer_max_seeders`, `min_share` or `hand_outs_per_day`.",
    ),
    match: tier("What was compared."),
    matched_torrents: t.listOf(
      t.ref("MatchedTorrent"),
      "Sorted by covered share, largest first, then dead torrents first.",
    ),
    matched_files_count: t.count("Sum of `coverage.files` over these torrents.", { example: 1 }),
    skipped_torrents: t.count("Matches whose .torrent could not be read."),
    ambiguous_sizes: t.listOf(t.bytes(), "Sizes shared by too many torrents to match on their own."),
  }),
  MatchedTorrent: t.object(
    {
      torrent_id: t.count("Stable; never given to another torrent.", { example: 42 }),
      external_id: t.externalId,
      info_hash: t.hex("40 digits (v1, hybrid) or 64 (v2 only)."),
      name: t.text(undefined, { example: "Movie Name" }),
      size: t.bytes("Bytes of its files, without padding."),
      coverage: t.ref("Coverage"),
      seeders: t.orNull(t.count("Null if unknown.")),
      files: t.listOf(
        t.ref("MatchedFile"),
        "Every pair of a requested file and a file of the torrent that may be the same.",
      ),
      files_truncated: t.flag("Present and true if `files` is incomplete."),
      torrent_file: t.text("The .torrent in base64, with the user's announce URLs if `announce_urls` is set.", {
        format: "byte",
        example: "ZDg6YW5ub3VuY2UwOmU=",
      }),
    },
    ["files_truncated"],
  ),
  Coverage: t.object({
    files: t.count("Files of the torrent that the request covers …", { example: 1 }),
    of_files: t.count("… out of this many.", { example: 1 }),
    bytes: t.bytes("Their bytes …"),
    of_bytes: t.bytes("… out of this many."),
  }),
  MatchedFile: t.object({
    request_index: t.count("Position in the request's `files`, from 0."),
    path: t.text("Path in the torrent, with its root folder.", { example: "Movie Name/movie.mkv" }),
    match: tier("`size`: the names do not decide; check the pieces."),
  }),
  Report: t.object(
    {
      ...sender,
      confirmed: t.listOf(t.object({ info_hash: t.infoHash(), pieces_verified: t.count() }, ["pieces_verified"])),
      rejected: t.listOf(t.object({ info_hash: t.infoHash() })),
    },
    "all",
  ),
  Done: t.answer({}),
};

const forClients = operations("Match", "clients");

/** `POST /match/handshake` */
export const handshakeDetail = forClients("matchHandshake", "Get the server's limits", {
  description: "Call this first: the limits are settings, and the other operations reject requests that exceed them.",
  body: jsonBody("HandshakeRequest", LIMITS.body),
  answer: json("The current limits.", "Handshake"),
  errors: { INVALID_REQUEST: "body: expected a JSON object, got an array" },
});

const phase = (number: 1 | 2, summary: string, description: string, invalid: string) =>
  forClients(`matchPhase${number}`, summary, {
    description,
    body: jsonBody(`Phase${number}Request`, LIMITS.body),
    answer: json("The matches, streamed.", "MatchAnswer"),
    errors: { INVALID_REQUEST: invalid, TOO_MANY_FILES: null, LIST_STALE: null },
  });

/** `POST /match/phase1` */
export const phase1Detail = phase(
  1,
  "Match by name and size",
  "Matches files of the same size whose names are equal after Unicode NFC and case folding, or after the replacements that torrent clients make when writing files.",
  "files[3].name: expected a file name, got nothing",
);

/** `POST /match/phase2` */
export const phase2Detail = phase(
  2,
  "Match by size",
  "For renamed files. Names are ignored; the client must check the pieces.",
  "files[3].size: expected a whole number of bytes, got -1",
);

/** `POST /match/report` */
export const reportDetail = forClients("reportMatches", "Report verified torrents", {
  description:
    "Accepts any JSON value and stores it before responding. A `Report` updates the statistics; anything else is kept as is, without anything that looks like a secret.",
  body: jsonBody("Report", LIMITS.report),
  answer: json("Stored.", "Done"),
  errors: { INVALID_REQUEST: 'body: expected JSON, got "{" (Unexpected EOF)' },
});

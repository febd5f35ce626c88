import { MAX_NAMED } from "../../core/api/limits.ts";
import { formatCount } from "../../core/quantity.ts";
import { MAX_COUNT } from "../../core/scrape/swarm-count.ts";
import { MAX_PUSH_BYTES, MAX_PUSHED } from "../../core/scrape/swarm-push.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { header, json, jsonBody, jsonLines, manage, query, streamedBody } from "./operation.ts";
import * as t from "./schema.ts";
import { torrentProperties } from "./torrent-lists.ts";

const { torrent_id, info_hash } = torrentProperties;
const anyHash = t.infoHash("Of v1 or v2; a v2 hash may be cut to 40 digits.");
const peers = () => t.count(undefined, { maximum: MAX_COUNT });
const leechers = t.orNull(peers());
const LARGEST = SETTINGS.max_push_bytes.default;

export const takingInSchemas = {
  PushAnswer: t.object(
    {
      status: t.OK,
      added: t.count("New in the index.", { example: 1 }),
      returned: t.count("Missing before, offered again now."),
      known: t.count("Already in the index."),
      removed: t.count("Removed by an operator earlier: not stored, and not offered until `unremove`."),
      rejected: t.count("Not taken; `torrents` says why."),
      torrents: t.listOf({ oneOf: [t.ref("PushedTorrent"), t.ref("RejectedTorrent")] }, "The rejected ones first."),
      torrents_truncated: t.flag("Present, and true, if `torrents` does not list all."),
    },
    ["torrents_truncated"],
  ),
  PushedTorrent: t.object(
    {
      name: t.text("Name of the file in the archive; `body` for a single .torrent.", { example: "16.torrent" }),
      outcome: t.oneOf(["added", "returned", "known", "removed"]),
      torrent_id,
      info_hash,
      external_id: t.externalId,
      external_id_also_of: t.count("Present if another torrent has the same external_id: its torrent_id."),
    },
    ["external_id_also_of"],
  ),
  RejectedTorrent: t.object({
    name: t.text(undefined, { example: "17.torrent" }),
    outcome: t.oneOf(["rejected"]),
    code: t.text("One of those in docs/compatibility.md or docs/management.md.", { example: "INFO_MISSING" }),
    message: t.text(undefined, { example: "there is no info dictionary" }),
  }),
  ListedTorrent: t.object(
    {
      info_hash: anyHash,
      external_id: t.externalId,
      seeders: t.orNull(peers()),
      leechers,
      added: {
        oneOf: [t.text(undefined, { nullable: true }), t.integer()],
        description: "When the tracker got it: ISO 8601 or Unix time; 0 if it no longer knows, which counts as old.",
      },
    },
    ["external_id", "seeders", "leechers", "added"],
  ),
  ListAnswer: t.object({
    status: t.OK,
    dry_run: t.flag(),
    listed: t.count("Torrents that the list names, each once.", { example: 2 }),
    offered: t.count("Torrents of the index on offer now.", { example: 1 }),
    withheld_new: t.count("Torrents that this list took off offer."),
    withheld_lifted: t.count("Torrents that it put back."),
    withheld: t.count("Torrents of the index that only the list keeps back."),
    unknown: t.count("Listed torrents that were never in the index.", { example: 1 }),
    without_torrent: t.count("Listed torrents whose .torrent is gone."),
    seeders: t.count("Listed torrents with a number of seeders.", { example: 1 }),
    rejected: t.orNull({
      ...t.object({ code: t.text(), message: t.text() }),
      description: "With `dry_run` only: why the list would be rejected.",
    }),
    duration_ms: t.count("Milliseconds.", { example: 4 }),
  }),
  SwarmRequest: t.object({ torrents: t.listOf(t.ref("SwarmCount"), undefined, MAX_PUSHED) }),
  SwarmCount: t.object(
    {
      info_hash: anyHash,
      seeders: peers(),
      leechers,
      seen_at: t.orNull({ ...t.time("When they were counted; now if left out."), pattern: "^(19[7-9]|[2-9]\\d\\d)" }),
    },
    ["leechers", "seen_at"],
  ),
  SwarmAnswer: t.object({
    status: t.OK,
    updated: t.count("Torrents that have the given counts now.", { example: 1 }),
    outdated: t.count("Torrents with a newer count."),
    unknown: t.count("Info-hashes that were never in the index."),
    revived: t.count("Torrents that got their first seeder by it."),
  }),
};

const file = { schema: t.text(undefined, { format: "binary" }) };

/** `POST /api/v1/torrents` */
export const pushDetail = manage(
  "pushTorrents",
  "Put torrents in",
  `Takes one .torrent, a TAR (also in gzip), a ZIP, or lines \`info_hash<TAB>torrent in hexadecimal[<TAB>id]\`; the content decides which, not the content type. In an archive, files named \`*.torrent\` count. Names are only labels.

Each torrent is stored in the database without passkeys and whatever else is not for everybody; its info-hash stays. Sending the same again changes nothing: a torrent of the index stays as it is (\`known\`), a missing one is offered again (\`returned\`), a flagged one stays flagged, and one that an operator removed is not stored (\`removed\`). A bad torrent is named with its reason and stops nothing, unless it comes alone. An archive that breaks off is rejected; what came before is in, and the message says how many.

Everything is on disk when the answer comes. The answer names up to ${formatCount(MAX_NAMED)} torrents.`,
  {
    parameters: [
      header(
        "X-Reseeder-External-Id",
        t.givenId("The tracker's own id of a single .torrent: printable characters without spaces."),
      ),
      query("external_id", t.givenId("The same. In archives, `external_id_pattern` finds ids in the names of files.")),
    ],
    body: streamedBody(
      {
        "application/x-bittorrent": file,
        "application/x-tar": file,
        "application/gzip": file,
        "application/zip": file,
        "text/tab-separated-values": file,
      },
      LARGEST,
    ),
    answer: json("Done; what was rejected is named.", "PushAnswer"),
    errors: {
      INVALID_REQUEST:
        'archive: cut off at byte 1048576 inside "17.torrent", before the end mark of a TAR; put in before that: 16 torrents',
    },
  },
);

const onOff = (description: string) => t.integer(description, { enum: [0, 1], default: 0 });
const LINES = [
  { info_hash: info_hash.example, external_id: "4711", seeders: 0, leechers: 3, added: 1763640000 },
  { info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36" },
  { end: 2 },
];

/** `PUT /api/v1/torrents` */
export const listDetail = manage(
  "putTorrentList",
  "Replace the list of torrents on offer",
  'Takes one line of JSON a torrent (a `ListedTorrent`), and a last line `{"end":N}` with the number of lines before it. What the list does not name is withheld until a complete list names it (setting `unlisted`). Nothing changes if a line is malformed, or if the list is empty, unfinished, or withholds more than 50 torrents and more than 10 % of those on offer at once.',
  {
    parameters: [
      query("dry_run", onOff("1: only say what the list would do.")),
      query("force", onOff("1: take a list that withholds much at once.")),
    ],
    body: streamedBody(jsonLines("ListedTorrent", LINES), LARGEST),
    answer: json("The list is in force; with `dry_run`, what it would do.", "ListAnswer"),
    errors: {
      INVALID_REQUEST: 'line 3: info_hash: expected 40 or 64 hexadecimal digits, got "x"',
      ...{ LIST_UNFINISHED: null, LIST_EMPTY: null, LIST_SHRUNK: null, LIST_OWNED: null, LIST_BUSY: null },
    },
  },
);

/** `POST /api/v1/swarm` */
export const swarmDetail = manage(
  "pushSwarms",
  "Set seeders and leechers",
  `For trackers that know their swarms and need not be scraped; up to ${formatCount(MAX_PUSHED)} torrents a request. A count older than the known one is dropped, one from the future counts as made now. A torrent without seeders that a user confirmed within a week, and that has one now, counts as revived.`,
  {
    body: jsonBody("SwarmRequest", MAX_PUSH_BYTES),
    answer: json("Stored.", "SwarmAnswer"),
    errors: { INVALID_REQUEST: "torrents[3].seeders: expected a whole number from 0 to 2147483647, got -1" },
  },
);

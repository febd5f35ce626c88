import { MAX_NAMED } from "../../core/api/limits.ts";
import { formatCount } from "../../core/quantity.ts";
import { MAX_COUNT } from "../../core/scrape/swarm-count.ts";
import { MAX_PUSH_BYTES, MAX_PUSHED } from "../../core/scrape/swarm-push.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { jsonBody, jsonLines, manage, ok, post, put, streamedBody } from "./operation.ts";
import * as t from "./schema.ts";
import { torrentProperties } from "./torrent-lists.ts";

const { torrent_id, info_hash } = torrentProperties;
const peers = () => t.count(undefined, { maximum: MAX_COUNT });
const leechers = t.optional(t.orNull(peers()));
const LARGEST = SETTINGS.max_push_bytes.default;

const pushedTorrent = t.named("PushedTorrent", {
  name: t.text("Name of the file in the archive; `body` for a single .torrent.", { example: "16.torrent" }),
  outcome: t.oneOf(["added", "returned", "known", "removed"]),
  torrent_id,
  info_hash,
  external_id: t.externalId,
  external_id_also_of: t.optional(t.count("Present if another torrent has the same external_id: its torrent_id.")),
});

const rejectedTorrent = t.named("RejectedTorrent", {
  name: t.text(undefined, { example: "17.torrent" }),
  outcome: t.oneOf(["rejected"]),
  code: t.text("One of those in docs/compatibility.md or docs/management.md.", { example: "INFO_MISSING" }),
  message: t.text(undefined, { example: "the file has no info dictionary" }),
});

const listedTorrent = t.named("ListedTorrent", {
  info_hash: t.anyHash(),
  external_id: t.optional(t.externalId),
  seeders: t.optional(t.orNull(peers())),
  leechers,
  added: t.optional(
    t.givenTime("When it was added to the tracker: ISO 8601 or Unix time; 0 if unknown, which counts as old."),
  ),
});

const swarmCount = t.named("SwarmCount", {
  info_hash: t.anyHash(),
  seeders: peers(),
  leechers,
  seen_at: t.optional(t.orNull({ ...t.time("Time of the count; now if omitted."), pattern: "^(19[7-9]|[2-9]\\d\\d)" })),
});

const PUSHED_TYPES = [
  ...["application/x-bittorrent", "application/x-tar", "application/gzip", "application/zip"],
  "text/tab-separated-values",
];

const onOff = (description: string) => t.integer(description, { enum: [0, 1], default: 0 });
const LINES = [
  { info_hash: info_hash.example, external_id: "4711", seeders: 0, leechers: 3, added: 1763640000 },
  { info_hash: "d2474e86c95b19b8bcfdb92bc12c9d44667cfa36" },
  { end: 2 },
];

export const takingInOperations = manage({
  pushTorrents: post("/api/v1/torrents", "Add torrents", {
    description: `Accepts a single .torrent, a TAR (optionally gzipped), a ZIP, or lines \`info_hash<TAB>torrent in hexadecimal[<TAB>id]\`. The content decides which, not the content type. In archives, files named \`*.torrent\` are read. Names are labels only.

Torrents are stored in the database without passkeys and other private data; the info-hash does not change. An indexed torrent stays as it is (\`known\`), a missing one is offered again (\`returned\`), a flagged one stays flagged, and a removed one is not stored (\`removed\`), so uploading twice is harmless. Invalid torrents are skipped and listed with the reason; a single invalid one is an error. A truncated archive is an error; torrents before the break are added, and the message says how many.

Everything is on disk before the response is sent. It lists up to ${formatCount(MAX_NAMED)} torrents.`,
    headers: {
      "X-Reseeder-External-Id": t.givenId(
        "The tracker's own id of a single .torrent: printable characters, no spaces.",
      ),
    },
    query: { external_id: t.givenId("The same. In archives, ids come from file names by `external_id_pattern`.") },
    body: streamedBody(Object.fromEntries(PUSHED_TYPES.map((type) => [type, t.binary])), LARGEST),
    answer: ok("Added; rejected torrents are listed.", "PushAnswer", {
      added: t.count("New in the index.", { example: 1 }),
      returned: t.count("Missing before, now offered again."),
      known: t.count("Already in the index."),
      removed: t.count("Removed earlier by an operator: not stored, and not offered until `unremove`."),
      rejected: t.count("Rejected; `torrents` says why."),
      torrents: t.listOf({ oneOf: [pushedTorrent, rejectedTorrent] }, "The rejected ones first."),
      torrents_truncated: t.optional(t.flag("Present and true if `torrents` is incomplete.")),
    }),
    invalid:
      'archive: cut off at byte 1048576 inside "17.torrent", before the end mark of a TAR; imported before that: 16 torrents',
  }),
  putTorrentList: put("/api/v1/torrents", "Replace the tracker's list", {
    description:
      'The list says which torrents may be offered. Accepts one line of JSON per torrent (a `ListedTorrent`) and a last line `{"end":N}` with the number of lines before it. Unlisted torrents are withheld until a complete list has them (setting `unlisted`). Nothing changes if a line is malformed, or if the list is empty, incomplete, or would withhold more than 50 torrents and more than 10 % of those offered.',
    query: {
      dry_run: onOff("1: report what the list would do, without doing it."),
      force: onOff("1: accept a list that withholds many torrents at once."),
    },
    body: streamedBody(jsonLines(listedTorrent, LINES), LARGEST),
    answer: ok("The list is in force, or with `dry_run`, what it would do.", "ListAnswer", {
      dry_run: t.flag(),
      listed: t.count("Torrents on the list, without duplicates.", { example: 2 }),
      offered: t.count("Offered torrents in the index.", { example: 1 }),
      withheld_new: t.count("Torrents newly withheld."),
      withheld_lifted: t.count("Torrents offered again."),
      withheld: t.count("Withheld torrents in the index."),
      unknown: t.count("Listed torrents that are not in the index.", { example: 1 }),
      without_torrent: t.count("Listed torrents whose .torrent is missing."),
      seeders: t.count("Listed torrents with a seeder count.", { example: 1 }),
      rejected: t.orNull({
        ...t.object({ code: t.text(), message: t.text() }),
        description: "With `dry_run`: why the list would be rejected.",
      }),
      duration_ms: t.count("Milliseconds.", { example: 4 }),
    }),
    invalid: 'line 3: info_hash: expected 40 or 64 hexadecimal digits, got "x"',
    errors: { LIST_UNFINISHED: null, LIST_EMPTY: null, LIST_SHRUNK: null, LIST_OWNED: null, LIST_BUSY: null },
  }),
  pushSwarms: post("/api/v1/swarm", "Set seeders and leechers", {
    description: `For trackers that report their swarms instead of being scraped; up to ${formatCount(MAX_PUSHED)} torrents per request. Counts older than the known one are dropped; a time in the future counts as now. A dead torrent that a user confirmed within the last week, and that now has a seeder, counts as revived.`,
    body: jsonBody(MAX_PUSH_BYTES, t.named("SwarmRequest", { torrents: t.listOf(swarmCount, undefined, MAX_PUSHED) })),
    answer: ok("Stored.", "SwarmAnswer", {
      updated: t.count("Torrents updated.", { example: 1 }),
      outdated: t.count("Torrents that already have a newer count."),
      unknown: t.count("Info-hashes that are not in the index."),
      revived: t.count("Dead torrents that now have a seeder."),
    }),
    invalid: "torrents[3].seeders: expected a whole number from 0 to 2147483647, got -1",
  }),
});

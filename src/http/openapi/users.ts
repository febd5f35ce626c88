import { MAX_FORGOTTEN } from "../../core/access/forget-request.ts";
import { USER_DATA } from "../../core/access/user-data.ts";
import { MAX_ENTRIES, MAX_FEED, MAX_FORGET_BYTES, MAX_LISTED } from "../../core/api/limits.ts";
import { formatCount } from "../../core/quantity.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { get, IDENTITY, jsonBody, jsonLines, manage, ok, post, remove } from "./operation.ts";
import * as t from "./schema.ts";

const KINDS = USER_DATA.filter((kind) => kind !== "tokens").map((kind) => kind.replace("-", "_"));

const identity = { oneOf: [t.text(undefined, IDENTITY), t.whole()], example: "12345" };

const handedOut = {
  id: t.count("Never given to another line."),
  time: t.time(),
  user: t.orNull(t.text("Null if unknown.")),
  info_hash: t.hex(),
  torrent_id: t.count(),
  external_id: t.externalId,
};

const historyEntry = t.named("HistoryEntry", {
  user_id: identity,
  info_hash: t.anyHash(),
  time: t.optional({
    ...t.givenTime("ISO 8601 (UTC without a zone), or Unix seconds or milliseconds."),
    example: "2021-06-07T08:09:10Z",
  }),
});

const ROW = { id: 7, time: t.TIME, user: "42", info_hash: t.HASH, torrent_id: 1, external_id: "4711" };

const FEED = `Returns up to ${formatCount(MAX_FEED)} lines of JSON with ascending ids: repeat with the last \`id\` until the response is empty. Trimmed and wiped rows are missing.`;

/** Lines behind an id. @param example of a way */
const feed = (name: string, way: t.Schema, example: string) => ({
  query: { after: t.count("The last `id` that was read.", { default: 0, maximum: 999_999_999_999_999 }) },
  answer: {
    description: `The next lines, each a \`${name}\`.`,
    content: jsonLines(t.named(name, { ...handedOut, way }), [{ ...ROW, way: example }]),
  },
  invalid: 'after: expected a line ID, got "x"',
});

export const userOperations = manage({
  addHistory: post("/api/v1/history", "Add download history", {
    description: `Adds to the history that \`GET /archive\` uses: up to ${formatCount(MAX_ENTRIES)} entries in JSON, or any number of lines \`user_id,info_hash[,time]\` as \`text/csv\`, with or without a header. \`user_id\` is the user as access control knows it: the token's name, \`X-Reseeder-User\`, or what the callback returns. Known entries keep the earliest time. Entries whose torrent is not in the index are kept for later.`,
    body: jsonBody(
      SETTINGS.max_body_bytes.default,
      t.named("HistoryRequest", { entries: t.listOf(historyEntry, undefined, MAX_ENTRIES) }),
      {
        "text/csv": { schema: t.text(), example: `user_id,info_hash,time\n12345,${t.HASH},2021-06-07T08:09:10Z\n` },
      },
    ),
    answer: ok("Stored; invalid entries are skipped and listed.", "HistoryAnswer", {
      added: t.count("New entries.", { example: 1 }),
      known: t.count("Known entries."),
      not_indexed: t.count("How many of both have a torrent that is not in the index."),
      rejected_count: t.count(undefined, { example: 1 }),
      rejected: t.listOf(
        t.object({
          index: t.optional(t.count("JSON: index in `entries`.", { example: 1 })),
          line: t.optional(t.count("CSV: line number, from 1.")),
          message: t.text(undefined, { example: 'info_hash: expected 40 or 64 hexadecimal digits, got "x"' }),
        }),
        `At most ${formatCount(MAX_LISTED)} of them.`,
      ),
    }),
    invalid: "entries: expected an array, got nothing",
  }),
  forgetAccess: post("/api/v1/access/forget", "Forget cached users", {
    description: `For the tracker's ban hook with \`auth\` = \`callback\`: asks the tracker again about these users on their next request (with \`tracker\`, about all users). Send one of \`passkeys\`, \`users\` and \`all\`, up to ${formatCount(MAX_FORGOTTEN)} per request.`,
    body: jsonBody(
      MAX_FORGET_BYTES,
      t.called("ForgetRequest", {
        oneOf: [
          t.object({ users: t.listOf(identity, "Ids, as the tracker returns them.", MAX_FORGOTTEN) }),
          t.object({ passkeys: t.listOf(t.passkey(), "Never stored or logged.", MAX_FORGOTTEN) }),
          t.object({ all: { type: "boolean", enum: [true], description: "Everybody." } }),
        ],
      }),
    ),
    answer: ok("Forgotten.", "ForgetAnswer", { forgotten: t.count("Number of passkeys forgotten.") }),
    invalid: "users[0]: expected a user ID, got true",
  }),
  listHandOuts: get("/api/v1/hand-outs", "List hand-outs", {
    description: `Who got which torrent, for sites that count downloads. \`way\` is \`name\` or \`size\` for a match, \`archive\`, \`download\`, or null for old rows. ${FEED}`,
    ...feed("HandOut", t.orNull(t.text(undefined, { enum: ["name", "size", "archive", "download", null] })), "name"),
  }),
  listRevivals: get("/api/v1/revivals", "List revived torrents", {
    description: `For sites that reward reseeding. \`time\` is when the first seeder was counted, \`user\` who had confirmed the torrent before. ${FEED}`,
    ...feed("Revival", t.oneOf(["report"]), "report"),
  }),
  removeUser: remove("/api/v1/users/{user}", "Delete a user's data", {
    description:
      "Deletes the user's rows in logs, reports, hand-outs and history, and the name in revivals. SQLite overwrites deleted data; `reseeder wipe users --user ID` also rewrites the file. Backups are not changed.",
    answer: ok("Deleted, or never there.", "RemovedUser", {
      removed: {
        ...t.object(Object.fromEntries(KINDS.map((kind) => [kind, t.count()]))),
        description: "Rows deleted, by kind.",
      },
    }),
    invalid: "user: expected a user ID",
  }),
});

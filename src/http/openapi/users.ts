import { MAX_FORGOTTEN } from "../../core/access/forget-request.ts";
import { USER_DATA } from "../../core/access/user-data.ts";
import { MAX_ENTRIES, MAX_FEED, MAX_FORGET_BYTES, MAX_LISTED } from "../../core/api/limits.ts";
import { formatCount } from "../../core/quantity.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { json, jsonBody, jsonLines, manage, query } from "./operation.ts";
import * as t from "./schema.ts";
import { IDENTITY, user } from "./user-parameters.ts";

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

export const userSchemas = {
  HistoryRequest: t.object({ entries: t.listOf(t.ref("HistoryEntry"), undefined, MAX_ENTRIES) }),
  HistoryEntry: t.object(
    {
      user_id: identity,
      info_hash: t.anyHash(),
      time: {
        ...t.givenTime("ISO 8601 (UTC without a zone), or Unix seconds or milliseconds."),
        example: "2021-06-07T08:09:10Z",
      },
    },
    ["time"],
  ),
  HistoryAnswer: t.answer({
    added: t.count("New entries.", { example: 1 }),
    known: t.count("Known entries."),
    not_indexed: t.count("How many of both have a torrent that is not in the index."),
    rejected_count: t.count(undefined, { example: 1 }),
    rejected: t.listOf(
      t.object(
        {
          index: t.count("JSON: index in `entries`.", { example: 1 }),
          line: t.count("CSV: line number, from 1."),
          message: t.text(undefined, { example: 'info_hash: expected 40 or 64 hexadecimal digits, got "x"' }),
        },
        ["index", "line"],
      ),
      `At most ${formatCount(MAX_LISTED)} of them.`,
    ),
  }),
  ForgetRequest: {
    oneOf: [
      t.object({ users: t.listOf(identity, "Ids, as the tracker returns them.", MAX_FORGOTTEN) }),
      t.object({ passkeys: t.listOf(t.passkey(), "Never stored or logged.", MAX_FORGOTTEN) }),
      t.object({ all: { type: "boolean", enum: [true], description: "Everybody." } }),
    ],
  },
  ForgetAnswer: t.answer({ forgotten: t.count("Number of passkeys forgotten.") }),
  RemovedUser: t.answer({
    removed: {
      ...t.object(Object.fromEntries(KINDS.map((kind) => [kind, t.count()]))),
      description: "Rows deleted, by kind.",
    },
  }),
  HandOut: t.object({
    ...handedOut,
    way: t.orNull(t.text(undefined, { enum: ["name", "size", "archive", "download", null] })),
  }),
  Revival: t.object({ ...handedOut, way: t.oneOf(["report"]) }),
};

const HASH = handedOut.info_hash.example;

/** `POST /api/v1/history` */
export const historyDetail = manage("addHistory", "Add download history", {
  description: `Adds to the history that \`GET /archive\` uses: up to ${formatCount(MAX_ENTRIES)} entries in JSON, or any number of lines \`user_id,info_hash[,time]\` as \`text/csv\`, with or without a header. \`user_id\` is the user as access control knows it: the token's name, \`X-Reseeder-User\`, or what the callback returns. Known entries keep the earliest time. Entries whose torrent is not in the index are kept for later.`,
  body: jsonBody("HistoryRequest", SETTINGS.max_body_bytes.default, {
    "text/csv": { schema: t.text(), example: `user_id,info_hash,time\n12345,${HASH},2021-06-07T08:09:10Z\n` },
  }),
  answer: json("Stored; invalid entries are skipped and listed.", "HistoryAnswer"),
  errors: { INVALID_REQUEST: "entries: expected an array, got nothing" },
});

/** `POST /api/v1/access/forget` */
export const forgetDetail = manage("forgetAccess", "Forget cached users", {
  description: `For the tracker's ban hook with \`auth\` = \`callback\`: asks the tracker again about these users on their next request (with \`tracker\`, about all users). Send one of \`passkeys\`, \`users\` and \`all\`, up to ${formatCount(MAX_FORGOTTEN)} per request.`,
  body: jsonBody("ForgetRequest", MAX_FORGET_BYTES),
  answer: json("Forgotten.", "ForgetAnswer"),
  errors: { INVALID_REQUEST: "users[0]: expected a user ID, got true" },
});

/** `DELETE /api/v1/users/{user}` */
export const removeUserDetail = manage("removeUser", "Delete a user's data", {
  description:
    "Deletes the user's rows in logs, reports, hand-outs and history, and the name in revivals. SQLite overwrites deleted data; `reseeder wipe users --user ID` also rewrites the file. Backups are not changed.",
  parameters: [user],
  answer: json("Deleted, or never there.", "RemovedUser"),
  errors: { INVALID_REQUEST: "user: expected a user ID" },
});

const ROW = {
  id: 7,
  time: "2026-11-27T12:00:00.000Z",
  user: "42",
  info_hash: HASH,
  torrent_id: 1,
  external_id: "4711",
};
const AFTER = t.count("The last `id` that was read.", { default: 0, maximum: 999_999_999_999_999 });

const feed = (id: string, summary: string, description: string, name: string, way: string) =>
  manage(id, summary, {
    description: `${description} Returns up to ${formatCount(MAX_FEED)} lines of JSON (each a \`${name}\`) with ascending ids: repeat with the last \`id\` until the response is empty. Trimmed and wiped rows are missing.`,
    parameters: [query("after", AFTER)],
    answer: { description: "The next lines.", content: jsonLines(name, [{ ...ROW, way }]) },
    errors: { INVALID_REQUEST: 'after: expected a line ID, got "x"' },
  });

/** `GET /api/v1/hand-outs` */
export const handOutsFeedDetail = feed(
  "listHandOuts",
  "List hand-outs",
  "Who got which torrent, for sites that count downloads. `way` is `name` or `size` for a match, `archive`, `download`, or null for old rows.",
  "HandOut",
  "name",
);

/** `GET /api/v1/revivals` */
export const revivalsFeedDetail = feed(
  "listRevivals",
  "List revived torrents",
  "For sites that reward reseeding. `time` is when the first seeder was counted, `user` who had confirmed the torrent before.",
  "Revival",
  "report",
);

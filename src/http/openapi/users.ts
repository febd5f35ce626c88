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
      info_hash: t.infoHash("Of v1 or v2; a v2 hash may be cut to 40 digits."),
      time: {
        oneOf: [t.text(undefined, { nullable: true }), t.integer()],
        description: "ISO 8601 (UTC if it names no zone), or Unix seconds or milliseconds.",
        example: "2021-06-07T08:09:10Z",
      },
    },
    ["time"],
  ),
  HistoryAnswer: t.object({
    status: t.OK,
    added: t.count("New entries.", { example: 1 }),
    known: t.count("Entries that were already there."),
    not_indexed: t.count("Of both, those whose torrent is not in the index."),
    rejected_count: t.count(undefined, { example: 1 }),
    rejected: t.listOf(
      t.object(
        {
          index: t.count("JSON: position in `entries`, from 0.", { example: 1 }),
          line: t.count("CSV: number of the line, from 1."),
          message: t.text(undefined, { example: 'info_hash: expected 40 or 64 hexadecimal digits, got "x"' }),
        },
        ["index", "line"],
      ),
      `At most ${formatCount(MAX_LISTED)} of them.`,
    ),
  }),
  ForgetRequest: {
    oneOf: [
      t.object({ users: t.listOf(identity, "Ids, as the tracker answers them.", MAX_FORGOTTEN) }),
      t.object({
        passkeys: t.listOf(
          t.text(undefined, { pattern: "^[A-Za-z0-9_-]{8,128}$" }),
          "They are neither stored nor logged.",
          MAX_FORGOTTEN,
        ),
      }),
      t.object({ all: { type: "boolean", enum: [true], description: "Everybody." } }),
    ],
  },
  ForgetAnswer: t.object({ status: t.OK, forgotten: t.count("How many passkeys were remembered.") }),
  RemovedUser: t.object({
    status: t.OK,
    removed: { ...t.object(Object.fromEntries(KINDS.map((kind) => [kind, t.count()]))), description: "Rows by kind." },
  }),
  HandOut: t.object({
    ...handedOut,
    way: t.orNull(t.text(undefined, { enum: ["name", "size", "archive", "download", null] })),
  }),
  Revival: t.object({ ...handedOut, way: t.oneOf(["report"]) }),
};

const HASH = handedOut.info_hash.example;

/** `POST /api/v1/history` */
export const historyDetail = manage(
  "addHistory",
  "Add to what users once downloaded",
  `Adds to the history that \`GET /archive\` is made from: up to ${formatCount(MAX_ENTRIES)} entries in JSON, or lines \`user_id,info_hash[,time]\` as \`text/csv\`, with or without a header, as many as \`max_body_bytes\` lets through. \`user_id\` is the user as access control knows it: the token's name, \`X-Reseeder-User\`, or what the callback answers. Sending the same again changes nothing, and the earliest time stays. Entries of torrents that are not in the index are kept until those come.`,
  {
    body: jsonBody("HistoryRequest", SETTINGS.max_body_bytes.default, {
      "text/csv": { schema: t.text(), example: `user_id,info_hash,time\n12345,${HASH},2021-06-07T08:09:10Z\n` },
    }),
    answer: json("Stored. A bad entry is named and does not keep out the others.", "HistoryAnswer"),
    errors: { INVALID_REQUEST: "entries: expected an array, got nothing" },
  },
);

/** `POST /api/v1/access/forget` */
export const forgetDetail = manage(
  "forgetAccess",
  "Forget who was let in",
  `For the tracker's own hook when it bans somebody, with \`auth\` = \`callback\`: the tracker is asked again about these users with their next request (with \`tracker\`, about everybody). Send one of \`passkeys\`, \`users\` and \`all\`, up to ${formatCount(MAX_FORGOTTEN)} a request.`,
  {
    body: jsonBody("ForgetRequest", MAX_FORGET_BYTES),
    answer: json("Forgotten.", "ForgetAnswer"),
    errors: { INVALID_REQUEST: "users[0]: expected the id of a user, got true" },
  },
);

/** `DELETE /api/v1/users/{user}` */
export const removeUserDetail = manage(
  "removeUser",
  "Delete a user's data",
  "Deletes the rows that name this user from logs, reports, hand-outs and history, and the name from revivals. SQLite overwrites what is deleted; `reseeder wipe users --user ID` rewrites the file as well. Backups keep what they have.",
  {
    parameters: [user],
    answer: json("Nothing names the user any more, or ever did.", "RemovedUser"),
    errors: { INVALID_REQUEST: "user: expected the id of a user" },
  },
);

const ROW = {
  id: 7,
  time: "2026-11-27T12:00:00.000Z",
  user: "42",
  info_hash: HASH,
  torrent_id: 1,
  external_id: "4711",
};
const AFTER = t.count("The `id` of the last line that was read.", { default: 0, maximum: 999_999_999_999_999 });

const feed = (id: string, summary: string, description: string, name: string, way: string) =>
  manage(
    id,
    summary,
    `${description} Answers up to ${formatCount(MAX_FEED)} lines of JSON (each a \`${name}\`) with ascending ids: ask again with the last \`id\` until nothing comes. Rows that were trimmed or wiped are left out.`,
    {
      parameters: [query("after", AFTER)],
      answer: { description: "The lines after that one, if any.", content: jsonLines(name, [{ ...ROW, way }]) },
      errors: { INVALID_REQUEST: 'after: expected the id of a line, got "x"' },
    },
  );

/** `GET /api/v1/hand-outs` */
export const handOutsFeedDetail = feed(
  "listHandOuts",
  "List what went to whom",
  "For a site that counts downloads. `way` is `name` or `size` for a match, `archive`, `download`, or null if it was not noted yet.",
  "HandOut",
  "name",
);

/** `GET /api/v1/revivals` */
export const revivalsFeedDetail = feed(
  "listRevivals",
  "List revived torrents",
  "For a site that rewards those who revive torrents. `time` is when the first seeder was counted, `user` who had confirmed the torrent before.",
  "Revival",
  "report",
);

import { MAX_IDENTITY } from "../../core/access/access.ts";
import { SETTINGS } from "../../core/settings/settings.ts";
import { MAX_ENTRIES, MAX_LISTED } from "./limits.ts";
import { managementErrors, TOKEN } from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const entry = object(
  {
    user_id: { oneOf: [{ type: "string", minLength: 1, maxLength: MAX_IDENTITY }, { type: "integer" }] },
    info_hash: { type: "string", description: "40 or 64 hexadecimal digits; also a v2 hash cut to 40." },
    time: {
      oneOf: [{ type: "string" }, { type: "integer" }],
      nullable: true,
      description: "ISO 8601 (UTC where no zone stands), or Unix seconds or milliseconds.",
    },
  },
  ["user_id", "info_hash"],
);
const hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
const count = { type: "integer", minimum: 0 };

/** `POST /api/v1/history` */
export const historyDetail = {
  tags: ["Management"],
  summary: "Add to what users once downloaded",
  description: `Adds to the history from which \`GET /archive\` is made. In JSON at most ${MAX_ENTRIES} entries; as \`text/csv\` lines \`user_id,info_hash[,time]\`, with a header or without, as many as \`max_body_bytes\` lets through. The same again changes nothing, and the earliest time stays, so a body that broke off is simply sent again. Entries of torrents that are not in the index are kept until those come. \`user_id\` is the user as access control knows him: the name of his token, \`X-Reseeder-User\`, or what the callback answers.`,
  security: TOKEN,
  requestBody: {
    required: true,
    content: {
      ...json(object({ entries: { type: "array", maxItems: MAX_ENTRIES, items: entry } }), {
        entries: [
          { user_id: "12345", info_hash: hash, time: "2021-06-07T08:09:10Z" },
          { user_id: 12346, info_hash: "x" },
        ],
      }).content,
      "text/csv": {
        schema: { type: "string" },
        example: `user_id,info_hash,time\n12345,${hash},2021-06-07T08:09:10Z\n`,
      },
    },
  },
  responses: {
    200: {
      description: `Stored, but for what is rejected: a bad entry keeps no other one out. At most ${MAX_LISTED} of them are named.`,
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          added: { ...count, description: "New entries." },
          known: { ...count, description: "Entries that were there already." },
          not_indexed: { ...count, description: "Of both, those whose torrent is not in the index." },
          rejected_count: count,
          rejected: {
            type: "array",
            items: object(
              {
                index: { ...count, description: "In JSON: place in `entries`, from 0." },
                line: { ...count, description: "In CSV: number of the line, from 1." },
                message: { type: "string" },
              },
              ["message"],
            ),
          },
        }),
        {
          status: "ok",
          added: 1,
          known: 0,
          not_indexed: 1,
          rejected_count: 1,
          rejected: [{ index: 1, message: 'info_hash: expected 40 or 64 hexadecimal digits, got "x"' }],
        },
      ),
    },
    ...managementErrors("entries: expected an array, got nothing", {
      413: failure("The body is larger than the server takes.", [
        "BODY_TOO_LARGE",
        `Maximum ${SETTINGS.max_body_bytes.default} bytes`,
      ]),
    }),
  },
} as unknown as Detail;

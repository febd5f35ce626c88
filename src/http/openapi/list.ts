import { SETTINGS } from "../../core/settings/settings.ts";
import { managementErrors, parameter, TOKEN } from "./management.ts";
import { type Detail, failure, json, object } from "./parts.ts";

const count = (description: string) => ({ type: "integer", minimum: 0, description });
const onOff = { type: "integer", enum: [0, 1], default: 0 };

const EXAMPLE = `{"info_hash":"1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3","external_id":"4711","seeders":0,"leechers":3,"added":1763640000}
{"info_hash":"d2474e86c95b19b8bcfdb92bc12c9d44667cfa36"}
{"end":2}
`;

/** `PUT /api/v1/torrents` */
export const listDetail = {
  tags: ["Management"],
  summary: "The whole list of what may be offered",
  description:
    'Lines of JSON, one a torrent, and a last line `{"end":N}` with the number of lines before it. What the list does not name is withheld until a complete list names it again (setting `unlisted`); a torrent that it names and that is not in the index is decided on when it is put in. A line that is none rejects the whole, and so does a list that is empty, unfinished, or withholds more than 10 % of what is on offer and more than 50 torrents at once: nothing is changed then.',
  security: TOKEN,
  parameters: [
    parameter("dry_run", onOff, "1: say what the list would do, and change nothing."),
    parameter("force", onOff, "1: take a list that withholds much at once."),
  ],
  requestBody: {
    required: true,
    content: { "application/x-ndjson": { schema: { type: "string" }, example: EXAMPLE } },
  },
  responses: {
    200: {
      description: "Taken; with `dry_run`, what it would do.",
      ...json(
        object({
          status: { type: "string", enum: ["ok"] },
          dry_run: { type: "boolean" },
          listed: count("Torrents that the list lets be offered, each once."),
          offered: count("Torrents of the index on offer."),
          withheld_new: count("Torrents that the list took off offer."),
          withheld_lifted: count("Torrents that are offered again."),
          withheld: count("Torrents of the index that nothing but the list keeps back."),
          unknown: count("Listed torrents that were never in the index."),
          without_torrent: count("Listed torrents of the index whose .torrent lies nowhere."),
          seeders: count("Listed torrents with a number of seeders."),
          rejected: {
            ...object({ code: { type: "string" }, message: { type: "string" } }),
            nullable: true,
            description: "Why it would be rejected; only with `dry_run`.",
          },
          duration_ms: count("Milliseconds."),
        }),
        {
          status: "ok",
          dry_run: false,
          listed: 2,
          offered: 1,
          withheld_new: 0,
          withheld_lifted: 0,
          withheld: 0,
          unknown: 1,
          without_torrent: 0,
          seeders: 1,
          rejected: null,
          duration_ms: 4,
        },
      ),
    },
    ...managementErrors('line 3: info_hash: expected 40 or 64 hexadecimal digits, got "x"', {
      409: failure(
        "Nothing was changed.",
        ["LIST_EMPTY", "The list names no torrent that may be offered"],
        ["LIST_SHRUNK", "The list would withhold 312 of 1204 torrents on offer"],
        ["LIST_OWNED", "The list of what may be offered is said by tracker = unit3d"],
      ),
      413: failure("The body is larger than the server takes.", [
        "BODY_TOO_LARGE",
        `Maximum ${SETTINGS.max_push_bytes.default} bytes`,
      ]),
    }),
  },
} as unknown as Detail;

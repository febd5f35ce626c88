import type { Scope } from "../../core/access/access.ts";
import { TORRENT_STATES } from "../../core/api/torrent-state.ts";
import { ACCESS, DATABASE, failure, MANAGED_BODY_WAITS, object, type Schema, SERVER, TIMEOUT } from "./parts.ts";

/** Every management endpoint asks for a token with the scope manage, whatever `auth` says. */
export const TOKEN = [{ token: [] }];

export const HEX40 = "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3";

/** What stands in the path of one torrent. */
export const infoHashParameter: Schema = {
  name: "info_hash",
  in: "path",
  required: true,
  description:
    "An info-hash of 40 (version 1, or version 2 cut to that) or 64 (version 2) hexadecimal digits; a `torrent_id`, as it is or as `id:1207`; or the tracker's own id as `external:4711`, where one torrent alone has it.",
  schema: { type: "string", pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|(id:)?[1-9][0-9]{0,14}|external:.{1,64})$" },
  example: HEX40,
};

/** A parameter of the query. */
export function parameter(name: string, schema: Schema, description: string): Schema {
  return { name, in: "query", required: false, description, schema };
}

/** Errors of an endpoint that asks for a token with a scope. */
export function tokenErrors(scope: Scope) {
  return {
    401: ACCESS[401],
    403: failure("The token is known and has not the scope.", [
      "FORBIDDEN",
      `authorization: this token has no scope ${scope}`,
    ]),
    429: ACCESS[429],
    500: SERVER,
    503: DATABASE,
  };
}

/** Errors of an endpoint of the operator; `more` takes their place or adds to them. */
export function managementErrors(badRequest: string, more: Record<number, unknown> = {}) {
  return {
    400: failure("The request is not understood; the message names the parameter or field and the value.", [
      "INVALID_REQUEST",
      badRequest,
    ]),
    ...tokenErrors("manage"),
    ...(413 in more ? { 408: TIMEOUT, 503: MANAGED_BODY_WAITS } : {}),
    ...more,
  };
}

/** 400 of a path that names no torrent, and 404 of one that was never in the index. */
export const BAD_TORRENT =
  'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "x"';
export const UNKNOWN_TORRENT = failure("No such torrent was ever in the index.", [
  "NOT_FOUND",
  `torrent ${HEX40}: it was never in the index`,
]);

export const state: Schema = {
  type: "string",
  enum: [...TORRENT_STATES],
  description:
    "`offered`; `withheld` by the list of what may be offered; `missing`: its file is gone, and it comes back with it; `flagged` by an operator; `removed` for good.",
};
export const hex: Schema = { type: "string", pattern: "^[0-9a-f]{40}([0-9a-f]{24})?$" };
const orNull = (schema: Schema): Schema => ({ ...schema, nullable: true });
const time: Schema = { type: "string", format: "date-time" };
const count: Schema = { type: "integer", minimum: 0 };

/** One torrent of a list. */
export const torrentProperties: Record<string, Schema> = {
  torrent_id: { type: "integer", description: "Never given to another torrent." },
  info_hash: { ...hex, description: "Version 1 where there is one." },
  info_hash_v1: orNull(hex),
  info_hash_v2: orNull(hex),
  external_id: orNull({ type: "string", description: "The tracker's own id, where it is known." }),
  name: { type: "string" },
  state,
  private: { type: "boolean" },
  size: { ...count, format: "int64", description: "Bytes of its files, without padding." },
  file_count: { ...count, description: "Files that can be matched: no padding, not empty." },
  seeders: orNull({ ...count, description: "At the last count; null where nobody counted." }),
  leechers: orNull(count),
  swarm_seen_at: orNull(time),
  added_at: time,
  matched: { ...count, description: "How often it was in an answer." },
  confirmed: { ...count, description: "How often a report confirmed it." },
};

export const torrent = object(torrentProperties);

export const TORRENT_EXAMPLE = {
  torrent_id: 1207,
  info_hash: HEX40,
  info_hash_v1: HEX40,
  info_hash_v2: null,
  external_id: "4711",
  name: "Night.Train.S01",
  state: "offered",
  private: true,
  size: 2750000000,
  file_count: 2,
  seeders: 0,
  leechers: 3,
  swarm_seen_at: "2026-11-20T16:15:00.000Z",
  added_at: "2026-10-01T08:00:00.000Z",
  matched: 12,
  confirmed: 1,
};

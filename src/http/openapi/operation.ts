import type { DocumentDecoration } from "elysia";
import { MAX_IDENTITY } from "../../core/access/access.ts";
import { type Failures, failures } from "./errors.ts";
import * as t from "./schema.ts";

/** The body of a request. */
interface Body {
  content: t.Content;
  /** Its errors: how large it may be, and whether it waits for room in memory. */
  errors: Failures;
}

/** What an operation has besides its name; tests/http/routes/docs.test.ts holds it to the real answers. */
interface Parts {
  description: string;
  /** Headers and parameters of the query, which may all be left out. Those of the path follow from the path. */
  headers?: Record<string, t.Schema>;
  query?: Record<string, t.Schema>;
  body?: Body;
  answer: t.Answer;
  /** What a malformed request is told, as an example. */
  invalid?: string;
  /** Errors beside those that follow from access, path and body. */
  errors?: Failures;
}

type Method = "get" | "post" | "put" | "delete";

/** An operation. @param summary imperative, without a full stop */
const on = (method: Method) => (path: string, summary: string, parts: Parts) => ({ method, path, summary, ...parts });
export const [get, post, put, remove] = [on("get"), on("post"), on("put"), on("delete")];

/** Who may call operations: the ways to say who asks, and the errors that come of it. */
interface Access {
  security: Record<string, string[]>[];
  errors: Failures;
}

const TURNED_AWAY: Failures = { UNAUTHORIZED: null, FORBIDDEN: null, RATE_LIMITED: null };
const [TOKEN, PROXY] = [{ token: [] }, { proxyUser: [], proxyPasskey: [] }];
export const everybody: Access = { security: [], errors: {} };
/** Who it is may stand in the body as well. */
export const clients: Access = { security: [{}, TOKEN, PROXY], errors: { ...TURNED_AWAY, TRACKER_AWAY: null } };
export const users: Access = { ...clients, security: [TOKEN, PROXY, { passkeyBearer: [] }] };
export const withScope = (scope: "manage" | "metrics"): Access => ({
  security: [TOKEN],
  errors: { ...TURNED_AWAY, FORBIDDEN: `authorization: the token lacks the scope ${scope}` },
});

const ALWAYS: Failures = {
  INVALID_REQUEST: null,
  MISDIRECTED_REQUEST: null,
  SERVER_ERROR: null,
  DATABASE_LOCKED: null,
};

/** What a user's id looks like. */
export const IDENTITY = { minLength: 1, maxLength: MAX_IDENTITY, pattern: "[^ \\t\\r\\n]" };

/** Every parameter of a path, and the errors that come of it. */
const IN_PATH: Readonly<Record<string, { schema: t.Schema; errors: Failures }>> = {
  info_hash: {
    schema: t.text(
      "An info-hash of 40 (v1, or v2 cut to that) or 64 (v2) hexadecimal digits; a `torrent_id`, as it is or as `id:1207`; or the tracker's own id as `external:4711`, if only one torrent has it.",
      {
        pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|(id:)?[1-9][0-9]{0,14}|external:[^\\p{C}\\p{Z}]{1,64})$",
        example: t.HASH,
      },
    ),
    errors: {
      INVALID_REQUEST: 'torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got "x"',
      NOT_FOUND: null,
    },
  },
  user: { schema: t.text("The user's id, as access control knows it.", IDENTITY), errors: {} },
};

/** Describes the operations of one part of the page. @param all by operationId */
export function operations(
  tag: "Server" | "Match" | "Archive" | "Management",
  { security, errors }: Access,
  all: Readonly<Record<string, ReturnType<typeof get>>>,
): { path: string; method: Method; detail: DocumentDecoration }[] {
  return Object.entries(all).map(([operationId, { path, method, summary, description, body, answer, ...more }]) => {
    const inPath = Object.entries(IN_PATH).filter(([name]) => path.includes(`{${name}}`));
    const parameters = [
      ...inPath.map(([name, { schema }]) => ({ ...parameter("path")([name, schema]), required: true })),
      ...Object.entries(more.headers ?? {}).map(parameter("header")),
      ...Object.entries(more.query ?? {}).map(parameter("query")),
    ];
    const ofPath: Failures = Object.assign({}, ...inPath.map(([, { errors }]) => errors));
    const invalid = more.invalid === undefined ? {} : { INVALID_REQUEST: more.invalid };
    const codes = { ...ALWAYS, ...errors, ...ofPath, ...body?.errors, ...invalid, ...more.errors };
    const detail = {
      operationId,
      tags: [tag],
      summary,
      description,
      security,
      ...(parameters.length > 0 ? { parameters } : {}),
      ...(body ? { requestBody: { required: true, content: body.content } } : {}),
      responses: { 200: answer, ...failures(codes) },
    };
    return { path, method, detail };
  });
}

/** What an operator may do, with a token of scope `manage`. */
export const manage = (all: Parameters<typeof operations>[2]) => operations("Management", withScope("manage"), all);

const parameter =
  (where: string) =>
  ([name, { description = "", ...schema }]: [string, t.Schema]): t.Parameter => ({
    name,
    in: where,
    description,
    schema,
  });

/** A body in JSON, held in memory whole. @param limit in bytes */
export function jsonBody(limit: number, schema: t.Schema, more: t.Content = {}): Body {
  const { content, errors } = streamedBody({ "application/json": { schema }, ...more }, limit);
  return { content, errors: { ...errors, REQUEST_TIMEOUT: null, SERVER_BUSY: null } };
}

/** A body that is worked on as it comes. @param limit in bytes */
export function streamedBody(content: t.Content, limit: number): Body {
  return { content, errors: { BODY_TOO_LARGE: `Maximum ${limit} bytes` } };
}

/** An answer in JSON: an object with a name. */
export function json(description: string, name: string, properties: t.Properties): t.Answer {
  return { description, content: { "application/json": { schema: t.named(name, properties) } } };
}

/** The same, of an operation whose answers have a `status`. */
export function ok(description: string, name: string, properties: t.Properties = {}): t.Answer {
  return json(description, name, { status: t.oneOf(["ok"]), ...properties });
}

/** Lines of JSON, each of which is one value of a schema. */
export function jsonLines(schema: t.Schema, examples: readonly object[]): t.Content {
  const example = examples.map((each) => `${JSON.stringify(each)}\n`).join("");
  return { "application/x-ndjson": { schema: t.text(), example, ...{ "x-item-schema": schema } } };
}

/** An answer that is a file. */
export function file(description: string, type: string, fileName: string): t.Answer {
  const schema = t.text(undefined, { example: `attachment; filename="${fileName}"` });
  return { description, headers: { "Content-Disposition": { schema } }, content: { [type]: t.binary } };
}

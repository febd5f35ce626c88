import type { DocumentDecoration } from "elysia";
import { type Failures, failures } from "./errors.ts";
import { type Answer, binary, type Content, type Parameter, ref, type Schema, text } from "./schema.ts";

/** Who may call an operation: everybody, clients as `auth` says, or holders of a token with a scope. */
export type Access = "everybody" | "clients" | "users" | "manage" | "metrics";

const IN_TROUBLE: Failures = {
  INVALID_REQUEST: null,
  MISDIRECTED_REQUEST: null,
  SERVER_ERROR: null,
  DATABASE_LOCKED: null,
};
const WITHOUT_LEAVE: Failures = { UNAUTHORIZED: null, FORBIDDEN: null, RATE_LIMITED: null };

/** What each kind of access means: the ways to say who asks, and the errors that come of it. */
const ACCESS: Readonly<Record<Access, { security: Record<string, string[]>[]; errors: Failures }>> = {
  everybody: { security: [], errors: {} },
  clients: {
    security: [{}, { token: [] }, { proxyUser: [], proxyPasskey: [] }],
    errors: { ...WITHOUT_LEAVE, TRACKER_AWAY: null },
  },
  users: {
    security: [{ token: [] }, { proxyUser: [], proxyPasskey: [] }, { passkeyBearer: [] }],
    errors: { ...WITHOUT_LEAVE, TRACKER_AWAY: null },
  },
  manage: withScope("manage"),
  metrics: withScope("metrics"),
};

function withScope(scope: string) {
  const FORBIDDEN = `authorization: the token lacks the scope ${scope}`;
  return { security: [{ token: [] }], errors: { ...WITHOUT_LEAVE, FORBIDDEN } };
}

/** The body of a request. */
interface Body {
  content: Content;
  /** Its errors: how large it may be, and whether it waits for room in memory. */
  errors: Failures;
}

/** A body in JSON, held in memory whole. @param limit in bytes */
export function jsonBody(name: string, limit: number, more: Content = {}): Body {
  return {
    content: { "application/json": { schema: ref(name) }, ...more },
    errors: { ...tooLarge(limit), REQUEST_TIMEOUT: null, SERVER_BUSY: null },
  };
}

/** A body that is worked on as it comes. @param limit in bytes */
export function streamedBody(content: Content, limit: number): Body {
  return { content, errors: tooLarge(limit) };
}

const tooLarge = (limit: number): Failures => ({ BODY_TOO_LARGE: `Maximum ${limit} bytes` });

/** An answer in JSON. */
export function json(description: string, name: string): Answer {
  return { description, content: { "application/json": { schema: ref(name) } } };
}

/** Lines of JSON, each of which is one value of a schema. */
export function jsonLines(name: string, examples: readonly object[]): Content {
  const example = examples.map((each) => `${JSON.stringify(each)}\n`).join("");
  const lines = { schema: text(), example, "x-item-schema": ref(name) };
  return { "application/x-ndjson": lines };
}

/** An answer that is a file. */
export function file(description: string, type: string, fileName: string): Answer {
  const headers = {
    "Content-Disposition": { schema: text(undefined, { example: `attachment; filename="${fileName}"` }) },
  };
  return { description, headers, content: { [type]: binary } };
}

/** A parameter of the query that may be left out. */
export const query = (name: string, schema: Schema): Parameter => parameter("query", name, schema);
/** A header that may be left out. */
export const header = (name: string, schema: Schema): Parameter => parameter("header", name, schema);
/** A part of the path. */
export const inPath = (name: string, schema: Schema): Parameter => ({
  ...parameter("path", name, schema),
  required: true,
});

function parameter(where: string, name: string, { description, ...schema }: Schema): Parameter {
  return { name, in: where, ...(description === undefined ? {} : { description }), schema };
}

/** What an operation has besides its name. */
export interface Parts {
  description: string;
  parameters?: Parameter[];
  body?: Body;
  answer: Answer;
  /** Errors beside those that follow from access and body. */
  errors?: Failures;
}

/** Describes one operation. @param summary imperative, without a full stop */
export type Describe = (id: string, summary: string, parts: Parts) => DocumentDecoration;

/** Describes the operations of one part of the page; tests/http/routes/docs.test.ts holds them to the real answers. */
export function operations(tag: "Server" | "Match" | "Archive" | "Management", access: Access): Describe {
  const { security, errors: accessErrors } = ACCESS[access];
  return (id, summary, { description, parameters, body, answer, errors }) => ({
    operationId: id,
    tags: [tag],
    summary,
    description,
    security,
    ...(parameters ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: body.content } } : {}),
    responses: { 200: answer, ...failures({ ...IN_TROUBLE, ...accessErrors, ...body?.errors, ...errors }) },
  });
}

/** What an operator may do, with a token of scope `manage`. */
export const manage = operations("Management", "manage");

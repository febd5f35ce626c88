/** A JSON schema as OpenAPI 3.0 has it, as far as ours are made of it. */
export interface Schema {
  type?: string;
  enum?: unknown[];
  oneOf?: Schema[];
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
  example?: unknown;
}

export interface Parameter {
  in: "path" | "query" | "header";
  name: string;
  schema: Schema;
  example?: unknown;
}

/** One endpoint with one verb, as /docs/json describes it. */
export interface Operation {
  method: string;
  /** `/api/v1/torrents/{info_hash}` */
  path: string;
  parameters: Parameter[];
  /** Media type → what a body of it looks like. */
  bodies: { type: string; schema: Schema; example: unknown }[];
  /** Documented statuses → schema of the answer in JSON, null for an answer in anything else. */
  answers: Map<number, Schema | null>;
}

interface Content {
  schema?: Schema;
  example?: unknown;
}

interface Described {
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, Content> };
  responses: Record<string, { content?: Record<string, Content> }>;
}

/** All operations of a document. */
export function operationsOf(document: unknown): Operation[] {
  const { paths } = document as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema = {}, example }]) => {
        return { type, schema, example };
      }),
      answers: new Map(
        Object.entries(responses).map(([status, { content = {} }]) => [
          Number(status),
          content["application/json"]?.schema ?? null,
        ]),
      ),
    })),
  );
}

/** Where a value is not what a schema says; null where it is. */
export function misfit(value: unknown, schema: Schema, at = "body"): string | null {
  if (value === null) return schema.nullable || schema.type === undefined ? null : `${at} is null`;
  if (schema.oneOf) return schema.oneOf.some((each) => misfit(value, each, at) === null) ? null : `${at} fits nothing`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is ${JSON.stringify(value)}`;
  switch (schema.type) {
    case undefined:
      return null;
    case "integer":
      return Number.isSafeInteger(value) ? null : `${at} is no integer`;
    case "array":
      if (!Array.isArray(value)) return `${at} is no array`;
      return first(value.map((item, i) => misfit(item, schema.items ?? {}, `${at}[${i}]`)));
    case "object":
      return misfitObject(value, schema, at);
    default:
      return schema.type === typeof value ? null : `${at} is no ${schema.type}`;
  }
}

function misfitObject(value: unknown, { properties = {}, required = [], additionalProperties }: Schema, at: string) {
  if (typeof value !== "object" || Array.isArray(value)) return `${at} is no object`;
  const missing = required.find((key) => !Object.hasOwn(value as object, key));
  if (missing !== undefined) return `${at}.${missing} is missing`;
  return first(
    Object.entries(value as object).map(([key, member]) => {
      const schema = properties[key] ?? (typeof additionalProperties === "object" ? additionalProperties : undefined);
      return schema ? misfit(member, schema, `${at}.${key}`) : `${at}.${key} is not described`;
    }),
  );
}

function first(found: (string | null)[]): string | null {
  return found.find((each) => each !== null) ?? null;
}

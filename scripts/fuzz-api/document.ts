import { dereferenced, exampleOf, type Schema } from "../../tests/support/openapi-schema.ts";

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
  const { paths } = dereferenced(document) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      bodies: Object.entries(requestBody?.content ?? {}).map(([type, { schema = {}, example }]) => {
        return { type, schema, example: example ?? exampleOf(schema) };
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

import { dereferenced, exampleOf, misfit, type Schema } from "./openapi-schema.ts";
import type { Said, Served } from "./served.ts";

/** The OpenAPI document, loosely typed, with what its references name in their place. */
export async function documentOf(served: Served): Promise<Said> {
  return dereferenced((await served.ask("GET", "/docs/json")).said);
}

/** True when a value has the shape that a schema of the document gives, and nothing else. */
export const fits = (value: unknown, schema: Schema): boolean => misfit(value, schema) === null;

/** What a request or an answer of the document holds in JSON, with the example that follows from its schema. */
export function jsonOf(part: Said): Said {
  const { schema, examples } = part.content["application/json"];
  return { schema, examples, example: exampleOf(schema) };
}

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
  default?: unknown;
  example?: unknown;
}

/**
 * A document with what its references name in their place.
 * @throws Error for a reference to nothing
 */
export function dereferenced(document: unknown): unknown {
  const resolve = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve);
    if (!("$ref" in value)) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
    const path = String(value.$ref).split("/").slice(1);
    const found = path.reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
    if (found === undefined) throw new Error(`${value.$ref} is not there`);
    return resolve(found);
  };
  return resolve(document);
}

/** A value that a schema gives as its example: what is required, and what else has an example of its own. */
export function exampleOf(schema: Schema): unknown {
  const { example, enum: words, oneOf, type, items, properties = {}, required = [] } = schema;
  if (example !== undefined) return example;
  if (words) return words[0];
  if (schema.default !== undefined) return schema.default;
  if (oneOf) return exampleOf(oneOf[0] ?? {});
  if (schema.nullable) return null;
  if (type === "array") return [exampleOf(items ?? {})];
  if (type === "boolean") return false;
  if (type === "integer" || type === "number") return Math.max(0, schema.minimum ?? 0);
  if (type !== "object") return "text";
  const shown = Object.entries(properties).filter(
    ([name, property]) => required.includes(name) || property.example !== undefined,
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property)]));
}

/** Where a value is not what a schema says; null where it is. */
export function misfit(value: unknown, schema: Schema, at = "body"): string | null {
  if (schema.oneOf) return schema.oneOf.some((each) => misfit(value, each, at) === null) ? null : `${at} fits nothing`;
  if (value === null) return schema.nullable || schema.type === undefined ? null : `${at} is null`;
  if (schema.enum && !schema.enum.includes(value)) return `${at} is ${JSON.stringify(value)}`;
  switch (schema.type) {
    case undefined:
      return null;
    case "integer":
      return Number.isSafeInteger(value) && Number(value) >= (schema.minimum ?? Number.NEGATIVE_INFINITY)
        ? null
        : `${at} is no such integer`;
    case "array":
      if (!Array.isArray(value)) return `${at} is no array`;
      return first(value.map((item, i) => misfit(item, schema.items ?? {}, `${at}[${i}]`)));
    case "object":
      return misfitObject(value, schema, at);
    default:
      if (schema.type !== typeof value) return `${at} is no ${schema.type}`;
      return schema.pattern === undefined || new RegExp(schema.pattern, "u").test(String(value))
        ? null
        : `${at} does not match ${schema.pattern}`;
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

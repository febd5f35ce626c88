import type { Said, Served } from "./served.ts";

/** The OpenAPI document, loosely typed. */
export async function documentOf(served: Served): Promise<Said> {
  return (await served.ask("GET", "/docs/json")).said;
}

/** True when a value has the shape that a schema of the document gives: type, required and known properties, items. */
export function fits(value: Said, schema: Said): boolean {
  if (value === null) return schema.nullable === true;
  if (schema.oneOf) return schema.oneOf.some((each: Said) => fits(value, each));
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.type === "integer") return Number.isSafeInteger(value);
  if (schema.type === "array") return Array.isArray(value) && value.every((item) => fits(item, schema.items));
  if (schema.type !== "object") return typeof value === schema.type;
  const known = Object.keys(schema.properties);
  return (
    (schema.required ?? []).every((key: string) => key in value) &&
    Object.entries(value).every(([key, member]) => known.includes(key) && fits(member, schema.properties[key]))
  );
}

/** What a request or an answer of the document holds in JSON. */
export const jsonOf = (part: Said): Said => part.content["application/json"];

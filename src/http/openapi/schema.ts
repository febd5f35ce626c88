import type { DocumentDecoration } from "elysia";
import { PASSKEY } from "../../core/access/access.ts";
import { MAX_EXTERNAL_ID } from "../../core/content/external-id.ts";

type Whole<T> = Exclude<NonNullable<T>, { $ref: string }>;

/** The parts of an OpenAPI 3.0 document as Elysia types them, without references. */
export type Answer = Whole<NonNullable<DocumentDecoration["responses"]>[string]>;
export type Content = NonNullable<Answer["content"]>;
export type Headers = NonNullable<Answer["headers"]>;
export type Parameter = Whole<NonNullable<DocumentDecoration["parameters"]>[number]>;
/** A schema, or a reference to a named one. */
export type AnySchema = NonNullable<Content[string]["schema"]>;
export type Schema = Whole<AnySchema>;
export type Properties = Readonly<Record<string, AnySchema>>;

type Facets = Pick<
  Schema,
  "default" | "enum" | "example" | "format" | "maximum" | "maxLength" | "minimum" | "minLength" | "nullable" | "pattern"
>;

/** A reference to a named schema. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const typed =
  <T extends "boolean" | "integer" | "number" | "string">(type: T) =>
  (description?: string, facets: Facets = {}): Schema & { type: T } => ({
    type,
    ...(description === undefined ? {} : { description }),
    ...facets,
  });

export const text = typed("string");
export const integer = typed("integer");
export const number = typed("number");
export const flag = typed("boolean");

/** A whole number that a double holds exactly. */
export const whole = () => integer(undefined, { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });

/** A whole number from 0. */
export const count = (description?: string, facets: Facets = {}) => integer(description, { minimum: 0, ...facets });

/** A number of bytes. */
export const bytes = (description?: string, example = 4294967296) =>
  count(description, { format: "int64", maximum: Number.MAX_SAFE_INTEGER, example });

/** One of some words. */
export const oneOf = (values: readonly string[], description?: string) => text(description, { enum: [...values] });

/** A point in time, in ISO 8601. */
export const time = (description?: string) =>
  text(description, { format: "date-time", example: "2026-10-01T08:00:00.000Z" });

const HASH = "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3";

/** The hexadecimal digits of an info-hash, or of a digest of the same length. */
export const hex = (description?: string) =>
  text(description, { pattern: "^[0-9a-f]{40}([0-9a-f]{24})?$", example: HASH });

/** An info-hash as it may be sent: in either case. */
export const infoHash = (description = "40 or 64 hexadecimal digits.") =>
  text(description, { pattern: "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$", example: HASH });

/** The same of either version, also cut. */
export const anyHash = () => infoHash("Of v1 or v2; a v2 hash may be cut to 40 digits.");

/** A user's passkey on the tracker. */
export const passkey = (description?: string, facets: Facets = {}) =>
  text(description, { pattern: PASSKEY.source, ...facets });

/** A point in time as it may be sent: in ISO 8601, or as a Unix time. */
export const givenTime = (description: string) => ({
  oneOf: [text(undefined, { nullable: true }), integer()],
  description,
});

/** The content of a file. */
export const binary = { schema: text(undefined, { format: "binary" }) };

/** The same schema, and null. */
export const orNull = <S extends Schema>(schema: S): S => ({ ...schema, nullable: true });

/** A list. */
export const listOf = (items: AnySchema, description?: string, maxItems?: number): Schema => ({
  type: "array",
  ...(description === undefined ? {} : { description }),
  ...(maxItems === undefined ? {} : { maxItems }),
  items,
});

/** An object; every property is required but for those named as optional. */
export function object(properties: Properties, optional: readonly string[] | "all" = []): Schema {
  const required = optional === "all" ? [] : Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: "object", properties: { ...properties }, ...(required.length > 0 ? { required } : {}) };
}

/** An answer that is no error, as its `status` says. */
export const answer = (properties: Properties, optional?: readonly string[]) =>
  object({ status: oneOf(["ok"]), ...properties }, optional);

/** The tracker's own id of a torrent, as it may be sent. */
export const givenId = (description: string) =>
  text(description, { minLength: 1, maxLength: MAX_EXTERNAL_ID, pattern: "^[^\\p{C}\\p{Z}]+$" });

/** The tracker's own id of a torrent. */
export const externalId = orNull(text("The tracker's own id; null if unknown.", { example: "4711" }));

import type { DocumentDecoration } from "elysia";
import { PASSKEY } from "../../core/access/access.ts";
import { MAX_EXTERNAL_ID } from "../../core/content/external-id.ts";

type Whole<T> = Exclude<NonNullable<T>, { $ref: string }>;

/** The parts of an OpenAPI 3.0 document as Elysia types them, without references. */
export type Answer = Whole<NonNullable<DocumentDecoration["responses"]>[string]>;
export type Content = NonNullable<Answer["content"]>;
export type Headers = NonNullable<Answer["headers"]>;
export type Parameter = Whole<NonNullable<DocumentDecoration["parameters"]>[number]>;
export type Schema = Whole<NonNullable<Content[string]["schema"]>>;
export type Properties = Readonly<Record<string, Schema>>;

type Facets = Pick<
  Schema,
  "default" | "enum" | "example" | "format" | "maximum" | "maxLength" | "minimum" | "minLength" | "nullable" | "pattern"
>;

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

/** A time for examples. */
export const TIME = "2026-10-01T08:00:00.000Z";

/** A point in time, in ISO 8601. */
export const time = (description?: string) => text(description, { format: "date-time", example: TIME });

/** An info-hash for examples. */
export const HASH = "1b6bf7aea7cc52c8d4d5c2f1d5a5a8c1e8b7b2c3";

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
export const listOf = (items: Schema, description?: string, maxItems?: number): Schema => ({
  type: "array",
  ...(description === undefined ? {} : { description }),
  ...(maxItems === undefined ? {} : { maxItems }),
  items,
});

const OPTIONAL = Symbol("optional");
const NAME = Symbol("name");

/** A property that may be absent. */
export const optional = <S extends Schema>(schema: S): S => ({ ...schema, [OPTIONAL]: true });

/** A schema with a name of its own, by which the document refers to it. Two with one name are the same. */
export const called = <S extends Schema>(name: string, schema: S): S => ({ ...schema, [NAME]: name });

/** An object; every property is required but for optional ones. */
export function object(properties: Properties): Schema {
  const required = Object.keys(properties).filter((key) => !(OPTIONAL in (properties[key] ?? {})));
  return { type: "object", properties: { ...properties }, ...(required.length > 0 ? { required } : {}) };
}

/** An object with a name. */
export const named = (name: string, properties: Properties) => called(name, object(properties));

/** The same parts of a document with references in place of schemas that have a name, and those. */
export function withReferences(parts: object) {
  const schemas: Record<string, Schema> = {};
  const plain = (part: object) =>
    JSON.parse(
      JSON.stringify(part, (_, value: unknown) => {
        if (typeof value !== "object" || value === null || !(NAME in value)) return value;
        const { [NAME]: name, ...schema } = value;
        schemas[String(name)] ??= plain(schema);
        return { $ref: `#/components/schemas/${name}` };
      }),
    );
  return { parts: plain(parts), schemas };
}

/** The tracker's own id of a torrent, as it may be sent. */
export const givenId = (description: string) =>
  text(description, { minLength: 1, maxLength: MAX_EXTERNAL_ID, pattern: "^[^\\p{C}\\p{Z}]+$" });

/** The tracker's own id of a torrent. */
export const externalId = orNull(text("The tracker's own id; null if unknown.", { example: "4711" }));

/** The header with the passkey of whom torrents are made for. */
export const passkeyHeader = {
  "X-Reseeder-Passkey": text("The user's passkey; needed if `announce_urls` contains {passkey}.", {
    pattern: "^([A-Za-z0-9_-]{8,128})?$",
  }),
};

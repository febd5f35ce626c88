import { ReseederError } from "./errors.ts";
import { redact } from "./redact.ts";

/** What a JSON text from a stranger may hold; `JSON.parse` itself has no limits and takes seconds for a bomb. */
export interface JsonLimits {
  /** Objects and arrays inside each other. */
  depth: number;
  /** Members and elements in all. */
  values: number;
}

/** Depth of a body: what is read lies higher, but an unknown field is ignored with all that is in it. */
export const BODY_DEPTH = 32;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes and parses a JSON text (RFC 8259). A byte order mark is dropped; of members with the same name the last one
 * counts; a `\ud800` without its partner stays in the string.
 * @throws ReseederError `INVALID_REQUEST` that says what is wrong with the body
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits): { value: unknown; text: string } {
  if (bytes.length === 0) throw invalid("body: expected JSON, got nothing");
  checkShape(bytes, limits);
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw invalid("body: expected JSON in UTF-8, got invalid UTF-8");
  }
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^JSON Parse error: /, "") : "";
    // Masked before it is cut: half a passkey looks like none.
    const shown = JSON.stringify(redact(text.slice(0, 400)).slice(0, 40).toWellFormed());
    throw invalid(`body: expected JSON, got ${shown} (${redact(reason).slice(0, 120)})`);
  }
}

const [QUOTE, COMMA, OPEN_ARRAY, BACKSLASH, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
];

function checkShape(bytes: Uint8Array, { depth: maxDepth, values: maxValues }: JsonLimits): void {
  let depth = 0;
  let values = 0;
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i++];
    if (byte === QUOTE) {
      while (i < bytes.length) {
        const inside = bytes[i++];
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) i++;
      }
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      values++;
      if (++depth > maxDepth) throw invalid(`body: nested deeper than ${maxDepth} levels at byte ${i - 1}`);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
    else if (byte === COMMA) values++;
  }
  if (values > maxValues) throw invalid(`body: expected at most ${maxValues} values, got ${values}`);
}

/** A value as an error message shows it: short, on one line. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? value.slice(0, 60).toWellFormed() : String(value);
  if (typeof value !== "string") return text;
  return `${JSON.stringify(text)}${value.length > 60 ? "…" : ""}`;
}

/** An error about the request's body: `files[3].size: expected a whole number of bytes, got -1`. */
export function invalid(message: string): ReseederError {
  return new ReseederError("INVALID_REQUEST", message);
}

/**
 * A value as an object.
 * @param where it stands, for the message
 * @throws ReseederError `INVALID_REQUEST`
 */
export function objectOf(value: unknown, where = "body"): Record<string, unknown> {
  if (isObject(value)) return value;
  throw invalid(`${where}: expected ${where === "body" ? "a JSON" : "an"} object, got ${show(value)}`);
}

/** True for what is `{…}` in JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The array that a body holds under a name.
 * @throws ReseederError `INVALID_REQUEST` where it holds none, or one of more than `max` elements
 */
export function arrayIn(body: unknown, name: string, max: number): unknown[] {
  const list = objectOf(body)[name];
  if (!Array.isArray(list)) throw invalid(`${name}: expected an array, got ${show(list)}`);
  if (list.length > max) throw invalid(`${name}: expected at most ${max}, got ${list.length}`);
  return list;
}

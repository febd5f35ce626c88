import { formatExactBytes, readBytes, readDuration } from "../quantity.ts";
import { readWholeNumber } from "../whole-number.ts";
import type { IntegerSetting, SettingDefinition } from "./setting-definition.ts";

const MIB = 1024 * 1024;
/** Units of size in bytes. */
const SIZES: Readonly<Record<string, number>> = { bytes: 1, MiB: MIB };
/** Units of time in milliseconds, their signs, and an example where the default is 0. */
const TIMES: Readonly<Record<string, { ms: number; sign: string; example: number }>> = {
  milliseconds: { ms: 1, sign: "ms", example: 500 },
  seconds: { ms: 1000, sign: "s", example: 90 },
  minutes: { ms: 60_000, sign: "min", example: 30 },
  hours: { ms: 3_600_000, sign: "h", example: 12 },
  days: { ms: 86_400_000, sign: "d", example: 30 },
};
const SWITCH: Readonly<Record<string, number>> = { true: 1, false: 0, on: 1, off: 0, yes: 1, no: 0 };

/**
 * Reads what somebody wrote for a setting: a plain number in its own unit, or with one (`100 MiB`, `12h`, `true`).
 * @returns null where it makes no sense
 */
export function readValue(definition: SettingDefinition, raw: string): number | string | null {
  const text = raw.trim();
  if (definition.type === "choice") return definition.choices.includes(text) ? text : null;
  if (definition.type === "integer") return readNumber(definition, text.replace(/^(\d+) ?%$/, "$1"));
  const { minLength, maxLength } = definition;
  return text.length < minLength || raw.length > maxLength || raw.includes("\0") ? null : raw;
}

function readNumber(definition: IntegerSetting, text: string): number | null {
  const { min, max, unit = "" } = definition;
  if (/^-?\d+$/.test(text)) return readWholeNumber(text, min, max);
  if (isSwitch(definition)) return SWITCH[text.toLowerCase()] ?? null;
  const value = TIMES[unit]
    ? (readDuration(text) ?? Number.NaN) / TIMES[unit].ms
    : (readBytes(text) ?? Number.NaN) / (SIZES[unit] ?? Number.NaN);
  return Number.isInteger(value) && value >= min && value <= max ? value : null;
}

/** A value as people read and write it: `100 MiB`, `12 h`, `true`; `readValue` reads it back without a loss. */
export function formatValue(definition: SettingDefinition, value: number | string): string {
  if (definition.type !== "integer" || typeof value === "string") return String(value);
  const { unit = "" } = definition;
  if (isSwitch(definition)) return String(value === 1);
  if (SIZES[unit]) return formatExactBytes(value * SIZES[unit]);
  if (TIMES[unit]) return `${value} ${TIMES[unit].sign}`;
  return unit === "percent" ? `${value} %` : String(value);
}

/** Which values a setting takes: `1 KiB to 1 GiB`, `0 to 365 d`, `true or false`. */
export function limitsOf(definition: SettingDefinition): string {
  if (definition.type === "choice") return definition.choices.join(", ");
  if (definition.type === "text") return `${definition.minLength} to ${definition.maxLength} characters`;
  if (isSwitch(definition)) return "true or false";
  return `${limitOf(definition, definition.min)} to ${limitOf(definition, definition.max)}`;
}

/** A limit in the largest unit that it is a whole number of; zero of anything is 0. */
function limitOf(definition: IntegerSetting, value: number): string {
  const { ms } = TIMES[definition.unit ?? ""] ?? { ms: 0 };
  if (value === 0) return "0";
  const largest = Object.values(TIMES).findLast((unit) => ms > 0 && (value * ms) % unit.ms === 0);
  return largest ? `${(value * ms) / largest.ms} ${largest.sign}` : formatValue(definition, value);
}

/** What should stand in place of nonsense, with an example: `whole hours such as 6 h, from 0 to 365 d`. */
export function expectedOf(definition: SettingDefinition): string {
  if (definition.type === "choice") return `one of ${limitsOf(definition)}`;
  if (definition.type !== "integer" || isSwitch(definition)) return limitsOf(definition);
  const { unit = "", default: fallback } = definition;
  const example = fallback === 0 && TIMES[unit] ? TIMES[unit].example : fallback;
  const kind = TIMES[unit] ? `whole ${unit}` : SIZES[unit] ? "a size" : null;
  const such = kind === null ? "a whole number" : `${kind} such as ${formatValue(definition, example)},`;
  return `${such} from ${limitsOf(definition)}`;
}

/** A number that stands for yes or no. */
export function isSwitch({ min, max }: IntegerSetting): boolean {
  return min === 0 && max === 1;
}

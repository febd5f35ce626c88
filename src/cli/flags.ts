import { ReseederError } from "../core/errors.ts";
import { readWholeNumber } from "../core/whole-number.ts";
import { environmentName, type Flag, type Flags, type Values } from "./command.ts";

/**
 * Reads flags strictly: `--name value`, `--name=value`, `-n value`, `--switch`, `--` ends them.
 * @param given arguments after the command's name
 * @returns besides, `ignored`: flags whose variable is set and does not count
 * @throws ReseederError USAGE for an unknown flag, a missing, an empty or a superfluous value
 */
export function parseFlags(
  given: readonly string[],
  args: Flags,
  env: Readonly<Record<string, string | undefined>>,
): { flags: Values; operands: string[]; ignored: string[] } {
  const flags: Values = {};
  const operands: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const argument = given[i] ?? "";
    if (argument === "--") {
      operands.push(...given.slice(i + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-") {
      operands.push(argument);
      continue;
    }
    const [spelled = "", ...rest] = argument.split("=");
    const inline = argument.includes("=") ? rest.join("=") : undefined;
    const name = resolve(spelled, args);
    if (args[name]?.type === "boolean") {
      if (inline !== undefined)
        throw new ReseederError("USAGE", `${spelled} takes no value, got ${JSON.stringify(inline)}`);
      flags[name] = true;
      continue;
    }
    const value = inline ?? bareOf(args[name], given[i + 1]) ?? given[++i];
    if (value === undefined) throw new ReseederError("USAGE", `${spelled} needs a value`);
    if (value === "") throw new ReseederError("USAGE", `${spelled} needs a value, got ""`);
    const checked = value === args[name]?.bare ? value : oneOf(spelled, value, args[name]);
    const before = args[name]?.many ? flags[name] : undefined;
    flags[name] = before === undefined ? checked : `${before}${BETWEEN}${checked}`;
  }
  const ignored = Object.keys(args).filter((name) => {
    return name !== "help" && !args[name]?.variable && flags[name] === undefined && env[environmentName(name)];
  });
  return { flags: { ...fallbacks(args, env), ...flags }, operands, ignored };
}

/** No argument can hold it. */
const BETWEEN = "\0";

/** Every value of a flag that may stand more than once, in their order. */
export function valuesOf(value: string | boolean | undefined): string[] {
  return typeof value === "string" ? value.split(BETWEEN) : [];
}

/** What a flag means that is followed by none of its words; undefined for one that needs a value. */
function bareOf(definition: Flag | undefined, next: string | undefined): string | undefined {
  if (definition?.bare === undefined || definition.type !== "enum") return undefined;
  return next !== undefined && definition.options?.includes(next) ? undefined : definition.bare;
}

function resolve(spelled: string, args: Flags): string {
  const wanted = spelled.replace(/^-{1,2}/, "");
  for (const [name, definition] of Object.entries(args)) {
    if (spelled === `--${name}` || spelled === `-${aliasOf(definition)}`) return name;
  }
  const close = suggest(wanted, Object.keys(args));
  throw new ReseederError("USAGE", `Unknown flag ${spelled}${close ? `; did you mean --${close}?` : ""}`);
}

function aliasOf(definition: Flag): string | undefined {
  return "alias" in definition && typeof definition.alias === "string" ? definition.alias : undefined;
}

function fallbacks(args: Flags, env: Readonly<Record<string, string | undefined>>): Values {
  const values: Values = {};
  for (const [name, definition] of Object.entries(args)) {
    const text = definition.variable && env[environmentName(name)];
    if (text !== undefined && text !== "") {
      values[name] =
        definition.type === "boolean" ? readSwitch(name, text) : oneOf(environmentName(name), text, definition);
    } else if (definition.default !== undefined) {
      values[name] = definition.default as string | boolean;
    }
  }
  return values;
}

/** @throws ReseederError USAGE when the flag takes one of some words and this is none of them */
function oneOf(source: string, text: string, definition: Flag | undefined): string {
  if (definition?.type !== "enum" || !definition.options || definition.options.includes(text)) return text;
  const close = suggest(text, definition.options);
  const expected = `expected ${definition.options.join(", ")}, got ${JSON.stringify(text)}`;
  throw new ReseederError("USAGE", `${source}: ${expected}${close ? `; did you mean ${close}?` : ""}`);
}

/** Whether `--debug` or its variable asks for it, before flags are read or where they cannot be. */
export function asksDebug(given: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  return given.includes("--debug") || ON.test(env[environmentName("debug")] ?? "");
}

const ON = /^(1|true|yes|on)$/i;

function readSwitch(name: string, text: string): boolean {
  if (ON.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw new ReseederError("USAGE", `${environmentName(name)}: expected 1 or 0, got ${JSON.stringify(text)}`);
}

/**
 * Reads a flag that is a whole number.
 * @throws ReseederError USAGE outside `min` to `max`
 */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const value = readWholeNumber(text, min, max);
  if (value !== null) return value;
  throw new ReseederError(
    "USAGE",
    `--${flag}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}`,
  );
}

/** The address of a flag, without the brackets that an IPv6 address has in URLs. */
export function hostFlag(value: string | boolean | undefined): string {
  return String(value).replace(/^\[(.*)\]$/, "$1");
}

/** The known word nearest to a mistyped one, if any is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

/** Letters to put in, to take out, to replace, or to swap with their neighbour. */
function editDistance(a: string, b: string): number {
  let [before, row] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

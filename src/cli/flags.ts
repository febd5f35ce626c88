import { resolve as resolvePath } from "node:path";
import { type ArgDef, type ArgsDef, parseArgs } from "citty";
import { socketPath } from "../core/access/listen-address.ts";
import { ReseederError } from "../core/errors.ts";
import { readWholeNumber } from "../core/whole-number.ts";
import { environmentName, type Flag, type Flags, spelled, type Values } from "./command.ts";

/**
 * Reads flags strictly: `--name value`, `--name=value`, `-n value`, `--switch`, `--` ends them; `-1` is a value. citty's `parseArgs` reads
 * what is left once everything that it would let pass is rejected, and what it does not know of is spelled out for it.
 * @param given arguments after the command's name
 * @returns besides, `ignored`: spellings of flags whose variable is set and does not count
 * @throws ReseederError USAGE for an unknown flag, a missing, an empty or a superfluous value
 */
export function parseFlags<F extends Flags>(
  given: readonly string[],
  args: F,
  env: Readonly<Record<string, string | undefined>>,
): { flags: Values<F>; operands: string[]; ignored: string[] } {
  const { words, lists, operands } = checked(given, args);
  const parsed = parseArgs(words, withVariables(args, env));
  const flags: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const [name, definition] of Object.entries<Flag>(args)) {
    flags[camelCase(name)] = readValue(definition, lists[name], parsed[name]);
    const spelling = spelled(name, definition);
    const isGiven = words.some((word) => word === `--${spelling}` || word.startsWith(`--${name}=`)) || lists[name];
    if (name !== "help" && !definition.variable && !isGiven && env[environmentName(spelling)]) ignored.push(spelling);
  }
  return { flags: flags as Values<F>, operands, ignored };
}

/**
 * The same flags in the one way that citty reads as it was meant: each by its whole name, a value after `=`; apart, those
 * that may be repeated, of which it keeps the last.
 */
function checked(
  given: readonly string[],
  args: Flags,
): { words: string[]; lists: Record<string, string[]>; operands: string[] } {
  const words: string[] = [];
  const lists: Record<string, string[]> = {};
  const operands: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const argument = given[i] ?? "";
    if (argument === "--") {
      operands.push(...given.slice(i + 1));
      break;
    }
    if (!argument.startsWith("-") || argument === "-" || /^-\d/.test(argument)) {
      operands.push(argument);
      continue;
    }
    const [spelling = "", ...rest] = argument.split("=");
    const inline = argument.includes("=") ? rest.join("=") : undefined;
    const [name, definition] = resolve(spelling, args);
    if (definition.type === "boolean") {
      if (inline !== undefined)
        throw new ReseederError("USAGE", `${spelling} takes no value, got ${JSON.stringify(inline)}`);
      words.push(`--${spelled(name, definition)}`);
      continue;
    }
    const value = inline ?? bareOf(definition, given[i + 1]) ?? given[++i];
    if (value === undefined) throw new ReseederError("USAGE", `${spelling} needs a value`);
    if (value === "") throw new ReseederError("USAGE", `${spelling} needs a value, got ""`);
    if (value !== definition.bare) for (const word of wordsOf(definition, value)) oneOf(spelling, word, definition);
    if (definition.many) lists[name] = [...(lists[name] ?? []), value];
    else words.push(`--${name}=${value}`);
  }
  return { words, lists, operands };
}

function readValue(definition: Flag, list: readonly string[] | undefined, parsed: unknown): unknown {
  if (definition.many) return list ?? [];
  if (definition.list) return typeof parsed === "string" ? wordsOf(definition, parsed) : [];
  return parsed ?? (definition.type === "boolean" ? false : undefined);
}

function wordsOf(definition: Flag, text: string): string[] {
  return definition.list ? text.split(",").map((word) => word.trim()) : [text];
}

/** What a flag means that is followed by none of its words; undefined for one that needs a value. */
function bareOf(definition: Flag, next: string | undefined): string | undefined {
  if (definition.bare === undefined || definition.type !== "enum") return undefined;
  return next !== undefined && definition.options?.includes(next) ? undefined : definition.bare;
}

function resolve(spelling: string, args: Flags): [name: string, definition: Flag] {
  const found = Object.entries(args).find(
    ([name, definition]) =>
      spelling === `--${spelled(name, definition)}` || ("alias" in definition && spelling === `-${definition.alias}`),
  );
  if (found) return found;
  const known = Object.entries(args).map(([name, definition]) => spelled(name, definition));
  const close = suggest(spelling.replace(/^-{1,2}/, ""), known);
  throw new ReseederError("USAGE", `Unknown flag ${spelling}${close ? `; did you mean --${close}?` : ""}`);
}

/** citty's definitions, with the value of a variable as the default. */
function withVariables(args: Flags, env: Readonly<Record<string, string | undefined>>): ArgsDef {
  const definitions = Object.entries(args).map(([name, definition]): [string, ArgDef] => {
    const text = definition.variable && env[environmentName(name)];
    if (definition.type === "boolean")
      return [name, text ? { ...definition, default: readSwitch(name, text) } : definition];
    if (text) oneOf(environmentName(name), text, definition);
    // Checked already, and by citty without a suggestion.
    return [name, { type: "string", ...(text ? { default: text } : defaultOf(definition)) }];
  });
  return Object.fromEntries(definitions);
}

function defaultOf(definition: Flag): { default?: string } {
  return typeof definition.default === "string" ? { default: definition.default } : {};
}

/** @throws ReseederError USAGE when the flag takes one of some words and this is none of them */
function oneOf(source: string, text: string, definition: Flag): void {
  const known = definition.list ?? (definition.type === "enum" ? definition.options : undefined);
  if (!known || known.includes(text)) return;
  const close = suggest(text, known);
  const expected = `expected ${definition.list ? "some" : "one"} of ${known.join(", ")}, got ${JSON.stringify(text)}`;
  throw new ReseederError("USAGE", `${source}: ${expected}${close ? `; did you mean ${close}?` : ""}`);
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
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

/**
 * The address of a flag: without the brackets that an IPv6 address has in URLs, and `unix:` with an absolute path.
 * @throws ReseederError USAGE for `unix:` alone
 */
export function hostFlag(value: string, cwd: string): string {
  const path = socketPath(value);
  if (path === "") throw new ReseederError("USAGE", '--host: expected a path after unix:, got "unix:"');
  return path === null ? value.replace(/^\[(.*)\]$/, "$1") : `unix:${resolvePath(cwd, path)}`;
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

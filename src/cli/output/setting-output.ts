import { ReseederError } from "../../core/errors.ts";
import { displayText } from "../../core/path-bytes.ts";
import type { SettingDefinition } from "../../core/settings/setting-definition.ts";
import { isSwitch, limitsOf } from "../../core/settings/setting-value.ts";
import { formatSetting, isSettingKey, SETTING_KEYS, SETTINGS, type SettingKey } from "../../core/settings/settings.ts";
import type { SettingState } from "../../work/settings/setting-states.ts";
import { suggest } from "../flags.ts";
import { type Column, type Columns, textColumn } from "../lists/columns.ts";

/**
 * The setting that a word names.
 * @throws ReseederError USAGE, with the nearest known one
 */
export function settingKey(word: string): SettingKey {
  if (isSettingKey(word)) return word;
  const close = suggest(word, SETTING_KEYS);
  const hint = "See `reseeder settings list`.";
  const message = `Unknown setting ${JSON.stringify(word)}${close ? `; did you mean ${close}?` : ""}`;
  throw new ReseederError("USAGE", message, { hint });
}

/** Settings for people: a line of values and a line of what they mean. */
export function formatSettings(states: readonly SettingState[]): string {
  const blocks = states.map((state) => {
    const { key, value, default: fallback, source, problem, definition } = state;
    const from = source === "default" ? "default" : `database; default ${formatSetting(key, fallback)}`;
    const limits = definition.type === "text" ? "" : ` [${limitsOf(definition)}]`;
    const lines = [`${key} = ${formatSetting(key, value)}  (${from})`, `    ${definition.doc}${limits}`];
    if (problem !== null) lines.push(`    Invalid: ${problem}; ${holds(state)} holds`);
    return `${lines.map(displayText).join("\n")}\n`;
  });
  return blocks.join("");
}

/** The values of settings that have few. */
export const SETTING_WORDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries<SettingDefinition>(SETTINGS).map(([key, definition]) => {
    if (definition.type === "choice") return [key, definition.choices];
    return [key, definition.type === "integer" && isSwitch(definition) ? ["true", "false"] : []];
  }),
);

/** Columns of the same. */
export const SETTING_COLUMNS = {
  key: textColumn(({ key }) => key),
  value: settingColumn(({ value }) => value),
  default: settingColumn(({ default: fallback }) => fallback),
  source: textColumn(({ source }) => source),
  meaning: textColumn(({ definition }) => definition.doc),
} satisfies Columns<SettingState>;

function settingColumn(of: (state: SettingState) => string | number): Column<SettingState> {
  return {
    value: (state) => String(of(state)),
    text: (state) => displayText(formatSetting(state.key, of(state))),
  };
}

/** What takes the place of a value that makes no sense. */
export function holds({ key, value, default: fallback }: SettingState): string {
  return value === fallback ? "the default" : JSON.stringify(formatSetting(key, value));
}

/** One setting as docs/json.md describes it. */
export function settingJson({ key, value, default: fallback, source, problem, definition }: SettingState): unknown {
  const { type, doc } = definition;
  const limits =
    definition.type === "integer"
      ? { min: definition.min, max: definition.max, unit: definition.unit ?? null }
      : definition.type === "choice"
        ? { choices: definition.choices }
        : { max_length: definition.maxLength };
  return { key, value, default: fallback, source, type, ...limits, doc, problem };
}

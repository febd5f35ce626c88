import { ACCESS_SETTINGS } from "./access-settings.ts";
import { BACKUP_SETTINGS } from "./backup-settings.ts";
import { LOG_SETTINGS } from "./log-settings.ts";
import { OFFER_SETTINGS } from "./offer-settings.ts";
import { PAGE_SETTINGS } from "./page-settings.ts";
import { PERSONAL_SETTINGS } from "./personal-settings.ts";
import { REQUEST_SETTINGS } from "./request-settings.ts";
import { SCAN_SETTINGS } from "./scan-settings.ts";
import type { SettingDefinition } from "./setting-definition.ts";
import { expectedOf, formatValue, readValue } from "./setting-value.ts";
import { SWARM_SETTINGS } from "./swarm-settings.ts";
import { TRACKER_SETTINGS } from "./tracker-settings.ts";

export type { ChoiceSetting, IntegerSetting, SettingDefinition, TextSetting } from "./setting-definition.ts";

/**
 * The one table of settings: it feeds the database table, validation, help, the dashboard's form and the docs. The values
 * live in the table `settings` and are read anew on every request (docs/protocol.md, section 1).
 */
export const SETTINGS = {
  ...REQUEST_SETTINGS,
  ...SCAN_SETTINGS,
  ...BACKUP_SETTINGS,
  ...LOG_SETTINGS,
  ...ACCESS_SETTINGS,
  ...PERSONAL_SETTINGS,
  ...SWARM_SETTINGS,
  ...TRACKER_SETTINGS,
  ...OFFER_SETTINGS,
  ...PAGE_SETTINGS,
} as const satisfies Record<string, SettingDefinition>;

export type SettingKey = keyof typeof SETTINGS;

type ValueOf<D> = D extends { type: "integer" }
  ? number
  : D extends { type: "choice"; choices: readonly (infer C)[] }
    ? C
    : string;

/** The value of every setting, typed by its definition. */
export type Settings = { -readonly [K in SettingKey]: ValueOf<(typeof SETTINGS)[K]> };

/** The keys in the order of the table. */
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** True when `key` names a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

/**
 * Reads one value, as it is stored or as somebody writes it: with a unit, or a plain number in the setting's own.
 * @returns the value, or a sentence that says what is wrong with it
 */
export function parseSetting(key: SettingKey, raw: string): { value: number | string } | { problem: string } {
  const value = readValue(SETTINGS[key], raw);
  if (value !== null) return { value };
  return { problem: `${key}: expected ${expectedOf(SETTINGS[key])}, got ${JSON.stringify(raw.slice(0, 80))}` };
}

/** A value for people: `100 MiB`, `12 h`, `true`. */
export function formatSetting(key: SettingKey, value: number | string): string {
  return formatValue(SETTINGS[key], value);
}

/**
 * What a setting is as its row stands: a missing value means the default, a nonsensical or a lost
 * one the default as well, or what is safest where that would open a door.
 * @param isLost its row was there once
 * @returns the value, and what is wrong with the row; null when nothing is
 */
export function settleSetting(
  key: SettingKey,
  raw: string | undefined,
  isLost: boolean,
): { value: number | string; problem: string | null } {
  const definition: SettingDefinition = SETTINGS[key];
  if (raw === undefined && !isLost) return { value: definition.default, problem: null };
  const parsed = raw === undefined ? { problem: `${key}: its row is gone` } : parseSetting(key, raw);
  return "value" in parsed
    ? { value: parsed.value, problem: null }
    : { value: definition.safest ?? definition.default, problem: parsed.problem };
}

/**
 * Settles all settings from stored rows.
 * @param lost keys whose row was there once
 * @returns the settings and a sentence for each value that was not usable
 */
export function resolveSettings(
  stored: ReadonlyMap<string, string>,
  lost: ReadonlySet<string> = new Set(),
): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const entries = SETTING_KEYS.map((key) => {
    const { value, problem } = settleSetting(key, stored.get(key), lost.has(key));
    if (problem !== null) {
      const what = value === SETTINGS[key].default ? "the default " : "";
      problems.push(`${problem}; using ${what}${value === "" ? "none" : formatSetting(key, value)}`);
    }
    return [key, value];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

import { callbackProblem } from "../../core/access/access.ts";
import { parseNetworks } from "../../core/access/networks.ts";
import { commentProblem } from "../../core/personal/personal-settings.ts";
import { scrapeProblem } from "../../core/scrape/scrape-url.ts";
import { SCAN_SETTINGS } from "../../core/settings/scan-settings.ts";
import {
  parseSetting,
  SETTING_KEYS,
  SETTINGS,
  type SettingDefinition,
  type SettingKey,
  settleSetting,
} from "../../core/settings/settings.ts";
import type { Store } from "../../store/store.ts";
import { announceProblem, patternProblem } from "./setting-problems.ts";

/** One setting as it is now. */
export interface SettingState {
  key: SettingKey;
  /** What holds, as `settleSetting` says. */
  value: number | string;
  default: number | string;
  /** Where the value comes from; a row that says what the default says counts as the default. */
  source: "default" | "database";
  /** What is wrong with the stored value; null when nothing is. */
  problem: string | null;
  definition: SettingDefinition;
}

/** All settings in the order of their table. */
export function settingStates(store: Store): SettingState[] {
  const stored = store.settings.stored();
  const lost = store.settings.lost(stored);
  return SETTING_KEYS.map((key) => {
    const definition: SettingDefinition = SETTINGS[key];
    const { value, problem } = settleSetting(key, stored.get(key), lost.has(key));
    const source = value === definition.default ? "default" : "database";
    return { key, value, default: definition.default, source, problem, definition };
  });
}

/**
 * Reads a value that somebody wants a setting to have.
 * @returns the value, or a sentence that says what is wrong with it
 */
export function readSetting(key: SettingKey, raw: string): { value: number | string } | { problem: string } {
  const parsed = parseSetting(key, raw);
  if ("problem" in parsed) return parsed;
  const problem = problemOf(key, String(parsed.value));
  return problem === null ? parsed : { problem: `${key}: ${problem}` };
}

function problemOf(key: SettingKey, value: string): string | null {
  if (key === "trusted_proxies") return parseNetworks(value).problems[0] ?? null;
  if (value.trim() === "") return null;
  if (key === "auth_callback_url") return callbackProblem(value);
  if (key === "announce_urls") return announceProblem(value);
  if (key === "scrape_urls") return scrapeProblem(value);
  if (key === "external_id_pattern") return patternProblem(value);
  return key === "comment_url" ? commentProblem(value.trim()) : null;
}

/** Settings that `serve` needs nothing for, and those that act later, in a sentence for whoever changed one. */
export function whenItHolds(key: SettingKey): string {
  if (key.startsWith("backup_")) return "applies from the next backup";
  if (key in SCAN_SETTINGS) return "applies from the next scan";
  if (key.startsWith("scrape_") || key === "unlisted" || key === "tracker_push") return "applies from the next round";
  return "applies from the next request";
}

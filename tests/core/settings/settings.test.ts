import { expect, test } from "bun:test";
import {
  formatSetting,
  isSettingKey,
  parseSetting,
  resolveSettings,
  SETTING_KEYS,
  SETTINGS,
} from "../../../src/core/settings/settings.ts";

test("the seed's settings with the seed's defaults", () => {
  const { settings, problems } = resolveSettings(new Map());
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    min_file_size: 104_857_600,
    max_files_per_request: 10_000,
    max_torrents_per_response: 500,
    backup_interval_hours: 6,
    backup_keep: 7,
    hash_duplicates_log: 0,
    max_body_bytes: 16 * 1024 * 1024,
  });
  expect(typeof settings.backup_dir).toBe("string");
  for (const key of SETTING_KEYS) expect(parseSetting(key, String(SETTINGS[key].default))).toHaveProperty("value");
});

test("stored values replace defaults, unknown keys are left alone", () => {
  const stored = new Map([
    ["max_files_per_request", " 5 "],
    ["min_file_size", "0"],
    ["backup_dir", "/mnt/backups"],
    ["of_a_later_version", "x"],
  ]);
  const { settings, problems } = resolveSettings(stored);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({ max_files_per_request: 5, min_file_size: 0, backup_dir: "/mnt/backups" });
  expect(settings).not.toHaveProperty("of_a_later_version");
});

test.each([
  ["max_files_per_request", "0"],
  ["max_files_per_request", "-1"],
  ["max_files_per_request", "1.5"],
  ["max_files_per_request", "1e3"],
  ["max_files_per_request", "0x10"],
  ["max_files_per_request", "many"],
  ["max_files_per_request", ""],
  ["max_files_per_request", " "],
  ["max_files_per_request", "NaN"],
  ["max_files_per_request", "99999999999999999999"],
  ["min_file_size", "9007199254740992"],
  ["hash_duplicates_log", "2"],
  ["backup_dir", ""],
  ["backup_dir", "a\0b"],
  ["backup_dir", "x".repeat(4097)],
] as const)("%s = %p falls back to the default and is reported", (key, raw) => {
  const { settings, problems } = resolveSettings(new Map([[key, raw]]));
  expect(settings[key]).toBe(SETTINGS[key].default);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toStartWith(`${key}: expected `);
  expect(problems[0]).toContain(`got ${JSON.stringify(raw.slice(0, 80))}`);
  expect(problems[0]).toEndWith(`using the default ${formatSetting(key, SETTINGS[key].default)}`);
});

test("the ends of a range belong to it", () => {
  for (const key of SETTING_KEYS) {
    const definition = SETTINGS[key];
    if (definition.type !== "integer") continue;
    expect(parseSetting(key, String(definition.min))).toEqual({ value: definition.min });
    expect(parseSetting(key, String(definition.max))).toEqual({ value: definition.max });
    expect(parseSetting(key, String(definition.min - 1))).toHaveProperty("problem");
  }
});

test("knows its own keys and nothing that every object has", () => {
  expect(isSettingKey("backup_keep")).toBe(true);
  expect(isSettingKey("toString")).toBe(false);
});

test("a choice is one of its words; nonsense means what is safest", () => {
  expect(parseSetting("auth", " header ")).toEqual({ value: "header" });
  const { settings, problems } = resolveSettings(new Map([["auth", "None"]]));
  expect(settings.auth).toBe("token");
  expect(problems).toEqual(['auth: expected one of none, token, header, callback, tracker, got "None"; using token']);
  expect(resolveSettings(new Map([["auth_callback_url", ""]]))).toMatchObject({
    settings: { auth_callback_url: "" },
    problems: [],
  });
});

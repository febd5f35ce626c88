import { describe, expect, test } from "bun:test";
import { expectedOf, formatValue, limitsOf, readValue } from "../../../src/core/settings/setting-value.ts";
import { SETTING_KEYS, SETTINGS, type SettingKey } from "../../../src/core/settings/settings.ts";

const MIB = 1024 * 1024;

test.each<[SettingKey, string, number]>([
  ["min_file_size", "50 MiB", 50 * MIB],
  ["min_file_size", "50MB", 50_000_000],
  ["min_file_size", "1.1 gb", 1_100_000_000],
  ["min_file_size", "1.5GiB", 1536 * MIB],
  ["min_file_size", "512 B", 512],
  ["min_file_size", " 7 kB ", 7000],
  ["report_log_keep_mb", "2 GiB", 2048],
  ["report_log_keep_mb", "64", 64],
  ["backup_interval_hours", "12h", 12],
  ["backup_interval_hours", "2 d", 48],
  ["backup_interval_hours", "0", 0],
  ["rescan_interval_minutes", "1.5h", 90],
  ["rescan_interval_minutes", "30 m", 30],
  ["log_retention_days", "4w", 28],
  ["auth_cache_seconds", "90s", 90],
  ["scrape_pause_ms", "1 s", 1000],
  ["min_share", "25 %", 25],
  ["offer_max_seeders", "-1", -1],
  ["hash_pieces", "true", 1],
  ["hash_pieces", "Off", 0],
  ["hash_pieces", "1", 1],
])("%s of %p is %d", (key, text, value) => expect(readValue(SETTINGS[key], text)).toBe(value));

test.each<[SettingKey, string]>([
  ["min_file_size", "12x"],
  ["min_file_size", "0.1 KiB"],
  ["min_file_size", "-1 MiB"],
  ["min_file_size", "12h"],
  ["max_body_bytes", "2 GiB"],
  ["report_log_keep_mb", "1 kB"],
  ["report_log_keep_mb", "1099511627776"],
  ["backup_interval_hours", "90m"],
  ["backup_interval_hours", "12 MiB"],
  ["backup_interval_hours", "9000 h"],
  ["backup_keep", "7 d"],
  ["backup_keep", "7 kB"],
  ["hash_pieces", "2"],
  ["hash_pieces", "tru"],
])("%s does not take %p", (key, text) => expect(readValue(SETTINGS[key], text)).toBeNull());

test.each<[SettingKey, number, string]>([
  ["min_file_size", 100 * MIB, "100 MiB"],
  ["min_file_size", 1536 * MIB, "1536 MiB"],
  ["min_file_size", 50_000_000, "50 MB"],
  ["min_file_size", 104_857_601, "104857601 B"],
  ["min_file_size", 0, "0 B"],
  ["report_log_keep_mb", 1024, "1 GiB"],
  ["backup_interval_hours", 12, "12 h"],
  ["scrape_pause_ms", 500, "500 ms"],
  ["min_share", 5, "5 %"],
  ["web_page", 1, "true"],
  ["request_log_keep", 100_000, "100000"],
])("%s = %d is shown as %p", (key, value, text) => expect(formatValue(SETTINGS[key], value)).toBe(text));

describe.each(SETTING_KEYS)("%s", (key) => {
  const definition = SETTINGS[key];

  test("what is shown is read back as the same value", () => {
    const values = definition.type === "integer" ? [definition.min, definition.default, definition.max] : [];
    for (const value of [...values, definition.default]) {
      expect(readValue(definition, formatValue(definition, value))).toBe(value);
    }
  });
});

test("what is expected is said with an example that is taken", () => {
  expect(expectedOf(SETTINGS.min_file_size)).toBe("a size such as 100 MiB, from 0 to 1 PiB");
  expect(expectedOf(SETTINGS.log_retention_days)).toBe("whole days such as 30 d, from 0 to 36500 d");
  expect(limitsOf(SETTINGS.backup_keep)).toBe("1 to 10000");
  expect(limitsOf(SETTINGS.max_push_bytes)).toBe("1 KiB to 2047 MiB");
  expect(limitsOf(SETTINGS.rescan_interval_minutes)).toBe("0 to 365 d");
  expect(limitsOf(SETTINGS.scrape_pause_ms)).toBe("0 to 10 min");
  expect(limitsOf(SETTINGS.min_share)).toBe("0 to 100 %");
  expect(limitsOf(SETTINGS.offer_max_seeders)).toBe("-1 to 1000000000");
  for (const key of SETTING_KEYS) {
    const example = / such as (.+?),/.exec(expectedOf(SETTINGS[key]))?.[1];
    if (example !== undefined) expect([key, readValue(SETTINGS[key], example)]).not.toEqual([key, null]);
  }
});

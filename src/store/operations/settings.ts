import type { Database } from "bun:sqlite";
import {
  resolveSettings,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type Settings,
} from "../../core/settings/settings.ts";

/** The table `settings`: every key has a row from the start, so that an operator can edit it with one SQL UPDATE. */
export class SettingsTable {
  constructor(private readonly database: Database) {}

  /** The rows as they stand, for those who show or repair them. */
  stored(): Map<string, string> {
    const rows = this.database.query<unknown, []>("SELECT key, value FROM settings").values() as [string, string][];
    return new Map(rows);
  }

  /** The settings as they are now; nonsense in a row falls back to the default and is reported in `problems`. */
  read(): { settings: Settings; problems: string[] } {
    return resolveSettings(this.stored());
  }

  /** Stores a value that `parseSetting` has accepted. */
  write(key: SettingKey, value: number | string): void {
    this.database
      .query("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .run(key, String(value));
  }

  /** True when a setting has no row yet: a new database, or one of an older version. */
  missing(): boolean {
    const sql = "SELECT count(*) AS n FROM settings WHERE key IN (SELECT value FROM json_each(?))";
    const row = this.database.query<{ n: number }, [string]>(sql).get(JSON.stringify(SETTING_KEYS));
    return (row?.n ?? 0) < SETTING_KEYS.length;
  }

  /** Gives every setting that has no row its default. */
  fill(): void {
    const add = this.database.query("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
    for (const key of SETTING_KEYS) add.run(key, String(SETTINGS[key].default));
  }
}

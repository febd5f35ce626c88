import type { Database } from "bun:sqlite";
import {
  resolveSettings,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  type Settings,
} from "../../core/settings/settings.ts";

const NONE: ReadonlySet<string> = new Set();

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
    const stored = this.stored();
    return resolveSettings(stored, this.lost(stored));
  }

  /** Settings whose row was there once and is gone. @param stored as `stored` says */
  lost(stored: ReadonlyMap<string, string>): ReadonlySet<string> {
    if (SETTING_KEYS.every((key) => stored.has(key))) return NONE;
    return new Set([...this.known()].filter((key) => !stored.has(key)));
  }

  /** Stores a value that `parseSetting` has accepted. */
  write(key: SettingKey, value: number | string): void {
    this.database
      .query("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
      .run(key, String(value));
  }

  /** True when a setting has had no row yet: a new database, or one of an older version. */
  missing(): boolean {
    return this.unknown().length > 0;
  }

  /** Gives every setting that has had no row its default. One whose row was lost gets none: that might open a door. */
  fill(): void {
    const add = this.database.query("INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING");
    const note = this.database.query("INSERT INTO setting_keys (key) VALUES (?)");
    for (const key of this.unknown()) {
      add.run(key, String(SETTINGS[key].default));
      note.run(key);
    }
  }

  private known(): Set<string> {
    const rows = this.database.query<unknown, []>("SELECT key FROM setting_keys").values() as [string][];
    return new Set(rows.map(([key]) => key));
  }

  private unknown(): SettingKey[] {
    const known = this.known();
    return SETTING_KEYS.filter((key) => !known.has(key));
  }
}

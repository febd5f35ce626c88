import { integer, type SettingDefinition, text } from "./setting-definition.ts";

/** When and where backups are made. */
export const BACKUP_SETTINGS = {
  backup_interval_hours: integer(6, 0, 8760, "Hours between automatic backups by serve. 0: off.", "hours"),
  backup_dir: text("backups", 4096, "Folder for backups. A relative path is relative to the database's folder."),
  backup_keep: integer(7, 1, 10_000, "How many backups to keep."),
} as const satisfies Record<string, SettingDefinition>;

import { isoTime } from "../../core/iso-time.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { BackupResult } from "../../work/backup/backup.ts";
import type { BackupFile } from "../../work/backup/backup-files.ts";
import { bytesColumn, type Columns, countColumn, textColumn, timeColumn } from "../lists/columns.ts";
import { formatAmount, formatBytes, formatCount, formatDuration } from "./output.ts";

/** What came of a backup, for people. */
export function formatBackup({ file, bytes, torrents, removed, duration_ms }: BackupResult): string {
  const old = removed.length === 0 ? "" : `, removed ${formatCount(removed.length)} older`;
  const made = `${formatBytes(bytes)}, ${formatAmount(torrents, "torrent")}, verified, ${formatDuration(duration_ms)}`;
  return `${displayPath(file)}: ${made}${old}\n`;
}

/** Columns of the backups in a folder. */
export const BACKUP_COLUMNS = {
  file: textColumn(({ path }) => path),
  made: timeColumn(({ at }) => at),
  size: bytesColumn(({ bytes }) => bytes),
  torrents: countColumn(({ torrents }) => torrents),
  problem: textColumn(({ problem }) => problem),
} satisfies Columns<BackupFile>;

/** One backup of a folder as docs/json.md describes it. */
export function backupJson({ path, at, bytes, torrents, lineage, problem }: BackupFile): unknown {
  return { file: displayPath(path), at: isoTime(at), bytes, torrents, lineage, problem };
}

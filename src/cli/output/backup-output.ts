import { isoTime } from "../../core/iso-time.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { BackupResult } from "../../work/backup/backup.ts";
import type { BackupFile } from "../../work/backup/backup-files.ts";
import { formatAmount, formatBytes, formatCount, formatDuration, formatTable, formatTime } from "./output.ts";

/** What came of a backup, for people. */
export function formatBackup({ file, bytes, torrents, removed, duration_ms }: BackupResult): string {
  const old = removed.length === 0 ? "" : `, removed ${formatCount(removed.length)} older`;
  const made = `${formatBytes(bytes)}, ${formatAmount(torrents, "torrent")}, verified, ${formatDuration(duration_ms)}`;
  return `${displayPath(file)}: ${made}${old}\n`;
}

/** The backups in a folder, for people. */
export function formatBackups(files: readonly BackupFile[]): string {
  return formatTable(
    files.map(({ path, at, bytes, torrents, problem }) => [
      displayPath(path),
      formatTime(at),
      problem === null ? formatBytes(bytes) : "",
      problem === null ? `${formatAmount(torrents, "torrent")}` : `unusable: ${problem}`,
    ]),
    "",
  );
}

/** One backup of a folder as docs/json.md describes it. */
export function backupJson({ path, at, bytes, torrents, lineage, problem }: BackupFile): unknown {
  return { file: displayPath(path), at: isoTime(at), bytes, torrents, lineage, problem };
}

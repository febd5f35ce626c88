import index from "./migrations/0001_index.sql" with { type: "text" };
import logs from "./migrations/0002_logs.sql" with { type: "text" };
import operations from "./migrations/0003_operations.sql" with { type: "text" };
import processes from "./migrations/0004_processes.sql" with { type: "text" };
import suspects from "./migrations/0005_suspects.sql" with { type: "text" };
import access from "./migrations/0006_access.sql" with { type: "text" };
import management from "./migrations/0007_management.sql" with { type: "text" };
import leases from "./migrations/0008_leases.sql" with { type: "text" };
import listing from "./migrations/0009_listing.sql" with { type: "text" };
import dismissedErrors from "./migrations/0010_dismissed_errors.sql" with { type: "text" };
import backups from "./migrations/0011_backups.sql" with { type: "text" };
import wipes from "./migrations/0012_wipes.sql" with { type: "text" };
import dailyHandOuts from "./migrations/0013_daily_hand_outs.sql" with { type: "text" };
import accessMemory from "./migrations/0014_access_memory.sql" with { type: "text" };
import handOutWays from "./migrations/0015_hand_out_ways.sql" with { type: "text" };
import furtherNames from "./migrations/0016_further_names.sql" with { type: "text" };
import trackerNotes from "./migrations/0017_tracker_notes.sql" with { type: "text" };
import copies from "./migrations/0018_copies.sql" with { type: "text" };

/** Append only: `PRAGMA user_version` is how many of them a database has seen. */
export const MIGRATIONS: readonly string[] = [
  index,
  logs,
  operations,
  processes,
  suspects,
  access,
  management,
  leases,
  listing,
  dismissedErrors,
  backups,
  wipes,
  dailyHandOuts,
  accessMemory,
  handOutWays,
  furtherNames,
  trackerNotes,
  copies,
];

import matching from "./migrations/0001_matching.sql" with { type: "text" };
import handover from "./migrations/0002_handover.sql" with { type: "text" };

/** Append only: `PRAGMA user_version` is how many of them a state has seen. */
export const CLIENT_MIGRATIONS: readonly string[] = [matching, handover];

import type { Dialect } from "./dsn.ts";
import gazelle from "./statements/gazelle.sql" with { type: "text" };
import gazelleOps from "./statements/gazelle-ops.sql" with { type: "text" };
import nexusphp from "./statements/nexusphp.sql" with { type: "text" };
import nexusphp15 from "./statements/nexusphp-1.5.sql" with { type: "text" };
import torrentpier from "./statements/torrentpier.sql" with { type: "text" };
import trackarr from "./statements/trackarr.sql" with { type: "text" };
import unit3d from "./statements/unit3d.sql" with { type: "text" };

/** What is known of the database of one kind of tracker. */
export interface TrackerKind {
  /** As operators know it. */
  title: string;
  dialect: Dialect;
  /** Its file of statements. */
  queries: string;
  /** What passkeys look like; nothing else is asked for. */
  passkey: RegExp;
  /** An older version, told by columns that it lacks, all of them: a table, and those of the newer one. */
  older?: { kind: Omit<TrackerKind, "older">; table: string; lacks: readonly string[] };
}

const MD5 = /^[0-9a-f]{32}$/i;
const MYSQL = { dialect: "mysql" } as const;

/** The kinds that are known by name; a tracker of one's own takes `tracker` = `sql` and statements of its own. */
export const TRACKER_KINDS = {
  unit3d: { ...MYSQL, title: "UNIT3D", queries: unit3d, passkey: /^[0-9a-z]{32}$/i },
  nexusphp: {
    ...MYSQL,
    title: "NexusPHP",
    queries: nexusphp,
    passkey: MD5,
    older: {
      kind: { ...MYSQL, title: "NexusPHP 1.5", queries: nexusphp15, passkey: MD5 },
      table: "torrents",
      lacks: ["approval_status", "price", "pieces_hash"],
    },
  },
  gazelle: { ...MYSQL, title: "Gazelle", queries: gazelle, passkey: /^[0-9a-z]{32}$/i },
  "gazelle-ops": { ...MYSQL, title: "Gazelle of OPSnet", queries: gazelleOps, passkey: /^[0-9a-z]{32}$/i },
  torrentpier: { ...MYSQL, title: "TorrentPier", queries: torrentpier, passkey: /^[0-9a-z]{10,32}$/i },
  trackarr: {
    title: "Trackarr",
    dialect: "postgres",
    queries: trackarr,
    passkey: /^(?:[0-9a-f]{32}|[0-9a-f]{40})$/i,
  },
} as const satisfies Record<string, TrackerKind>;

export type KnownKind = keyof typeof TRACKER_KINDS;

/** True for a kind whose statements are built in. */
export function isKnownKind(name: string): name is KnownKind {
  return Object.hasOwn(TRACKER_KINDS, name);
}

/** The files of statements that are built in, by the names under which they can be printed. */
export const BUILT_IN_QUERIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(TRACKER_KINDS).map(([name, { queries }]) => [name, queries])),
  "nexusphp-1.5": nexusphp15,
};

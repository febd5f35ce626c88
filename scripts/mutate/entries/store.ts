import type { Mutation } from "../mutation.ts";

const WRITER = ["tests/store/index/index-writer.test.ts"];
const SWARMS = ["tests/store/index/swarms.test.ts"];
const HISTORY = ["tests/store/people/history.test.ts"];
const LEASES = ["tests/store/operations/leases.test.ts"];
const DATABASE = ["tests/store/database/database.test.ts"];
const RESTORED = ["tests/store/database/restored.test.ts"];
const STATE = ["tests/store/client/open-state.test.ts"];

export const STORE: readonly Mutation[] = [
  {
    file: "src/store/database/foreign.ts",
    from: "return UTILITY_TABLES.every((name) => names.has(name));",
    to: "return UTILITY_TABLES.some((name) => names.has(name));",
    tests: DATABASE,
  },
  {
    file: "src/core/service/service-units.ts",
    from: '["RestartPreventExitStatus", "2 10"]',
    to: '["RestartPreventExitStatus", "2"]',
    tests: ["tests/core/service/service-units.test.ts"],
  },
  {
    file: "src/store/index/index-writer.ts",
    from: "const isBack = this.changeState(id, 0, STATE.MISSING) && !this.isRemoved(id);",
    to: "const isBack = this.changeState(id, 0, STATE.MISSING | STATE.REMOVED);",
    tests: ["tests/store/index/index-writer.test.ts"],
  },
  {
    file: "src/store/database/stale-log.ts",
    from: "if (bytes === 0 || !needsNoLog(file)) return;",
    to: "return;",
    tests: ["tests/store/database/stale-log.test.ts"],
  },
  {
    file: "src/store/database/stale-log.ts",
    from: "if (own === null) closeSync(descriptor);",
    to: "closeSync(descriptor);",
    tests: ["tests/store/database/exclusive.test.ts"],
  },
  {
    file: "src/store/database/migrations.ts",
    from: "  backups,\n  wipes,",
    to: "  wipes,",
    tests: ["tests/store/database/upgrade.test.ts"],
  },
  {
    file: "src/store/people/wipes.ts",
    from: "DO UPDATE SET at = max(at, excluded.at)",
    to: "DO UPDATE SET at = excluded.at",
    tests: ["tests/work/requests/request-log.test.ts"],
  },
  {
    file: "src/store/index/index-writer.ts",
    from: 'return { id: this.add(record, externalId), outcome: "added" };',
    to: 'return { id: this.add(record, null), outcome: "added" };',
    tests: WRITER,
  },
  { file: "src/store/index/index-writer.ts", from: "AND external_id_given <= ?3 AND", to: "AND", tests: WRITER },
  {
    file: "src/store/index/index-writer.ts",
    from: "    this.totals.count(row, -1);\n    this.totals.count({ ...row, state }, 1);\n",
    to: "",
    tests: WRITER,
  },
  {
    file: "src/store/index/insert-postings.ts",
    from: "return `INSERT OR IGNORE INTO",
    to: "return `INSERT INTO",
    tests: WRITER,
  },
  {
    file: "src/store/index/index-writer.ts",
    from: "UNION ALL SELECT 1 FROM stored_torrents WHERE torrent_id = ?1 AND is_copy = 0 LIMIT 1",
    to: "LIMIT 1",
    tests: WRITER,
  },
  {
    file: "src/store/index/totals-change.ts",
    from: "return ++this.revision;",
    to: "return this.revision;",
    tests: WRITER,
  },
  {
    file: "src/store/index/locations.ts",
    from: " AND locations.path < unhex(wanted.value || '30')",
    to: "",
    tests: ["tests/store/index/locations.test.ts"],
  },
  {
    file: "src/store/index/swarms.ts",
    from: "seenAt > at && seenAt <= now)) continue;",
    to: "seenAt > at && seenAt < 0)) continue;",
    tests: SWARMS,
  },
  {
    file: "src/store/index/swarms.ts",
    from: "if (!pending || pending.confirmedAt < at - REVIVAL_MS) return [];",
    to: "if (!pending) return [];",
    tests: SWARMS,
  },
  { file: "src/store/index/swarms.ts", from: "WHERE id = ?1 AND seeders = 0", to: "WHERE id = ?1", tests: SWARMS },
  {
    file: "src/store/people/tokens.ts",
    from: "WHERE name = ? AND revoked_at IS NULL",
    to: "WHERE name = ?",
    tests: ["tests/store/people/tokens.test.ts"],
  },
  {
    file: "src/store/people/history.ts",
    from: "FROM history WHERE user_id = ? AND info_hash > ? ORDER BY info_hash LIMIT ?`,",
    to: "FROM history WHERE ? <> '' AND info_hash > ? ORDER BY info_hash LIMIT ?`,",
    tests: HISTORY,
  },
  {
    file: "src/store/people/history.ts",
    from: ".filter(({ id, handed }) => handed === 1 || alsoHanded.has(id))",
    to: "",
    tests: HISTORY,
  },
  { file: "src/store/people/history.ts", from: "source = min(source, ?4)", to: "source = ?4", tests: HISTORY },
  {
    file: "src/store/operations/leases.ts",
    from: "&& held.expiresAt > now && held.expiresAt <= now + 2 * lifeMs",
    to: "&& held.expiresAt < 0",
    tests: LEASES,
  },
  { file: "src/store/operations/leases.ts", from: " && held.expiresAt <= now + 2 * lifeMs", to: "", tests: LEASES },
  {
    file: "src/store/database/database.ts",
    from: "if (identity !== APPLICATION_ID && (objects > 0 || version > 0)) {",
    to: "if (version < 0) {",
    tests: DATABASE,
  },
  {
    file: "src/store/database/database.ts",
    from: "if (version > MIGRATIONS.length) {",
    to: "if (version < 0) {",
    tests: DATABASE,
  },
  {
    file: "src/store/database/database.ts",
    from: `closeSync(openSync(path, "a", 0o600));`,
    to: `closeSync(openSync(path, "a"));`,
    tests: DATABASE,
  },
  {
    file: "src/store/database/database.ts",
    from: `database.run("PRAGMA secure_delete = ON");`,
    to: "",
    tests: ["tests/store/database/database.test.ts", "tests/work/wipe/wipe.test.ts"],
  },
  {
    file: "src/store/database/restored.ts",
    from: "(past ? Math.max(here, there ?? 0) : here + UNKNOWN_JUMP)",
    to: "here + (there ?? 0) * 0",
    tests: RESTORED,
  },
  {
    file: "src/store/database/restored.ts",
    from: "revoke.run(revokedAt, hash);",
    to: "void [revokedAt, hash];",
    tests: RESTORED,
  },
  {
    file: "src/store/database/restored.ts",
    from: `  database.run("UPDATE identity SET epoch = lower(hex(randomblob(4)))");\n`,
    to: "",
    tests: RESTORED,
  },
  {
    file: "src/store/database/copy.ts",
    from: `database.exec("BEGIN");`,
    to: "",
    tests: ["tests/store/database/copy.test.ts"],
  },
  {
    file: "src/store/client/open-state.ts",
    from: "mode: 0o700",
    to: "mode: 0o755",
    tests: STATE,
  },
  {
    file: "src/store/client/open-state.ts",
    from: '"a", 0o600',
    to: '"a", 0o644',
    tests: STATE,
  },
  {
    file: "src/store/client/open-state.ts",
    from: "objects > 0 || version > 0",
    to: "objects > 0",
    tests: STATE,
  },
  {
    file: "src/store/client/open-state.ts",
    from: "version > known",
    to: "version < 0",
    tests: STATE,
  },
  {
    file: "src/store/client/open-state.ts",
    from: "let version = checkHeader(database, path);",
    to: "let version = readHeader(database).version;",
    tests: STATE,
  },
  {
    file: "src/store/database/database.ts",
    from: 'return database.transaction(() => ({\n    version: pragma(database, "user_version"),',
    to: 'return ((read: () => DatabaseHeader) => read)(() => ({\n    version: pragma(database, "user_version"),',
    tests: DATABASE,
  },
  {
    file: "src/store/operations/leases.ts",
    from: "held.token !== token && ",
    to: "",
    tests: ["tests/store/operations/leases.test.ts"],
  },
  {
    file: "src/store/operations/leases.ts",
    from: '"UPDATE leases SET run_id = ? WHERE name = ? AND token = ?").run(runId, name, token)',
    to: '"UPDATE leases SET run_id = ? WHERE name = ?").run(runId, name)',
    tests: ["tests/store/operations/leases.test.ts"],
  },
  {
    file: "src/store/operations/runs.ts",
    from: " AND status = 'running'\")",
    to: '")',
    tests: ["tests/store/operations/runs.test.ts"],
  },
  {
    file: "src/store/operations/runs.ts",
    from: 'ORDER BY id LIMIT 1";',
    to: 'ORDER BY id DESC LIMIT 1";',
    tests: ["tests/store/operations/runs.test.ts"],
  },
  {
    file: "src/store/operations/processes.ts",
    from: '"kind = ? AND host = ? AND pid = ? AND started_at = ?"',
    to: '"kind = ? AND host = ? AND pid = ? AND started_at >= ?"',
    tests: ["tests/store/operations/processes.test.ts"],
  },
  {
    file: "src/store/operations/settings.ts",
    from: "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
    to: "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    tests: ["tests/store/operations/settings.test.ts"],
  },
  {
    file: "src/store/operations/backup-numbers.ts",
    from: 'this.database.run("DELETE FROM backups");',
    to: "",
    tests: ["tests/store/operations/backup-numbers.test.ts"],
  },
];

import type { Connector } from "./connector.ts";
import type { Session } from "./session.ts";

/** What reading needs, and no more. */
const HARMLESS = /^(?:USAGE|SELECT(?: \(.*\))?|SHOW VIEW)$/;

/** What MariaDB's installer lets everybody do, in databases for tests. */
const FOR_TESTS = / ON `test(?:\\_%)?`\.\* TO PUBLIC$/;

/**
 * What the account can do besides reading: only its rights protect the site, since a statement can lift a read-only
 * transaction, and a right to files reads and writes those of the server.
 * @returns names of rights, none where it can only read
 * @throws DatabaseFailure
 */
export async function rightsBeyondReading(session: Session, { dsn, reads }: Connector): Promise<string[]> {
  if (dsn.dialect === "mysql") {
    const rows = await session.query("SHOW GRANTS", [], "reading the account's privileges");
    const grants = rows.map((row) => String(Object.values(row)[0]));
    const isForTests = /^test(?:_|$)/.test(dsn.database);
    return fromGrants(grants.filter((grant) => isForTests || !FOR_TESTS.test(grant)));
  }
  if (dsn.dialect === "postgres") return await ofRole(session, [...reads.keys()]);
  return [];
}

function fromGrants(grants: readonly string[]): string[] {
  const found = new Set<string>();
  for (const grant of grants) {
    const [, rights = ""] = /^GRANT (.*?) ON /.exec(grant) ?? [];
    // Columns in parentheses have commas of their own.
    for (const right of rights.match(/[A-Z][A-Z ]*(?:\([^)]*\))?/g) ?? []) {
      if (!HARMLESS.test(right.trim())) found.add(right.trim());
    }
    if (/WITH (?:.* )?GRANT OPTION/.test(grant)) found.add("GRANT OPTION");
  }
  return [...found];
}

async function ofRole(session: Session, tables: readonly string[]): Promise<string[]> {
  const what = "reading the account's privileges";
  const [role] = await session.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", [], what);
  if (role?.["rolsuper"] === true) return ["SUPERUSER"];
  const found = new Set<string>();
  for (const table of tables) {
    for (const right of ["INSERT", "UPDATE", "DELETE", "TRUNCATE"]) {
      const sql = `SELECT has_table_privilege(current_user, to_regclass($1), '${right}') AS may`;
      const [row] = await session.query(sql, [table], what);
      if (row?.["may"] === true) found.add(right);
    }
  }
  return [...found];
}

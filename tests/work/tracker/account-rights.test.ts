import { expect, test } from "bun:test";
import { parseDsn } from "../../../src/core/tracker/dsn.ts";
import { rightsBeyondReading } from "../../../src/work/tracker/account-rights.ts";
import type { Connector } from "../../../src/work/tracker/connector.ts";
import type { Session } from "../../../src/work/tracker/session.ts";

/** Rights of an account of a MariaDB that answers SHOW GRANTS so. */
async function rights(database: string, grants: readonly string[]): Promise<string[]> {
  const session = { query: async () => grants.map((grant) => ({ "Grants for reseeder@localhost": grant })) };
  const connector = { dsn: parseDsn(`mysql://reseeder@localhost/${database}`, "DSN"), reads: new Map() };
  return await rightsBeyondReading(session as unknown as Session, connector as unknown as Connector);
}

const READER = [
  "GRANT USAGE ON *.* TO `reseeder`@`localhost` IDENTIFIED VIA unix_socket",
  "GRANT SELECT (`passkey`, `id`), SHOW VIEW ON `unit3d`.`users` TO `reseeder`@`localhost`",
];
/** As mariadb-install-db leaves them without --skip-test-db. */
const PUBLIC = [
  "GRANT SELECT, INSERT, DROP, CREATE ROUTINE ON `test`.* TO PUBLIC",
  "GRANT SELECT, INSERT, DROP, CREATE ROUTINE ON `test\\_%`.* TO PUBLIC",
];

test("what everybody may do in MariaDB's databases for tests counts only where the tracker uses one", async () => {
  expect(await rights("unit3d", [...READER, ...PUBLIC])).toEqual([]);
  for (const database of ["test", "test_site"]) {
    expect(await rights(database, [...READER, ...PUBLIC])).toEqual(["INSERT", "DROP", "CREATE ROUTINE"]);
  }
  expect(await rights("unit3d", [...READER, "GRANT INSERT ON `test`.* TO `reseeder`@`localhost`"])).toEqual(["INSERT"]);
  expect(await rights("unit3d", [...READER, "GRANT INSERT ON `unit3d`.* TO PUBLIC"])).toEqual(["INSERT"]);
});

import { grantStatements } from "../../../src/core/tracker/grants.ts";
import { asOlder, connectorOf } from "../../../src/work/tracker/connector.ts";
import type { DatabaseServer } from "../database/server.ts";
import type { Platform } from "./platform.ts";

const PASSWORD = "secret word";

/** Makes an account that may read what the connector reads, as docs/trackers.md has it, and nothing else; answers its DSN. */
export function makeReader(server: DatabaseServer, platform: Platform, name: string): string {
  const isMysql = server.dialect === "mysql";
  const owner = server.dsn(isMysql ? "root" : "postgres", name);
  const settings = { tracker: platform.tracker, tracker_queries: "", tracker_url: "" } as Parameters<
    typeof connectorOf
  >[0];
  const connector = connectorOf(settings, { RESEEDER_TRACKER_DSN: owner });
  if (connector === null) throw new Error(`${platform.tracker} has no database`);
  const { wholeTable } = platform;
  const reads = new Map((wholeTable === undefined ? connector : asOlder(connector)).reads);
  if (wholeTable !== undefined) reads.delete(wholeTable);
  const user = `reader_${name}`;
  const account = isMysql ? `${user}@localhost` : user;
  server.run(
    [
      isMysql
        ? `CREATE USER ${account} IDENTIFIED BY '${PASSWORD}';`
        : `CREATE ROLE ${account} LOGIN PASSWORD '${PASSWORD}';`,
      ...grantStatements(server.dialect, reads, name, account),
      ...(wholeTable === undefined ? [] : [`GRANT SELECT ON ${name}.${wholeTable} TO ${account};`]),
    ].join("\n"),
    name,
  );
  return server.dsn(user, name, PASSWORD);
}

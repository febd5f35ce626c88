import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { parseDsn } from "../../../src/core/tracker/dsn.ts";
import { Session } from "../../../src/work/tracker/session.ts";
import { type Certified, certify, HAS_OPENSSL } from "../../support/certificates.ts";
import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import type { DatabaseServer } from "../../support/database/server.ts";
import { freePort } from "../../support/free-port.ts";
import { describeWith } from "../../support/needs.ts";
import { PATIENCE_MS, TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const servers = [
  [
    "MariaDB",
    HAS_MARIADB,
    Mariadb,
    "CREATE USER reader@'%' IDENTIFIED BY 'secret word' REQUIRE SSL;",
    "SELECT VARIABLE_VALUE <> '' AS is_encrypted FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'",
  ],
  [
    "PostgreSQL",
    HAS_POSTGRES,
    Postgres,
    "CREATE ROLE reader LOGIN PASSWORD 'secret word';",
    "SELECT ssl::int AS is_encrypted FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
  ],
] as const;

for (const [name, isThere, Server, account, question] of servers) {
  describeWith(isThere && HAS_OPENSSL, `${name} or openssl`)(`a session with ${name} over TLS`, () => {
    let dir: Tree;
    let server: DatabaseServer;
    let ours: Certified;
    let others: Certified;
    let port: number;

    beforeAll(async () => {
      dir = tree();
      port = await freePort();
      ours = certify(dir, "ours", "localhost");
      others = certify(dir, "others", "localhost");
      server = await Server.start([], { port, ...ours });
      server.run("CREATE DATABASE site;");
      server.run(account, "site");
      if (name === "MariaDB") server.run("GRANT SELECT ON site.* TO reader@'%';");
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      dir?.[Symbol.dispose]();
    });

    /** What the server says of the connection, or the code and text of what failed. */
    const asked = async (host: string, options: string): Promise<unknown> => {
      const dsn = `${name === "MariaDB" ? "mysql" : "postgres"}://reader:secret%20word@${host}:${port}/site${options}`;
      const session = new Session(parseDsn(dsn, "DSN"), { connectMs: PATIENCE_MS, statementMs: PATIENCE_MS });
      try {
        return Number((await session.query(question, [], "t"))[0]?.["is_encrypted"]);
      } catch (error) {
        const { code, message, hint } = error as { code: string; message: string; hint: string };
        expect(message).not.toContain("secret word");
        if (message.includes("certificate")) expect(hint).toContain("sslrootcert");
        return `${code} ${message.slice(message.lastIndexOf("connecting: "))}`;
      } finally {
        await session.close();
      }
    };

    test("logs in where the authority that is named certified the host that is named", async () => {
      expect(await asked("localhost", `?sslmode=verify-full&sslrootcert=${encodeURIComponent(ours.ca)}`)).toBe(1);
    });

    test("tells nobody the password whom another authority certified, or for another host", async () => {
      const untrusted = "TRACKER_REFUSED connecting: its certificate is not trusted: ";
      expect(await asked("localhost", `?sslmode=verify-full&sslrootcert=${encodeURIComponent(others.ca)}`)).toStartWith(
        untrusted,
      );
      expect(await asked("localhost", "?sslmode=verify-full")).toStartWith(untrusted);
      expect(await asked("127.0.0.1", `?sslmode=verify-full&sslrootcert=${encodeURIComponent(ours.ca)}`)).toBe(
        `${untrusted}ERR_TLS_CERT_ALTNAME_INVALID`,
      );
    });

    test("is encrypted to whoever answers with require, and rejected without", async () => {
      expect(await asked("127.0.0.1", "?sslmode=require")).toBe(1);
      expect(await asked("127.0.0.1", "")).toStartWith("TRACKER_REFUSED");
    });
  });
}

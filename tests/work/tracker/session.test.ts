import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { parseDsn } from "../../../src/core/tracker/dsn.ts";
import { DatabaseFailure } from "../../../src/work/tracker/database-failure.ts";
import { Session, type SessionOptions } from "../../../src/work/tracker/session.ts";
import { until } from "../../support/daemon.ts";
import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import type { DatabaseServer } from "../../support/database/server.ts";
import { describeWith } from "../../support/needs.ts";
import { PATIENCE_MS, TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

/** With everything in it that means something in a DSN, in SQL and in a shell. */
const PASSWORD = "p@:/#?%&+é 'x\"";
/** No test but those of the limits themselves is about them. */
const PATIENT = { connectMs: PATIENCE_MS, statementMs: PATIENCE_MS };

const servers = [
  ["MariaDB", HAS_MARIADB, () => Mariadb.start()],
  ["PostgreSQL", HAS_POSTGRES, () => Postgres.start()],
] as const;

for (const [name, isThere, start] of servers) {
  describeWith(isThere, name)(`a session with ${name}`, () => {
    let server: DatabaseServer;
    let session: Session;
    const place = name === "MariaDB" ? "?" : "$1";
    const sleep = (seconds: number) =>
      name === "MariaDB" ? `SELECT SLEEP(${seconds})` : `SELECT pg_sleep(${seconds})`;
    const failure = (sql: string, on = session): Promise<DatabaseFailure> =>
      on.query(sql, [], "trying").then(
        () => expect.unreachable(),
        (error) => error as DatabaseFailure,
      );

    const sessionWith = (times: SessionOptions) =>
      new Session(parseDsn(server.dsn("reader", "site", PASSWORD), "DSN"), times);
    /** Asks until the answer comes within the session's limits. */
    const answers = async (on: Session) => {
      const rows = await until("an answer", () => on.query("SELECT x FROM t", [], "t").catch(() => null));
      expect(rows).toMatchObject([{ x: 2 }]);
    };

    beforeAll(async () => {
      server = await start();
      server.run("CREATE DATABASE site;");
      server.run("CREATE TABLE t (id int PRIMARY KEY, x int); INSERT INTO t VALUES (1, 2);", "site");
      const quoted = `'${PASSWORD.replaceAll("'", "''")}'`;
      server.run(
        name === "MariaDB"
          ? `CREATE USER reader@localhost IDENTIFIED BY ${quoted}; GRANT ALL ON site.* TO reader@localhost;`
          : `CREATE ROLE reader LOGIN PASSWORD ${quoted}; GRANT ALL ON t TO reader;`,
        "site",
      );
      session = sessionWith(PATIENT);
    });
    afterAll(async () => {
      await session?.close();
      await server?.[Symbol.asyncDispose]();
    });

    test("reads with values in their places", async () => {
      expect(await session.query(`SELECT x FROM t WHERE id = ${place}`, [1], "t")).toMatchObject([{ x: 2 }]);
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
    });

    test("asks over one connection, also where many ask at once before there is one", async () => {
      const fresh = sessionWith(PATIENT);
      const sql = name === "MariaDB" ? "SELECT CONNECTION_ID() AS id" : "SELECT pg_backend_pid() AS id";
      const ids = await Promise.all([1, 2, 3].map(async () => (await fresh.query(sql, [], "id"))[0]?.["id"]));
      expect(new Set(ids)).toEqual(new Set([expect.anything()]));
      await fresh.close();
    });

    if (name === "PostgreSQL") {
      test("reads times in UTC, whatever the account's own time zone is", async () => {
        server.run("ALTER ROLE reader SET TimeZone TO 'Asia/Tokyo';");
        const fresh = sessionWith(PATIENT);
        expect(await fresh.query("SELECT current_setting('TimeZone') AS zone", [], "zone")).toEqual([{ zone: "UTC" }]);
        await fresh.close();
      });
    }

    test("takes one statement at a time, and none that writes", async () => {
      await failure("SELECT 1; SELECT 2");
      await failure("SELECT 1; DELETE FROM t");
      await failure("DELETE FROM t");
      await failure("INSERT INTO t VALUES (2, 3)");
      expect(server.run("SELECT count(*) FROM t", "site").trim()).toBe("1");
    });

    test("is ended by the server where a statement takes too long, and goes on", async () => {
      // Ours is the first word where the machine is too busy for the server's to come within half as long again.
      for (let statementMs = 500; ; statementMs *= 2) {
        const hurried = sessionWith({ connectMs: PATIENCE_MS, statementMs });
        const { code, message } = await failure(sleep(PATIENCE_MS / 1000), hurried);
        if (code !== "TRACKER_UNREACHABLE" || statementMs > PATIENCE_MS / 4) {
          expect([code, message]).toEqual(["TRACKER_FAILED", expect.stringContaining("the server cancelled it")]);
          await answers(hurried);
          return await hurried.close();
        }
        await hurried.close();
      }
    });

    test("is ended by us where the server says nothing, and begins anew when it does", async () => {
      const hurried = sessionWith({ connectMs: 500, statementMs: 500 });
      await answers(hurried);
      server.process.pause();
      for (const _ of [1, 2]) {
        const { code, message, retryAfter } = await failure("SELECT x FROM t", hurried);
        expect([code, message, retryAfter]).toEqual([
          "TRACKER_UNREACHABLE",
          expect.stringContaining("does not respond"),
          5,
        ]);
      }
      server.process.resume();
      await answers(hurried);
      await hurried.close();
    });

    test("answers nothing where the server dies, and comes back with it", async () => {
      const asked = failure(sleep(0.2));
      await server.process.kill();
      expect((await asked).code).toBe("TRACKER_UNREACHABLE");
      expect((await failure("SELECT 1")).code).toBe("TRACKER_UNREACHABLE");
      await server.restart();
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
      // Lost while nobody asked: nobody notices.
      await server.process.kill();
      await server.restart();
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
    });

    test("says what is wrong without the password", async () => {
      const wrong = new Session(parseDsn(server.dsn("reader", "site", "wrong-password"), "DSN"), PATIENT);
      const { code, message } = await failure("SELECT 1", wrong);
      expect(code).toBe("TRACKER_REFUSED");
      expect(message).not.toContain("wrong-password");
      expect(await failure("SELECT nothing FROM t").then(({ code }) => code)).toBe("TRACKER_SCHEMA");
      await wrong.close();
    });

    test("takes nothing from the environment", async () => {
      const evil = `${name === "MariaDB" ? "mysql" : "postgres"}://evil:evil@127.0.0.1:1/evil?sslmode=require`;
      const script = `
        import { parseDsn } from ${JSON.stringify(new URL("../../../src/core/tracker/dsn.ts", import.meta.url).pathname)};
        import { Session, type SessionOptions } from ${JSON.stringify(new URL("../../../src/work/tracker/session.ts", import.meta.url).pathname)};
        const session = new Session(parseDsn(process.argv[1], "DSN"), ${JSON.stringify(PATIENT)});
        console.log(JSON.stringify(await session.query("SELECT x FROM t", [], "t")));
        await session.close();`;
      const names = ["DATABASE_URL", "DATABASEURL", "TLS_DATABASE_URL", "MYSQL_URL", "POSTGRES_URL", "PGURL", "PG_URL"];
      const parts = {
        MYSQL_HOST: "127.0.0.1",
        MYSQL_USER: "evil",
        MYSQL_PASSWORD: "evil",
        MYSQL_DATABASE: "evil",
        MYSQL_PORT: "1",
      };
      const pg = {
        PGHOST: "127.0.0.1",
        PGUSER: "evil",
        PGUSERNAME: "evil",
        PGPASSWORD: "evil",
        PGDATABASE: "evil",
        PGPORT: "1",
        PGSSLMODE: "require",
      };
      const env = { ...Object.fromEntries(names.map((variable) => [variable, evil])), ...parts, ...pg };
      // An account without a password: an empty one is what a driver would look for elsewhere.
      const account = name === "MariaDB" ? "nobody" : "postgres";
      if (name === "MariaDB") {
        server.run("CREATE USER nobody@localhost IDENTIFIED BY ''; GRANT SELECT ON site.* TO nobody@localhost;");
      } else server.run("GRANT SELECT ON t TO postgres;", "site");
      for (const dsn of [server.dsn("reader", "site", PASSWORD), server.dsn(account, "site")]) {
        const child = Bun.spawnSync([process.execPath, "-e", script, dsn], {
          env: { ...env, PATH: process.env["PATH"] ?? "" },
        });
        expect(`${child.stdout}${child.stderr}`.trim()).toBe('[{"x":2}]');
      }
    });
  });
}

describe("a session with SQLite", () => {
  test("reads and does not write", async () => {
    using dir = tree();
    const { Database } = await import("bun:sqlite");
    const database = new Database(dir.path("site.db"), { create: true });
    database.run("CREATE TABLE t (x int)");
    database.run("INSERT INTO t VALUES (7)");
    database.close();
    const session = new Session(parseDsn(`sqlite:${dir.path("site.db")}`, "DSN"));
    expect(await session.query("SELECT x FROM t WHERE x > ? LIMIT ?", [1, 5], "t")).toMatchObject([{ x: 7 }]);
    await expect(session.query("DELETE FROM t", [], "t")).rejects.toBeInstanceOf(DatabaseFailure);
    await session.close();
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parseDsn } from "../../../src/core/tracker/dsn.ts";
import { DatabaseFailure } from "../../../src/work/tracker/database-failure.ts";
import { Session } from "../../../src/work/tracker/session.ts";
import { HAS_MARIADB, Mariadb } from "../../support/database/mariadb.ts";
import { HAS_POSTGRES, Postgres } from "../../support/database/postgres.ts";
import type { DatabaseServer } from "../../support/database/server.ts";
import { describeWith } from "../../support/needs.ts";
import { tree } from "../../support/tree.ts";

/** With everything in it that means something in a DSN, in SQL and in a shell. */
const PASSWORD = "p@:/#?%&+é 'x\"";
const TIMES = { connectMs: 2_000, statementMs: 1_000 };

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
      session = new Session(parseDsn(server.dsn("reader", "site", PASSWORD), "DSN"), TIMES);
    }, 60_000);
    afterAll(async () => {
      await session?.close();
      await server?.[Symbol.asyncDispose]();
    });

    test("reads with values in their places", async () => {
      expect(await session.query(`SELECT x FROM t WHERE id = ${place}`, [1], "t")).toMatchObject([{ x: 2 }]);
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
    });

    test("takes one statement at a time, and none that writes", async () => {
      await failure("SELECT 1; SELECT 2");
      await failure("SELECT 1; DELETE FROM t");
      await failure("DELETE FROM t");
      await failure("INSERT INTO t VALUES (2, 3)");
      expect(server.run("SELECT count(*) FROM t", "site").trim()).toBe("1");
    });

    test("is ended by the server where a statement takes too long, and goes on", async () => {
      const { code, message } = await failure(sleep(30));
      expect([code, message]).toEqual(["TRACKER_FAILED", expect.stringContaining("the server cancelled it")]);
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
    });

    test("is ended by us where the server says nothing, and begins anew when it does", async () => {
      server.process.pause();
      for (const _ of [1, 2]) {
        const { code, message, retryAfter } = await failure("SELECT x FROM t");
        expect([code, message, retryAfter]).toEqual([
          "TRACKER_UNREACHABLE",
          expect.stringContaining("does not respond"),
          5,
        ]);
      }
      server.process.resume();
      expect(await session.query("SELECT x FROM t", [], "t")).toMatchObject([{ x: 2 }]);
    }, 30_000);

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
    }, 60_000);

    test("says what is wrong without the password", async () => {
      const wrong = new Session(parseDsn(server.dsn("reader", "site", "wrong-password"), "DSN"), TIMES);
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
        import { Session } from ${JSON.stringify(new URL("../../../src/work/tracker/session.ts", import.meta.url).pathname)};
        const session = new Session(parseDsn(process.argv[1], "DSN"));
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
    }, 30_000);
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
    expect(session.query("DELETE FROM t", [], "t")).rejects.toBeInstanceOf(DatabaseFailure);
    await session.close();
  });
});

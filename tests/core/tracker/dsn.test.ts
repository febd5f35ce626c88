import { describe, expect, test } from "bun:test";
import { ReseederError } from "../../../src/core/errors.ts";
import { isExposed, parseDsn, shownDsn } from "../../../src/core/tracker/dsn.ts";

const read = (text: string) => parseDsn(text, "RESEEDER_TRACKER_DSN");

describe("a DSN", () => {
  test("names user, password, host, port and database, percent-encoded", () => {
    expect(read("mysql://rese%40der:p%2Fw%3A%23%25@127.0.0.1:3307/si%20te\n")).toEqual({
      dialect: "mysql",
      host: "127.0.0.1",
      port: 3307,
      socket: null,
      user: "rese@der",
      password: "p/w:#%",
      database: "si te",
      sslMode: "disable",
      sslRootCert: null,
    });
  });

  test.each([
    ["mariadb://u@localhost/d", "mysql", 3306],
    ["postgres://u@localhost/d", "postgres", 5432],
    ["postgresql://u@[::1]/d", "postgres", 5432],
  ])("%s", (text, dialect, port) => {
    expect(read(text)).toMatchObject({ dialect, port, password: "" });
  });

  test("goes to a socket, whatever its host", () => {
    const dsn = read("mysql://u@elsewhere.example/d?socket=/run/mysqld/mysqld.sock");
    expect(dsn).toMatchObject({ socket: "/run/mysqld/mysqld.sock", host: null, sslMode: "disable" });
    expect(read("mysql://u@/d?socket=/s").socket).toBe("/s");
    expect(isExposed(dsn)).toBe(false);
  });

  test("of SQLite is a path", () => {
    expect(read("sqlite:/srv/site.db")).toMatchObject({ dialect: "sqlite", database: "/srv/site.db" });
    expect(read("sqlite:///srv/site.db").database).toBe("/srv/site.db");
    expect(read("sqlite:site.db").database).toBe("site.db");
  });

  test("of another host says how it is protected", () => {
    expect(() => read("mysql://u:p@db.example/d")).toThrow(/sslmode=verify-full/);
    expect(read("mysql://u:p@db.example/d?sslmode=verify-full&sslrootcert=/ca.pem")).toMatchObject({
      sslMode: "verify-full",
      sslRootCert: "/ca.pem",
    });
    expect(isExposed(read("mysql://u:p@db.example/d?sslmode=verify-full"))).toBe(false);
    expect(isExposed(read("mysql://u:p@db.example/d?sslmode=require"))).toBe(true);
    expect(isExposed(read("mysql://u:p@10.0.0.7/d?sslmode=disable"))).toBe(true);
    expect(isExposed(read("mysql://u:p@127.0.0.1/d"))).toBe(false);
    // A name that only begins like an address of this machine.
    expect(() => read("mysql://u:p@127.0.0.1.evil.example/d")).toThrow(/sslmode/);
  });

  // A raw character of a password must never move a part of it to another host or into an error.
  test.each([
    "mysql://u:se/cret@host/d",
    "mysql://u:se@cret@localhost/d",
    "mysql://u:se#cret@localhost/d",
    "mysql://u:se?cret@localhost/d",
    "mysql://u:se:cret@localhost/d",
    "mysql://u:secret%@localhost/d",
    "mysql://u:secret%00@localhost/d",
    "mysql://u:secret@localhost/",
    "mysql://u:secret@localhost",
    "mysql://:secret@localhost/d",
    "mysql://u:secret@/d",
    "mysql://u:secret@localhost:99999/d",
    "mysql://u:secret@localhost/d?password=secret",
    "mysql://u:secret@localhost/d?socket=relative",
    "mysql://u:secret@localhost/d?socket=",
    "mysql://u:secret@localhost/d?sslmode=prefer",
    "mysql+unix://u:secret@localhost/d",
    "secret",
    "",
  ])("is rejected without a word of it: %s", (text) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ReseederError);
      expect((error as ReseederError).code).toBe("TRACKER_DSN");
      expect(JSON.stringify([(error as Error).message, (error as ReseederError).hint])).not.toMatch(/secret|cret/);
    }
  });

  test("is shown without user and password", () => {
    const shown = shownDsn(read("mysql://somebody:secret@localhost/site"));
    expect(shown).toBe("MySQL or MariaDB, database site, host localhost:3306");
  });
});

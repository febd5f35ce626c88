import { expect, test } from "bun:test";
import { MAX_STATEMENT_FILE } from "../../../src/core/tracker/statements.ts";
import { connectorOf, type TrackerSettings } from "../../../src/work/tracker/connector.ts";
import { SQLITE_QUERIES } from "../../support/sqlite-site.ts";
import { tree } from "../../support/tree.ts";

const DSN = { RESEEDER_TRACKER_DSN: "sqlite:/srv/site.db" };
const settings = (tracker: string, path = "") =>
  ({ tracker, tracker_queries: path, tracker_url: "" }) as TrackerSettings;

/** Code and message of what is wrong, or null. */
function problem(of: TrackerSettings, env: Record<string, string> = DSN): [string, string] | null {
  try {
    connectorOf(of, env);
    return null;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return [code, message];
  }
}

test("a tracker is none, of a kind that is known, or what a file of statements says", () => {
  using dir = tree({ "site.sql": SQLITE_QUERIES });
  expect(connectorOf(settings("none"), {})).toBeNull();
  const mysql = { RESEEDER_TRACKER_DSN: "mysql://u@localhost/d" };
  expect(connectorOf(settings("unit3d"), mysql)).toMatchObject({ name: "unit3d", title: "UNIT3D", older: null });
  expect(connectorOf(settings("sql", dir.path("site.sql")), DSN)).toMatchObject({ name: "sql", title: "The tracker" });
});

test("a kind is asked over its own database alone", () => {
  const postgres = { RESEEDER_TRACKER_DSN: "postgres://u@localhost/d" };
  const wrong = "UNIT3D uses mysql, but the DSN is for";
  expect(problem(settings("unit3d"), postgres)).toEqual(["TRACKER_DSN", `${wrong} postgres`]);
  expect(problem(settings("unit3d"))).toEqual(["TRACKER_DSN", `${wrong} sqlite`]);
  expect(problem(settings("udpt"))).toEqual(["TRACKER_DSN", "tracker is udpt, which has no user database"]);
});

test("a file of statements that is not set, not there or too long is told", () => {
  using dir = tree({ "site.sql": SQLITE_QUERIES });
  const path = dir.path("site.sql");
  const fill = (length: number) => dir.write("site.sql", SQLITE_QUERIES + "-".repeat(length - SQLITE_QUERIES.length));
  expect(problem(settings("sql"))).toEqual(["TRACKER_QUERIES", "tracker is sql, but tracker_queries is not set"]);
  expect(problem(settings("sql", dir.path("gone.sql")))).toEqual([
    "TRACKER_QUERIES",
    `tracker_queries: ${dir.path("gone.sql")} cannot be read: ENOENT`,
  ]);
  fill(MAX_STATEMENT_FILE);
  expect(problem(settings("sql", path))).toBeNull();
  fill(MAX_STATEMENT_FILE + 1);
  expect(problem(settings("sql", path))).toEqual([
    "TRACKER_QUERIES",
    `tracker_queries: ${path} is longer than ${MAX_STATEMENT_FILE} bytes`,
  ]);
});

import { describe, expect, test } from "bun:test";
import { BUILT_IN_QUERIES } from "../../../src/core/tracker/kinds.ts";
import { parseStatements } from "../../../src/core/tracker/statements.ts";

const OFFERED = "-- name: offered\nSELECT 1 WHERE 2 > :after LIMIT :limit\n";
const read = (text: string, dialect: "mysql" | "postgres" | "sqlite" = "mysql") =>
  parseStatements(text, dialect, "my.sql");

describe("a file of statements", () => {
  test("has places in place of names, as each server takes them", () => {
    const text = `${OFFERED}-- name: history\nSELECT :user AS u, x FROM t WHERE a = :user OR b = :user;\n`;
    expect(read(text).statements.offered).toEqual({
      sql: "SELECT 1 WHERE 2 > ? LIMIT ?",
      parameters: ["after", "limit"],
    });
    expect(read(text).statements.history).toEqual({
      sql: "SELECT ? AS u, x FROM t WHERE a = ? OR b = ?",
      parameters: ["user", "user", "user"],
    });
    expect(read(text, "postgres").statements.history).toEqual({
      sql: "SELECT $1 AS u, x FROM t WHERE a = $1 OR b = $1",
      parameters: ["user"],
    });
  });

  test("means nothing inside of strings, names and comments", () => {
    const text =
      "-- name: offered\nSELECT ':x;?', \"a:b\", `c;:d`, 'it''s \\' :y', 1::int -- :z;\n /* :w ; */ FROM t; -- end\n";
    const { sql, parameters } = read(text).statements.offered;
    expect(parameters).toEqual([]);
    expect(sql.replace(/\s+/g, " ")).toBe("SELECT ':x;?', \"a:b\", `c;:d`, 'it''s \\' :y', 1::int FROM t");
    // A backslash hides nothing from PostgreSQL.
    expect(() => read("-- name: offered\nSELECT 'a\\'; DELETE FROM t; --'", "postgres")).toThrow(/a single statement/);
  });

  test("has no comments that a server would run", () => {
    expect(read("-- name: offered\nSELECT 1 /*! INTO OUTFILE '/tmp/x' */ FROM t").statements.offered.sql).not.toContain(
      "OUTFILE",
    );
    expect(read("-- name: offered\nSELECT 1 # it's :nothing\nFROM t").statements.offered.parameters).toEqual([]);
  });

  test.each([
    ["", /no statement after a line/],
    ["-- name: user\nSELECT :passkey", /offered/],
    [`${OFFERED}-- name: offered\nSELECT 1`, /twice/],
    [`${OFFERED}-- name: delete\nSELECT 1`, /expected one of offered, user, history, files, got "delete"/],
    ["-- name: offered\nDELETE FROM torrents", /begins with SELECT or WITH/],
    ["-- name: offered\nSELECT 1; DELETE FROM torrents", /a single statement/],
    ["-- name: offered\nSELECT :passkey", /expected :after and :limit, got the parameter :passkey/],
    ["-- name: offered\nSELECT ?", /named parameters, got \?/],
    ["-- name: offered\nSELECT $1", /named parameters, got \$1/],
  ])("is rejected: %s", (text, said) => {
    expect(() => read(text)).toThrow(said);
  });

  test("says what an account has to read, and of what kind its keys are", () => {
    const { reads, firstKey } = read(`-- keys: text\n-- reads: torrents (id, info_hash)\n${OFFERED}`);
    expect([...reads]).toEqual([["torrents", ["id", "info_hash"]]]);
    expect(firstKey).toBe("");
    expect(read(OFFERED).firstKey).toBe(0);
  });

  test.each(Object.entries(BUILT_IN_QUERIES))("%s names each column that it reads", (name, text) => {
    const { statements, reads } = read(text, name === "trackarr" ? "postgres" : "mysql");
    const all = Object.values(statements)
      .map(({ sql }) => sql)
      .join("\n");
    for (const [table, columns] of reads) {
      expect(all).toContain(table);
      for (const column of columns) expect(all).toMatch(new RegExp(`\\b${column}\\b`));
    }
    expect(Object.keys(statements)).toContain("user");
    expect(Object.keys(statements)).toContain("history");
  });
});

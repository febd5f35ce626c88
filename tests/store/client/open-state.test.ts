import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { CLIENT_MIGRATIONS } from "../../../src/store/client/migrations.ts";
import { openState } from "../../../src/store/client/open-state.ts";
import { type Tree, tree } from "../../support/tree.ts";

const VERSION = CLIENT_MIGRATIONS.length;

function pragma(database: Database, name: string): unknown {
  return Object.values(database.query<Record<string, unknown>, []>(`PRAGMA ${name}`).get() ?? {})[0];
}

/** A database made by other hands. */
function made(dir: Tree, ...statements: string[]): string {
  const path = dir.path("state.db");
  using database = new Database(path);
  for (const sql of statements) database.run(sql);
  return path;
}

function problem(path: string): { code: string; message: string; hint: string } {
  try {
    openState(path).close();
  } catch (error) {
    return error as never;
  }
  throw new Error(`${path} was opened`);
}

test.skipIf(process.platform === "win32")("a state is made with its folder, for the user alone", () => {
  using dir = tree({});
  const path = dir.path("a/b/state.db");
  openState(path).close();
  expect([dirname(path), path].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o600]);
});

test("a state is of the newest version, waits for others, and loses nothing that it has said", () => {
  using dir = tree({});
  using database = openState(dir.path("state.db"));
  const names = ["application_id", "user_version", "journal_mode", "busy_timeout", "synchronous"];
  expect(names.map((name) => pragma(database, name))).toEqual([0x52534443, VERSION, "wal", 10_000, 1]);
});

test("an older state gets what is new and keeps what it has", () => {
  using dir = tree({});
  const path = made(
    dir,
    CLIENT_MIGRATIONS[0] ?? "",
    "INSERT INTO sources (id, address) VALUES (7, 'https://tracker.example')",
    `PRAGMA application_id = ${0x52534443}`,
    "PRAGMA user_version = 1",
  );
  using database = openState(path);
  expect(pragma(database, "user_version")).toBe(VERSION);
  expect(database.query("SELECT id, address FROM sources").values()).toEqual([[7, "https://tracker.example"]]);
  expect(database.query("SELECT count(*) FROM handover_runs").values()).toEqual([[0]]);
});

test("a database of another program is left as it is", async () => {
  for (const sql of ["CREATE TABLE t (n)", "PRAGMA user_version = 1"]) {
    using dir = tree({});
    const path = made(dir, sql);
    const before = await Bun.file(path).bytes();
    expect(problem(path)).toMatchObject({
      code: "DATABASE_FOREIGN",
      message: `${path} is not a state file of reseeder match`,
      hint: "Choose another file with --state FILE.",
    });
    expect(await Bun.file(path).bytes()).toEqual(before);
  }
});

test("a state of a later version is left as it is", async () => {
  using dir = tree({});
  const path = made(dir, `PRAGMA application_id = ${0x52534443}`, `PRAGMA user_version = ${VERSION + 1}`);
  const before = await Bun.file(path).bytes();
  expect(problem(path)).toMatchObject({
    code: "DATABASE_NEWER",
    message: `${path} has version ${VERSION + 1}, but this ReSeeder supports versions up to ${VERSION}`,
  });
  expect(await Bun.file(path).bytes()).toEqual(before);
});

test("a state that a later version brought up to date meanwhile is left to it", () => {
  using dir = tree({});
  const path = dir.path("state.db");
  openState(path).close();
  // As the other program would, between the first look and the lock.
  const run = Database.prototype.run;
  using _ = spyOn(Database.prototype, "run").mockImplementation(function (this: Database, sql: string) {
    if (sql.includes("cache_size")) run.call(this, `PRAGMA user_version = ${VERSION + 1}`);
    return run.call(this, sql);
  });
  expect(problem(path).code).toBe("DATABASE_NEWER");
  using later = new Database(path);
  expect(pragma(later, "user_version")).toBe(VERSION + 1);
});

test("a path where no state can be made is named", () => {
  using dir = tree({ file: "" });
  const path = dir.path("file/state.db");
  const { code, message, hint } = problem(path);
  expect([code, hint]).toEqual(["DATABASE_UNREADABLE", "Choose another file with --state FILE."]);
  expect(message).toStartWith(`Cannot create the state file ${path}: `);
});

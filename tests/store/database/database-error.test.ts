import { describe, expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { ReseederError } from "../../../src/core/errors.ts";
import { openDatabase } from "../../../src/store/database/database.ts";
import { cannotMake, explained, isBusy } from "../../../src/store/database/database-error.ts";
import { Exclusive } from "../../../src/store/database/exclusive.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { describeWith } from "../../support/needs.ts";
import { tree } from "../../support/tree.ts";

function caught(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

describe("errors of node:sqlite", () => {
  test("are explained like those of bun:sqlite", () => {
    using dir = tree({ "text.db": "no database ".repeat(100) });
    const corrupt = caught(() => new DatabaseSync(dir.path("text.db")).prepare("SELECT * FROM x").get());
    expect(explained("a.db", corrupt)).toMatchObject({ code: "DATABASE_CORRUPT", cause: corrupt });
    const path = dir.path("x.db");
    openDatabase(path, { create: true }).close();
    const [one, two] = [new DatabaseSync(path), new DatabaseSync(path)];
    one.exec("BEGIN IMMEDIATE");
    const busy = caught(() => two.exec("BEGIN IMMEDIATE"));
    expect([isBusy(busy), isBusy(corrupt)]).toEqual([true, false]);
    expect(explained(path, busy)).toMatchObject({
      ...{ code: "DATABASE_LOCKED", exitCode: 11 },
      message: `The database ${path} is locked by another process`,
    });
    const syntax = caught(() => two.exec("NO SQL"));
    expect(explained(path, syntax)).toBe(syntax);
    one.close();
    two.close();
  });
});

test("what SQLite cannot open is named by what the file system says of it", () => {
  using dir = tree();
  expect(caught(() => openDatabase(dir.path("none.db")))).toMatchObject({
    code: "DATABASE_MISSING",
    message: `There is no database at ${dir.path("none.db")}`,
  });
  expect(caught(() => openDatabase(dir.root))).toMatchObject({
    code: "DATABASE_UNREADABLE",
    message: `${dir.root} is a folder, not a database`,
    hint: "Name the file of the database, such as reseeder.db in that folder.",
  });
  expect(caught(() => openDatabase(dir.path("a/b.db"), { create: true }))).toMatchObject({
    code: "DATABASE_MISSING",
    hint: expect.stringContaining(`mkdir -p ${dir.path("a")}`),
  });
});

describeWith(MAY_MOUNT, "right to mount")("a disk", () => {
  test("that is read-only lets a database be read, and says why it cannot be written or made", () => {
    using dir = tree();
    using disk = new Disk(dir, 4_096);
    const path = `${disk.path}/x.db`;
    openDatabase(path, { create: true }).close();
    disk.setReadOnly(true);
    const database = openDatabase(path, { readonly: true });
    expect(database.query("SELECT count(*) AS n FROM roots").get()).toEqual({ n: 0 });
    database.close();
    expect(caught(() => openDatabase(path))).toMatchObject({
      code: "DATABASE_READONLY",
      message: expect.stringContaining("SQLite needs two files next to it"),
    });
    expect(caught(() => openDatabase(`${disk.path}/y.db`, { create: true }))).toMatchObject({
      code: "DATABASE_READONLY",
      message: expect.stringContaining("is on a read-only file system"),
    });
    expect(caught(() => Exclusive.take(path))).toMatchObject({
      code: "DATABASE_READONLY",
      message: expect.stringContaining("x.db is read-only ("),
    });
  });

  test("without any room for the two files beside a database is called full", () => {
    using dir = tree();
    using disk = new Disk(dir, 1_024);
    const path = `${disk.path}/x.db`;
    openDatabase(path, { create: true }).close();
    Bun.spawnSync(["dd", "if=/dev/zero", `of=${disk.path}/fill`], { stderr: "ignore" });
    expect(caught(() => openDatabase(path))).toMatchObject({ code: "DATABASE_FULL" });
  });
});

test("a new database is its owner's alone, one that is there keeps its permissions", () => {
  using dir = tree();
  const path = dir.path("x.db");
  const mode = () => Bun.spawnSync(["stat", "-c", "%a", path]).stdout.toString().trim();
  openDatabase(path, { create: true }).close();
  expect(mode()).toBe("600");
  chmodSync(path, 0o640);
  openDatabase(path, { create: true }).close();
  expect(mode()).toBe("640");
});

test.each([
  ["ENOENT", "DATABASE_MISSING"],
  ["EACCES", "DATABASE_READONLY"],
  ["EROFS", "DATABASE_READONLY"],
  ["ENOSPC", "DATABASE_FULL"],
  ["EDQUOT", "DATABASE_FULL"],
])("%s of making a file is %s", (code, is) => {
  const error = cannotMake("/a/b.db", Object.assign(new Error(code), { code }));
  expect(error).toBeInstanceOf(ReseederError);
  expect(error).toMatchObject({ code: is });
});

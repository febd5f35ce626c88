import { expect, test } from "bun:test";
import { openDatabase, pragma } from "../../../src/store/database/database.ts";
import { tree } from "../../support/tree.ts";

test("a commit is on disk when it returns, but for who can do without", () => {
  using dir = tree();
  const path = dir.path("reseeder.db");
  const levels = [{ create: true }, {}, { relaxed: true }].map((options) => {
    const database = openDatabase(path, options);
    const level = pragma(database, "synchronous");
    database.close();
    return level;
  });
  // FULL, FULL, NORMAL
  expect(levels).toEqual([2, 2, 1]);
});

import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { tree } from "../../support/tree.ts";

test("each copy holds its own number alone, and none is given twice", () => {
  using dir = tree();
  const store = Store.open(dir.path("x.db"), { create: true });
  using sql = new Database(dir.path("x.db"));
  for (const number of [1, 2, 3]) {
    expect(store.write(() => store.backupNumbers.next(1000 + number, "/srv/x.db"))).toBe(number);
    expect(sql.query("SELECT * FROM backups").all()).toEqual([
      expect.objectContaining({ at: 1000 + number, path: "/srv/x.db" }),
    ]);
  }
  store.close();
});

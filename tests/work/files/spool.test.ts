import { expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { Spool } from "../../../src/work/files/spool.ts";
import { tree } from "../../support/tree.ts";

test.skipIf(process.platform === "win32")("has no name, and takes away what a killed process has left", () => {
  using dir = tree();
  const others = ["reseeder.db", "reseeder.db-wal", "other.db.spool-1-x"];
  for (const name of ["reseeder.db.spool-1-left", ...others]) writeFileSync(dir.path(name), "");
  using spool = Spool.beside(dir.path("reseeder.db"));
  expect(readdirSync(dir.root).sort()).toEqual(others.sort());
  spool.write(Buffer.from("abc"));
  spool.write(Buffer.from("def"));
  expect(Buffer.from(spool.readAt(2, 3)).toString()).toBe("cde");
  expect(() => spool.readAt(4, 3)).toThrow(RangeError);
});

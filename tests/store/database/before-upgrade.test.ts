import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { glance } from "../../../src/store/database/examine.ts";
import { prepareRestored } from "../../../src/store/database/restored.ts";
import { Store } from "../../../src/store/store.ts";
import { Disk, MAY_MOUNT } from "../../support/mount.ts";
import { testWith } from "../../support/needs.ts";
import { type Tree, tree } from "../../support/tree.ts";

const OLD = gunzipSync(readFileSync(join(import.meta.dir, "../../support/version-7.db.gz")));

const copies = (dir: Tree) => readdirSync(dir.root).filter((name) => name.includes(".before-upgrade-"));

test("an older database is copied before it is upgraded, once, for its owner alone", () => {
  using dir = tree();
  const path = dir.write("reseeder.db", OLD);
  Store.open(path, { readonly: true }).close();
  Store.open(path).close();
  const [copy = "", ...others] = copies(dir);
  expect([copy, others]).toEqual([expect.stringMatching(/^reseeder\.db\.before-upgrade-\d{8}T\d{6}Z$/), []]);
  expect(glance(dir.path(copy))).toMatchObject({ version: 7, torrents: glance(path).torrents });
  if (process.platform !== "win32") expect(statSync(dir.path(copy)).mode & 0o777).toBe(0o600);
});

test("what is new, and what is itself a copy, is not copied", () => {
  using dir = tree();
  Store.open(dir.path("new.db"), { create: true }).close();
  const restoring = dir.write("reseeder.db.restoring-1", OLD);
  prepareRestored(restoring, { pid: 1, startedAt: 1, finishedAt: 2, summary: {} });
  expect([glance(restoring).version > 7, copies(dir)]).toEqual([true, []]);
});

test("processes that open an older database at once make one copy between them, and take a killed one's away", async () => {
  using dir = tree();
  const path = dir.write("reseeder.db", OLD);
  dir.write("reseeder.db.before-upgrade-20261120T161500Z.partial", "half");
  const script = `
    import { Store } from ${JSON.stringify(join(import.meta.dir, "../../../src/store/store.ts"))};
    Store.open(${JSON.stringify(path)}).close();`;
  const children = Array.from({ length: 4 }, () => Bun.spawn([process.execPath, "-e", script], { stderr: "pipe" }));
  for (const child of children) expect([await child.exited, await new Response(child.stderr).text()]).toEqual([0, ""]);
  expect(copies(dir).map((name) => glance(dir.path(name)).version)).toEqual([7]);
});

testWith(MAY_MOUNT, "mounts")(
  "without room for the copy nothing is changed, and the error says how much it needs",
  () => {
    using dir = tree();
    using disk = new Disk(dir, Math.ceil(OLD.length / 1024) + 200);
    const path = join(disk.path, "reseeder.db");
    dir.write("disk/reseeder.db", OLD);
    expect(() => Store.open(path)).toThrow(/no room for the copy of \d{6,} bytes/);
    expect(readdirSync(disk.path).filter((name) => name.includes("before-upgrade"))).toEqual([]);
    const database = new Database(path, { readonly: true });
    expect(database.query("PRAGMA user_version").get()).toEqual({ user_version: 7 });
    database.close();
  },
);

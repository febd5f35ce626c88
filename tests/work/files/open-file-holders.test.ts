import { expect } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { openFileHolders } from "../../../src/work/files/open-file-holders.ts";
import { Child } from "../../support/child.ts";
import { testWith } from "../../support/needs.ts";
import { tree } from "../../support/tree.ts";

testWith(process.platform === "linux", "Linux")(
  "tells who has a database open, locked or not, and nobody else",
  async () => {
    using dir = tree();
    const path = dir.path("x.db");
    const mine = Store.open(path, { create: true });
    expect(openFileHolders(path)).toEqual([]);
    await using idle = await Child.start(path, "ready(Store.open(path)); await Bun.sleep(1e9);");
    const body = 'require("node:fs").openSync(path); ready(); await Bun.sleep(1e9);';
    await using reader = await Child.start(path, body);
    await using _ = await Child.start(
      dir.path("other.db"),
      "ready(Store.open(path, { create: true })); await Bun.sleep(1e9);",
    );
    const found = openFileHolders(path);
    expect(found.map(({ pid }) => pid)).toEqual([idle.pid, reader.pid].sort((a, b) => a - b));
    expect(found.every(({ name }) => name !== "")).toBe(true);
    await idle.kill();
    await reader.kill();
    expect(openFileHolders(path)).toEqual([]);
    mine.close();
  },
);

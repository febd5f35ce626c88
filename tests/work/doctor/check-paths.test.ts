import { expect, test } from "bun:test";
import { Store } from "../../../src/store/store.ts";
import { checkPaths } from "../../../src/work/doctor/check-paths.ts";
import { Mounts } from "../../../src/work/files/mounts.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { tree } from "../../support/tree.ts";

test.each([
  ["ext4", false],
  ["nfs4", true],
  ["fuse.sshfs", true],
  ["overlay", true],
])("a path on %s: that watch polls it is said: %p", async (type, isPolled) => {
  using dir = tree();
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  registerRoots(store, [dir.folder("root")], 0);
  const mounts = new Mounts(
    () => 0,
    () => `1 0 0:1 / / rw - ${type} x rw`,
  );
  const found = await Array.fromAsync(checkPaths(store, mounts));
  store.close();
  const { severity, what } = found.find(({ check }) => check === "paths") ?? {};
  expect(severity).toBe("ok");
  expect(what?.includes(`\`watch\` polls it, because ${type} at / does not report every change`)).toBe(isPolled);
});

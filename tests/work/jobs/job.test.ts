import { describe, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Store } from "../../../src/store/store.ts";
import { runJob } from "../../../src/work/jobs/job.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import type { ScanEvent } from "../../../src/work/scan/scan-event.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { type Tree, tree } from "../../support/tree.ts";

/** A database with a folder of `count` torrents and one broken file, registered and not scanned. */
function prepared(folder: Tree, count: number): { path: string; store: Store; root: number } {
  for (let i = 0; i < count; i++) folder.write(`torrents/${i}.torrent`, plainTorrent(`t${i}`, 1_000 + i));
  folder.write("torrents/broken.torrent", "no torrent");
  const path = folder.path("reseeder.db");
  const store = Store.open(path, { create: true });
  const [root] = registerRoots(store, [folder.path("torrents")], 1);
  return { path, store, root: root?.id ?? 0 };
}

describe("in a thread of its own", () => {
  test("a scan indexes, tells what it does, and says that it is there", async () => {
    using folder = tree();
    const { path, store } = prepared(folder, 20);
    const events: ScanEvent[] = [];
    await runJob("scan", { path, roots: null, prune: false }, { onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).toEqual(["started", "rejected", "done"]);
    expect(store.statistics.totals().torrents).toBe(20);
    expect(store.processes.list().map(({ kind, endedAt }) => [kind, endedAt !== null])).toEqual([["scan", true]]);
    store.close();
  });

  test("a scan that is stopped ends in order", async () => {
    using folder = tree();
    const { path, store } = prepared(folder, 3_000);
    const stopping = new AbortController();
    let status = "";
    const onEvent = (event: ScanEvent) => {
      if (event.type === "started") stopping.abort();
      if (event.type === "done") status = event.status;
    };
    await runJob("scan", { path, roots: null, prune: false }, { onEvent, signal: stopping.signal });
    expect(status).toBe("cancelled");
    expect(store.statistics.totals().torrents).toBeLessThan(3_000);
    store.close();
  });

  test("paths are counted, one is given up, statistics are read", async () => {
    using folder = tree();
    const { path, store, root } = prepared(folder, 5);
    await runJob("scan", { path, roots: [root], prune: false });
    const [counted] = await runJob("paths", { path });
    expect(counted).toMatchObject({
      path: folder.path("torrents"),
      torrents: 5,
      rejected: 1,
      scannedAt: expect.any(Number),
    });
    expect((await runJob("statistics", { path })).torrents).toBe(5);
    expect(await runJob("remove-path", { path, id: root })).toEqual({ files: 6, missing: 5 });
    expect(await runJob("paths", { path }, { awaited: false })).toEqual([]);
    expect(await runJob("remove-path", { path, id: root })).toEqual({ files: 0, missing: 0 });
    store.close();
  });

  test("a backup is made, verified and restored", async () => {
    using folder = tree();
    const { path, store } = prepared(folder, 5);
    await runJob("scan", { path, roots: null, prune: false });
    const { file } = await runJob("backup", { path, folder: null, keep: null, run: null });
    expect(await runJob("verify", { path: file })).toEqual({ torrents: 5 });
    store.write(() => store.settings.write("backup_keep", 3));
    store.close();
    await runJob("restore", { file, path, force: false });
    const restored = Store.open(path);
    expect(restored.settings.read().settings.backup_keep).toBe(7);
    restored.close();
  });

  test("what goes wrong arrives with its code and what to try", async () => {
    using folder = tree();
    const nowhere = folder.path("nowhere.db");
    await expect(runJob("statistics", { path: nowhere })).rejects.toMatchObject({
      code: "DATABASE_MISSING",
      hint: expect.stringContaining("scan PATH"),
    });
    cpSync(join(import.meta.dir, "job.test.ts"), folder.path("backup.db"));
    await expect(runJob("verify", { path: folder.path("backup.db") })).rejects.toMatchObject({ name: "ReseederError" });
    const bad = null as unknown as { path: string };
    await expect(runJob("statistics", bad)).rejects.toThrow("TypeError");
  });
});

import { expect, test } from "bun:test";
import { renameSync, rmSync } from "node:fs";
import { STATE } from "../../../src/core/api/torrent-state.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { registerRoots } from "../../../src/work/roots/register-roots.ts";
import { type ScanOptions, scan } from "../../../src/work/scan/scan.ts";
import { downloadTorrent } from "../../../src/work/torrents/torrent-download.ts";
import { updatePaths } from "../../../src/work/watch/path-update.ts";
import { identityOf } from "../../../src/work/watch/watched-root.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { tree } from "../../support/tree.ts";

const PASSKEY = "0123456789abcdef0123456789abcdef";
const ANNOUNCE = `https://tracker.example/${PASSKEY}/announce`;

/** Three torrents in a folder, with or without copies. */
function tracker(setting: "0" | "1") {
  const dir = tree(
    Object.fromEntries(
      ["a", "b", "c"].map((name, i) => [`root/${name}.torrent`, plainTorrent(name, i + 1, { announce: ANNOUNCE })]),
    ),
  );
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  const set = (value: string) => store.write(() => store.settings.write("store_torrents", value));
  set(setting);
  const roots = registerRoots(store, [dir.path("root")], 0);
  return {
    dir,
    store,
    set,
    root: roots[0] as (typeof roots)[number],
    scan: (options: Partial<ScanOptions> = {}) => Array.fromAsync(scan(store, { roots, ...options })),
    missing: (id: number) => ((store.torrents.stateBits(id) ?? 0) & STATE.MISSING) !== 0,
    download: async (id: number) => (await downloadTorrent(store, id, null))?.bytes,
    [Symbol.dispose]() {
      store.close();
      dir[Symbol.dispose]();
    },
  };
}

test("a copy is handed out where the folder is not, without the passkey and with the same info-hash", async () => {
  using site = tracker("1");
  await site.scan();
  expect(site.store.storedTorrents.count()).toBe(3);
  const before = await site.download(1);
  renameSync(site.dir.path("root"), site.dir.path("elsewhere"));
  const copy = await site.download(1);
  expect(Buffer.from(before ?? []).toString("latin1")).toContain(PASSKEY);
  expect(Buffer.from(copy ?? []).toString("latin1")).not.toContain(PASSKEY);
  expect(parseMetainfo(copy ?? new Uint8Array()).infoHashV1).toEqual(
    parseMetainfo(before ?? new Uint8Array()).infoHashV1,
  );
});

test("without the setting nothing is copied; turned on, the next scan copies what it does not read again", async () => {
  using site = tracker("0");
  await site.scan();
  expect(site.store.storedTorrents.count()).toBe(0);
  site.set("1");
  await site.scan();
  expect(site.store.storedTorrents.count()).toBe(3);
});

test("turned off, the next scan drops the copies and keeps what was put in", async () => {
  using site = tracker("1");
  await site.scan();
  const put = plainTorrent("a", 1);
  site.store.write((writer) => writer.store(1, put, Buffer.from(put).indexOf("4:info") + 6));
  site.set("0");
  await site.scan();
  expect(site.store.storedTorrents.before(Number.MAX_SAFE_INTEGER, 10)).toEqual([1]);
});

test("a copy does not keep a torrent on offer whose file is gone; one that was put in does", async () => {
  using site = tracker("1");
  await site.scan();
  site.store.write((writer) => writer.store(1, plainTorrent("a", 1), 0));
  for (const { path } of site.store.locations.ofTorrents([1, 2])) rmSync(path);
  await site.scan({ prune: true });
  expect([1, 2, 3].map(site.missing)).toEqual([false, true, false]);
});

test("a file that watch takes in is copied at once", async () => {
  using site = tracker("1");
  await site.scan();
  site.dir.write("root/new.torrent", plainTorrent("new", 9));
  const changed = {
    root: site.root,
    paths: ["new.torrent"],
    identity: String(identityOf(site.root.path)),
    mayForget: true,
  };
  const options = { hold: () => false, onLinks: () => {}, onLost: () => [] };
  await Array.fromAsync(updatePaths(site.store, [changed], options));
  expect(site.store.storedTorrents.before(Number.MAX_SAFE_INTEGER, 1)).toEqual([4]);
});

test("a torrent that was removed has no copy, until it is let in again", async () => {
  using site = tracker("1");
  await site.scan();
  site.store.write((writer) => writer.remove(2));
  await site.scan();
  expect(site.store.storedTorrents.read(2)).toBeNull();
  site.store.write((writer) => writer.changeState(2, 0, STATE.REMOVED));
  await site.scan();
  expect(site.store.storedTorrents.read(2)).not.toBeNull();
});

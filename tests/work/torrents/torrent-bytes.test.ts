import { describe, expect, test } from "bun:test";
import { symlinkSync, writeFileSync } from "node:fs";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import type { TorrentLocation } from "../../../src/store/index/locations.ts";
import type { StoredTorrents } from "../../../src/store/index/stored-torrents.ts";
import type { TorrentDescription } from "../../../src/store/index/torrents.ts";
import { Mounts } from "../../../src/work/files/mounts.ts";
import { DiskSpeeds } from "../../../src/work/torrents/disk-speeds.ts";
import { TorrentBytes } from "../../../src/work/torrents/torrent-bytes.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

const NOTHING_STORED = { read: () => null } as unknown as StoredTorrents;

/** A torrent on disk as the index knows it. */
function kept(
  dir: Tree,
  name: string,
  bytes: Uint8Array,
): { description: TorrentDescription; location: TorrentLocation } {
  const { info, infoHashV1, infoHashV2 } = parseMetainfo(bytes);
  const description = { id: 1, infoHashV1, infoHashV2, infoLength: info.end - info.start } as TorrentDescription;
  const path = dir.write(name, bytes);
  return { description, location: { torrentId: 1, path, size: bytes.length, infoOffset: info.start } };
}

const ON = (type: string) =>
  new Mounts(
    () => 0,
    () => `36 35 98:0 / / rw - ${type} /dev/x rw`,
  );
/** A reader whose files lie on a disk of this machine, or are mounted from elsewhere. */
const local = () => new TorrentBytes(NOTHING_STORED, new DiskSpeeds(() => 0, ON("ext4")));
const far = () => new TorrentBytes(NOTHING_STORED, new DiskSpeeds(() => 0, ON("nfs4")));

const SMALL = plainTorrent("small", [["a", 5]]);
const V2 = buildTorrent({ name: "v2", version: "v2", files: [{ path: "a", length: 40_000 }] });
const LARGE = plainTorrent("large", [["a", 5]], { source: "x".repeat(2_000_000) });

describe.each(["here", "off this thread"])("read %s", (where) => {
  const reader = where === "here" ? local : far;

  test.each([
    ["a v1", SMALL],
    ["a v2", V2],
    ["a longer", plainTorrent("longer", [["a", 5]], { source: "x".repeat(200_000) })],
    ["a large", LARGE],
  ] as const)("%s torrent comes as it lies there", async (_, bytes) => {
    using dir = tree();
    const { description, location } = kept(dir, "a.torrent", bytes);
    const read = reader().read(description, [location]);
    expect(read instanceof Promise).toBe(where !== "here" || bytes === LARGE);
    expect(Buffer.compare((await read) as Uint8Array, bytes)).toBe(0);
  });

  test("gone, cut, grown, changed, a folder or a pipe in its place: none", async () => {
    using dir = tree();
    const { description, location } = kept(dir, "a.torrent", SMALL);
    const changed = Buffer.from(SMALL);
    changed[changed.indexOf("small")] = 0x53;
    for (const spoil of [
      () => dir.remove("a.torrent"),
      () => dir.write("a.torrent", SMALL.subarray(1)),
      () => dir.write("a.torrent", Buffer.concat([SMALL, Buffer.from("e")])),
      () => dir.write("a.torrent", changed),
      () => dir.remove("a.torrent") ?? dir.folder("a.torrent"),
    ]) {
      spoil();
      expect(await reader().read(description, [location])).toBeNull();
    }
  });

  test("another place is tried when the first has lost it, and a name may be no UTF-8", async () => {
    using dir = tree();
    const { description, location } = kept(dir, "a.torrent", SMALL);
    const odd = dir.bytes(Buffer.from([0x61, 0xff, 0x2e]));
    writeFileSync(odd, SMALL);
    dir.remove("a.torrent");
    const places = [location, { ...location, path: decodePath(odd) }];
    expect(Buffer.compare((await reader().read(description, places)) as Uint8Array, SMALL)).toBe(0);
  });
});

test("a named pipe in the place of a torrent does not block", async () => {
  using dir = tree();
  const { description, location } = kept(dir, "a.torrent", SMALL);
  dir.remove("a.torrent");
  Bun.spawnSync(["mkfifo", location.path]);
  expect(local().read(description, [location])).toBeNull();
});

test("a link in the place of a torrent, which may lead anywhere, is read off this thread", async () => {
  using dir = tree();
  const { description, location } = kept(dir, "a.torrent", SMALL);
  symlinkSync(location.path, dir.path("link.torrent"));
  const read = local().read(description, [{ ...location, path: dir.path("link.torrent") }]);
  expect(read).toBeInstanceOf(Promise);
  expect(Buffer.compare((await read) as Uint8Array, SMALL)).toBe(0);
});

import { expect, test } from "bun:test";
import { chmodSync, chownSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { filesBelow, HandoverWorld, verifiedResult } from "../../support/handover-world.ts";
import { CAN_BTRFS, CAN_MOUNT, Mount, run } from "../../support/mounts.ts";
import { testWith } from "../../support/needs.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

const FILES = [
  { path: "a.mkv", length: 300_000 },
  { path: "b/c.nfo", length: 777 },
];

const withMounts = testWith(CAN_MOUNT, "right to mount");

withMounts(
  "across file systems it is left out, or copied as far as that is allowed, and checked by the client",
  async () => {
    using world = new HandoverWorld();
    using fake = new FakeQBittorrent();
    using elsewhere = Mount.tmpfs(world.dir.path("elsewhere"), "10m");
    const result = world.torrent({ name: "Show", files: FILES });
    const before = snapshot(world.dir.path("library"));
    chmodSync(elsewhere.path, 0o2775);
    chownSync(elsewhere.path, 1234, 5678);
    const roots = [elsewhere.path];
    const none = await world.run([result], fake.address, { roots });
    expect(none.outcomes[0]?.reason).toEndWith("and 293.0 KiB are more than may be copied");
    expect(filesBelow(elsewhere.path)).toEqual([]);
    expect(fake.torrents.size).toBe(0);

    const { outcomes } = await world.run([result], fake.address, { roots, budget: { left: 400_000 } });
    expect(outcomes[0]).toMatchObject({ status: "seeding", isTrusted: false, made: { linked: 0, copied: 300_777 } });
    const folder = outcomes[0]?.folder ?? "";
    const [copy, original] = [statSync(join(folder, "Show/a.mkv")), statSync(result.files[0]?.path ?? "")];
    expect(copy.ino).not.toBe(original.ino);
    expect(Math.trunc(copy.mtimeMs)).toBe(Math.trunc(original.mtimeMs));
    // The client's user is who owns the folder of links.
    expect([copy.uid, copy.gid, copy.mode & 0o7777]).toEqual([1234, 5678, 0o664]);
    expect(statSync(join(folder, "Show/b")).mode & 0o7777).toBe(0o2775);
    expect(readFileSync(join(folder, "Show/a.mkv"))).toEqual(readFileSync(result.files[0]?.path ?? ""));
    expect((await world.undo()).isWhole).toBe(true);
    expect(filesBelow(elsewhere.path)).toEqual([]);
    expectUntouched(world.dir.path("library"), before);
  },
);

withMounts("of several folders of links the one that can be linked to is taken", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  using elsewhere = Mount.tmpfs(world.dir.path("elsewhere"), "10m");
  const result = world.torrent({ name: "Show", files: FILES });
  const roots = [elsewhere.path, world.dir.path("links")];
  const { outcomes } = await world.run([result], fake.address, { roots, budget: { left: 400_000 } });
  expect(outcomes[0]).toMatchObject({ status: "seeding", made: { linked: 300_777, copied: 0 } });
  expect(outcomes[0]?.folder).toStartWith(world.dir.path("links"));
  expect(filesBelow(elsewhere.path)).toEqual([]);
});

testWith(CAN_BTRFS, "btrfs")("where hard links do not work and reflinks do, blocks are shared", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  using btrfs = Mount.btrfs(world.dir.path("btrfs"), world.dir.path("image"));
  // Hard links do not go from one subvolume to another.
  for (const name of ["library", "links"]) run(["btrfs", "subvolume", "create", join(btrfs.path, name)]);
  const paths = FILES.map((file, i) => {
    writeFileSync(join(btrfs.path, `library/${i}`), contentOf(file));
    return join(btrfs.path, `library/${i}`);
  });
  const result = verifiedResult(buildTorrent({ name: "Show", files: FILES }), paths);
  const before = snapshot(join(btrfs.path, "library"));
  const roots = [join(btrfs.path, "links")];
  const { outcomes } = await world.run([result], fake.address, { roots });
  expect(outcomes[0]).toMatchObject({ status: "seeding", isTrusted: true, made: { reflinked: 300_777, copied: 0 } });
  const reflinked = join(outcomes[0]?.folder ?? "", "Show/a.mkv");
  expect(statSync(reflinked).ino).not.toBe(statSync(paths[0] ?? "").ino);
  expect(readFileSync(reflinked)).toEqual(readFileSync(paths[0] ?? ""));
  // What the client writes from then on is its own.
  writeFileSync(reflinked, "x");
  expectUntouched(join(btrfs.path, "library"), before);
  expect((await world.undo()).isWhole).toBe(true);
  expect(filesBelow(roots[0] ?? "")).toEqual([]);
});

withMounts("a disk that is full while copying leaves nothing behind", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  using small = Mount.tmpfs(world.dir.path("small"), "128k");
  const result = world.torrent({ name: "Show", files: FILES });
  const before = snapshot(world.dir.path("library"));
  const roots = [small.path];
  const { outcomes } = await world.run([result], fake.address, { roots, budget: { left: 400_000 } });
  expect(outcomes[0]?.reason).toEndWith("Show/a.mkv: the disk is full");
  expect(filesBelow(small.path)).toEqual([]);
  expect(fake.torrents.size).toBe(0);
  expectUntouched(world.dir.path("library"), before);
});

withMounts("a folder of links that is read-only is said, and nothing is added", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  using mount = Mount.tmpfs(world.dir.path("ro"), "1m");
  mount.readonly();
  const result = world.torrent({ name: "Show", files: FILES });
  const { outcomes } = await world.run([result], fake.address, { roots: [mount.path], budget: { left: 400_000 } });
  expect(outcomes[0]?.reason).toEndWith("the file system is read-only");
  expect(fake.asked).not.toContain("POST torrents/add");
});

withMounts(
  "a library that is read-only is linked nowhere, copied where that is allowed, and not written to",
  async () => {
    using world = new HandoverWorld();
    using fake = new FakeQBittorrent();
    using library = Mount.tmpfs(world.dir.path("library"), "1m");
    const result = world.torrent({ name: "Show", files: FILES });
    library.readonly();
    const { outcomes } = await world.run([result], fake.address, { budget: { left: 400_000 } });
    expect(outcomes[0]).toMatchObject({ status: "seeding", made: { copied: 300_777 } });
    expect((await world.undo()).isWhole).toBe(true);
  },
);

test.each(["size", "ctime"])("a file that changed since it was verified is not linked: by its %s", async (what) => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  const result = world.torrent({ name: "Show", files: FILES });
  const path = result.files[1]?.path ?? "";
  const { atime, mtime } = statSync(path);
  writeFileSync(path, what === "size" ? "another text" : "x".repeat(777));
  // As somebody does who hides it.
  utimesSync(path, atime, mtime);
  const [, second] = result.files;
  const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
  if (what === "ctime" && second?.stat) second.stat = { dev, ino, size, mtimeNs, ctimeNs: second.stat.ctimeNs };
  const { outcomes } = await world.run([result], fake.address);
  expect(outcomes[0]?.reason).toEndWith("renamed 1.bin has changed since it was verified");
  expect([fake.torrents.size, world.links()]).toEqual([0, []]);
});

test("two torrents with the same file share it, though linking it changes its ctime", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  const first = world.torrent({ name: "Show", files: FILES });
  const paths = first.files.map(({ path }) => path);
  const second = verifiedResult(buildTorrent({ name: "Show", files: FILES, info: { source: "OTHER" } }), paths);
  const { outcomes } = await world.run([first, second], fake.address);
  expect(outcomes.map((outcome) => outcome?.reason)).toEqual([null, null]);
  expect(statSync(paths[0] ?? "").nlink).toBe(3);
  expect((await world.undo()).isWhole).toBe(true);
  expect(statSync(paths[0] ?? "").nlink).toBe(1);
});

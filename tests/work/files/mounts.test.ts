import { expect, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { decodePath } from "../../../src/core/path-bytes.ts";
import { Mounts } from "../../../src/work/files/mounts.ts";
import { tree } from "../../support/tree.ts";

/** Lines as in proc_pid_mountinfo(5). */
const line = (point: string, type: string) => `36 35 98:0 / ${point} rw,noatime master:1 - ${type} /dev/x rw`;
const of = (text: string, clock = () => 0) => new Mounts(clock, () => text);

test("the innermost mount counts, and of several at one point the last", () => {
  const mounts = of(
    [
      line("/", "ext4"),
      line("/srv", "nfs4"),
      line("/srv/my\\040disk", "xfs"),
      line("/m", "ext4"),
      line("/m", "cifs"),
    ].join("\n"),
  );
  const type = (path: string) => mounts.of(path)?.type;
  expect(["/", "/srvx", "/srv", "/srv/a/b", "/m/x"].map(type)).toEqual(["ext4", "ext4", "nfs4", "nfs4", "cifs"]);
  // Whatever is below one that may be dead is not asked for.
  expect(mounts.of("/srv/my disk/a")).toMatchObject({ type: "nfs4", isLocal: false });
});

test("which are on this machine, and which tell of all changes", () => {
  const of1 = (type: string) => of(line("/", type)).of("/x");
  for (const type of ["ext4", "xfs", "btrfs", "tmpfs"])
    expect(of1(type)).toMatchObject({ isLocal: true, tellsOfChanges: true });
  for (const type of ["overlay"]) expect(of1(type)).toMatchObject({ isLocal: true, tellsOfChanges: false });
  for (const type of [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "fuse",
    "fuse.mergerfs",
    "fuse.sshfs",
    "9p",
    "virtiofs",
    "ceph",
    "autofs",
  ]) {
    expect(of1(type)).toMatchObject({ isLocal: false, tellsOfChanges: false });
  }
});

test("links on local disks are followed, to where they lead", () => {
  using dir = tree();
  dir.folder("a/b");
  symlinkSync("/far/away", dir.path("far"));
  symlinkSync("../a", dir.path("a/up"));
  symlinkSync("loop", dir.path("loop"));
  const mounts = of([line("/", "ext4"), line("/far", "nfs4")].join("\n"));
  expect(mounts.of(dir.path("a/b"))?.type).toBe("ext4");
  expect(mounts.of(dir.path("a/up/b"))?.type).toBe("ext4");
  expect(mounts.of(dir.path("far/deep"))?.type).toBe("nfs4");
  expect(mounts.of(dir.path("loop/x"))).toBeNull();
});

test("a folder's own file system, mounts below it and its links may not tell of every change", () => {
  using dir = tree();
  dir.folder("a/b");
  dir.folder("ab");
  symlinkSync("/far/away", dir.path("a/far"));
  symlinkSync("a", dir.path("link"));
  const untold = (folder: string, links: string[], ...lines: string[]) =>
    of([line("/", "ext4"), line("/far", "nfs4"), ...lines].join("\n")).untold(dir.path(folder), links)?.type ?? null;
  expect(untold("a", [])).toBeNull();
  expect(untold("a", ["b"])).toBeNull();
  expect(untold("a", ["far"])).toBe("nfs4");
  expect(untold("a", [], line(dir.path("a"), "overlay"))).toBe("overlay");
  expect(untold("link", [], line(dir.path("a/b"), "fuse.mergerfs"))).toBe("fuse.mergerfs");
  expect(untold("a", [], line(dir.path("ab"), "cifs"))).toBeNull();
});

test("a mount whose name is no UTF-8 is known by its bytes", () => {
  const far = decodePath(Uint8Array.of(0x2f, 0x72, 0xff));
  expect(of([line("/", "ext4"), line(far, "nfs4")].join("\n")).of(`${far}/x`)?.type).toBe("nfs4");
});

test("what is mounted later is seen in time, and a system without the list says nothing", () => {
  let now = 0;
  let text = line("/", "ext4");
  const mounts = new Mounts(
    () => now,
    () => text,
  );
  expect(mounts.of("/srv/a")?.type).toBe("ext4");
  text += `\n${line("/srv", "nfs4")}`;
  now = 5_001;
  expect(mounts.of("/srv/a")?.type).toBe("nfs4");
  const none = () => {
    throw new Error("ENOENT");
  };
  expect(new Mounts(() => 0, none).of("/")).toBeNull();
});

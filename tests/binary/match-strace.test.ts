import { expect } from "bun:test";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";
import { CAN_MOUNT, Mount } from "../support/mounts.ts";
import { testWith } from "../support/needs.ts";
import { buildTorrent, contentOf } from "../support/torrent-builder.ts";
import { tree } from "../support/tree.ts";

const STRACE = Bun.which("strace");
const CALLS = "%file,ftruncate,fallocate,fchmod,fchown,pwrite64,mmap,ioctl";
/** Calls that change something at a path, whatever their flags. */
const CHANGING =
  /^(?:\[pid +\d+\] )?\d* ?(?:rename|renameat2?|unlink|unlinkat|link|linkat|symlink|symlinkat|mkdir|mkdirat|rmdir|chmod|fchmodat2?|chown|lchown|fchownat|utime|utimes|utimensat|futimesat|truncate|mknod|mknodat|creat|setxattr|lsetxattr|removexattr)\(/;
const WRITING = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)/;

testWith(STRACE !== null, "strace")(
  "the system never sees a call that could write below a root of the library",
  async () => {
    using dir = tree();
    const files = [
      { path: "a.mkv", length: 300_000 },
      { path: "sub/b.nfo", length: 90 },
    ];
    dir.write("torrents/t.torrent", buildTorrent({ name: "T", files, pieceLength: 16_384 }));
    dir.write("library/renamed.mkv", contentOf(files[0] as { path: string }));
    dir.write("library/x/b.nfo", contentOf(files[1] as { path: string }));
    const program = await binary();
    const match = ["match", "library", "--torrents", "torrents", "--out", "out", "--state", "s.db"];
    const { exitCode } = Bun.spawnSync(
      [STRACE as string, "-f", "-o", "trace", "-e", `trace=${CALLS}`, program, ...match],
      {
        cwd: dir.root,
        env: { PATH: process.env["PATH"] ?? "", HOME: dir.root },
      },
    );
    expect(exitCode).toBe(0);
    const trace = (await Bun.file(dir.path("trace")).text()).split("\n");
    const below = trace.filter((line) => line.includes(`${dir.path("library")}`));
    expect(below.some((line) => line.includes("renamed.mkv") && line.includes("O_RDONLY"))).toBe(true);
    expect(below.filter((line) => CHANGING.test(line) || WRITING.test(line))).toEqual([]);
    // Relative paths would not be found above.
    expect(trace.filter((line) => /"library/.test(line) && !line.includes("execve"))).toEqual([]);
  },
  BUILD_TIMEOUT,
);

testWith(STRACE !== null && CAN_MOUNT, "strace, or right to mount")(
  "each disk has one reader, in the order of its inodes, and two disks are read at a time",
  async () => {
    using dir = tree();
    // Inodes in the order of writing, which is neither that of names nor that of the torrent.
    const order = ["3", "1", "4", "2"];
    // Sizes of their own: files of one size are told apart by single pieces first.
    const files = ["1", "2", "3", "4"].flatMap((name) => [
      { path: `one-${name}.mkv`, length: 3_000_000 + Number(name) },
      { path: `two-${name}.mkv`, length: 3_000_010 + Number(name) },
    ]);
    dir.write("torrents/t.torrent", buildTorrent({ name: "T", files, pieceLength: 262_144 }));
    using one = Mount.tmpfs(dir.folder("one"), "20m");
    using two = Mount.tmpfs(dir.folder("two"), "20m");
    for (const name of order) {
      for (const disk of ["one", "two"]) {
        const file = files.find(({ path }) => path === `${disk}-${name}.mkv`);
        if (file) dir.write(`${disk}/${file.path}`, contentOf(file));
      }
    }
    const match = ["match", one.path, two.path, "--torrents", "torrents", "--state", "s.db"];
    const { exitCode, stdout } = Bun.spawnSync(
      [STRACE as string, "-f", "-o", "trace", "-e", "trace=openat,close", await binary(), ...match],
      { cwd: dir.root, env: { PATH: process.env["PATH"] ?? "", HOME: dir.root } },
    );
    expect([exitCode, stdout.toString()]).toEqual([0, expect.stringContaining("READY")]);
    const open = new Map<string, string>();
    const read: Record<string, string[]> = { one: [], two: [] };
    let together = 0;
    for (const line of (await Bun.file(dir.path("trace")).text()).split("\n")) {
      const [, disk = "", name = "", fd = ""] = /"[^"]*\/(one|two)-(\d)\.mkv".* = (\d+)$/.exec(line) ?? [];
      if (fd !== "") {
        expect([...open.values()]).not.toContain(disk);
        open.set(fd, disk);
        read[disk]?.push(name);
      }
      if (open.size === 2) together++;
      open.delete(/ close\((\d+)/.exec(line)?.[1] ?? "");
    }
    expect(read).toEqual({ one: order, two: order });
    expect(together).toBeGreaterThan(0);
  },
  BUILD_TIMEOUT,
);

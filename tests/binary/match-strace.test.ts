import { expect } from "bun:test";
import { BUILD_TIMEOUT, binary } from "../support/binary.ts";
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

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { BUILD_TIMEOUT, binary, type Ended, runProgram } from "../support/binary.ts";
import { Disk, MAY_MOUNT } from "../support/mount.ts";
import { testWith } from "../support/needs.ts";
import { plainTorrent } from "../support/plain-torrent.ts";
import { jsonLines } from "../support/run.ts";
import { tree } from "../support/tree.ts";

const FULL = "reseeder: Cannot write the output: the disk is full\n";
const HAS_FULL = existsSync("/dev/full");

let reseeder: string;
const dir = tree({
  "t/1.torrent": plainTorrent("a", 1000),
  // More than a pipe or one write takes.
  "t/2.torrent": plainTorrent(
    "many",
    Array.from({ length: 20_000 }, (_, i): [string, number] => [`folder/file ${i}`, 10]),
  ),
});
beforeAll(async () => {
  reseeder = await binary();
  await runProgram(reseeder, ["scan", "t"], { cwd: dir.root });
}, BUILD_TIMEOUT);
afterAll(() => dir[Symbol.dispose]());

/** Runs the program by a shell that sends its standard output elsewhere. */
async function into(target: string, args: string): Promise<Ended> {
  const { code, err, out } = await runProgram(
    "/bin/bash",
    ["-c", `"${reseeder}" ${args} ${target}; exit \${PIPESTATUS[0]}`],
    {
      cwd: dir.root,
    },
  );
  return { code, err, out };
}

describe("on a full disk", () => {
  testWith(HAS_FULL, "/dev/full")("the program says so and fails", async () => {
    const calls = [
      "--version",
      "--help",
      "help torrents",
      "completions zsh",
      "service print --bin /bin/true",
      "trackers-json --url https://t.example/",
      "stats",
      "settings list --json",
      "torrents list --json",
      "torrents export",
      "torrents export --format zip",
      "scan --json",
      "backup --json",
      "serve --port 0",
    ];
    for (const call of calls) {
      const { code, err } = await into("> /dev/full", call);
      expect([call, code, err.includes(FULL)]).toEqual([call, 1, true]);
      expect(err).not.toMatch(/exported|Cancelled|Set up once:/);
    }
  });

  testWith(HAS_FULL, "/dev/full")("a token that nobody saw is not in force", async () => {
    const { code, err } = await into("> /dev/full", "token create site");
    expect([code, err.startsWith(FULL), err.includes("It is not shown again")]).toEqual([1, true, false]);
    const { out } = await into("", "token list --json");
    expect(jsonLines(out).flat()).toMatchObject([{ name: "site", state: "revoked" }]);
  });

  testWith(MAY_MOUNT, "right to mount")(
    "what fits in part is a failure, and a file leaves nothing behind",
    async () => {
      using disk = new Disk(dir, 16);
      const piped = await into(`> ${disk.path}/t.tar`, "torrents export");
      expect([piped.code, piped.err.startsWith(FULL)]).toEqual([1, true]);
      const named = await into("", `torrents export --force ${disk.path}/t.zip`);
      expect([named.code, named.out, named.err]).toEqual([1, "", expect.stringContaining("t.zip: the disk is full\n")]);
      expect(readdirSync(disk.path)).toEqual(["t.tar"]);
    },
  );
});

test("whoever reads no more ends it with 141 and no word", async () => {
  for (const call of ["--help", "torrents export", "settings list", "torrents list --json"]) {
    const { code, err } = await into("| true", call);
    expect([call, code === 141 || code === 0, err]).toEqual([call, true, ""]);
  }
  // More than the pipe holds: it cannot have been taken.
  expect((await into("| true", "torrents export")).code).toBe(141);
});

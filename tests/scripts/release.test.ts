import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Platform, release, releaseName, TARGETS } from "../../scripts/release.ts";
import { BUILD_TIMEOUT, runProgram } from "../support/binary.ts";
import { testWith } from "../support/needs.ts";
import { HOST, hasRuntime } from "../support/runtimes.ts";

const VERSION = { version: "1.2.3", commit: "0123456789ab" };

const platforms = (Object.keys(TARGETS) as Platform[]).filter(hasRuntime);
const absent = Object.keys(TARGETS).filter((platform) => !platforms.includes(platform as Platform));
if (absent.length > 0) {
  console.warn(`tests/scripts/release.test.ts: not built, no runtime on this machine: ${absent.join(", ")}`);
}

const folder = mkdtempSync(join(tmpdir(), "reseeder-release-"));
const path = (platform: Platform) => join(folder, releaseName("1.2.3", platform));
let sums: string[];
beforeAll(async () => {
  sums = await release(folder, VERSION, () => {}, platforms);
}, BUILD_TIMEOUT);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The instruction set and the kind of a program, from its header. */
async function formatOf(file: string): Promise<string> {
  const bytes = Buffer.from(await Bun.file(file).slice(0, 4096).bytes());
  if (bytes.readUInt32BE(0) === 0x7f454c46) {
    const machine = { 62: "x86-64", 183: "aarch64" }[bytes.readUInt16LE(18)] ?? "?";
    return `ELF ${machine} ${/\/lib(?:64)?\/(ld-[\w.-]+)/.exec(bytes.toString("latin1"))?.[1]}`;
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${bytes.readUInt32LE(4) === 0x0100000c ? "arm64" : "?"}`;
  const pe = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(0x3c) : 0;
  return `PE ${bytes.toString("latin1", pe, pe + 2)} ${bytes.readUInt16LE(pe + 4).toString(16)}`;
}

const FORMATS: Record<Platform, string> = {
  "linux-x64": "ELF x86-64 ld-linux-x86-64.so.2",
  "linux-arm64": "ELF aarch64 ld-linux-aarch64.so.1",
  "linux-x64-musl": "ELF x86-64 ld-musl-x86_64.so.1",
  "macos-arm64": "Mach-O arm64",
  "windows-x64": "PE PE 8664",
};

describe("a release", () => {
  test("holds the programs and their sums, and nothing else", () => {
    const names = platforms.map((platform) => releaseName("1.2.3", platform));
    expect(readdirSync(folder).sort()).toEqual([...names, "SHA256SUMS"].sort());
    expect(sums.map((line) => line.slice(66))).toEqual(names);
  });

  test("has sums that sha256sum finds right", () => {
    const { exitCode, stdout } = Bun.spawnSync(["sha256sum", "--check", "--strict", "SHA256SUMS"], { cwd: folder });
    expect([exitCode, stdout.toString().match(/: OK$/gm)?.length]).toEqual([0, platforms.length]);
  });

  test.each(platforms)("for %s is a program of that kind", async (platform) => {
    expect(await formatOf(path(platform))).toBe(FORMATS[platform]);
  });

  const host = testWith(HOST !== null, "linux-x64");
  host("starts where it is built", async () => {
    const { code, out } = await runProgram(path("linux-x64"), ["--version"], { cwd: folder });
    expect([code, out]).toEqual([0, "reseeder 1.2.3 (0123456789ab)\n"]);
  });

  host(
    "has the same bytes every time, in whatever folder",
    async () => {
      const again = mkdtempSync(join(tmpdir(), "reseeder-release-again-"));
      try {
        const repeated = await release(join(again, "deeper"), VERSION, () => {}, ["linux-x64"]);
        expect(repeated).toEqual(sums.filter((line) => line.endsWith("-linux-x64")));
      } finally {
        rmSync(again, { recursive: true });
      }
    },
    BUILD_TIMEOUT,
  );
});

const LIBRARIES = "/usr/aarch64-linux-gnu";
const qemu = Bun.which("qemu-aarch64-static") ?? Bun.which("qemu-aarch64");
const emulates = qemu !== null && existsSync(join(LIBRARIES, "lib")) && platforms.includes("linux-arm64");
const why = emulates ? "" : " (skipped: no qemu-user, its libraries, or the runtime)";
if (!emulates) console.warn("tests/scripts/release.test.ts: the program for arm64 is not started: no qemu-user here");

(emulates ? test : test.skip)(
  `for linux-arm64 indexes under an emulator${why}`,
  async () => {
    const torrents = join(import.meta.dir, "../../node_modules/webtorrent-fixtures/fixtures");
    const start = ["-L", LIBRARIES, path("linux-arm64")];
    const scan = await runProgram(qemu ?? "", [...start, "scan", "--json", "--db", "arm.db", torrents], {
      cwd: folder,
    });
    // One fixture is corrupt on purpose.
    expect([scan.code, JSON.parse(scan.out.trim().split("\n").at(-1) ?? "")]).toMatchObject([
      3,
      { type: "done", found: 9 },
    ]);
    rmSync(join(folder, "arm.db"));
  },
  60_000,
);

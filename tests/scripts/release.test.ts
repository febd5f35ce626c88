import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packages } from "../../scripts/release/notices.ts";
import { type Platform, release, releaseName, TARGETS } from "../../scripts/release.ts";
import { BUILD_TIMEOUT, runProgram } from "../support/binary.ts";
import { testWith } from "../support/needs.ts";
import { ROOT } from "../support/root.ts";
import { HOST, hasRuntime } from "../support/runtimes.ts";

const DATE = Date.UTC(2026, 10, 27, 12, 34, 56) / 1000;
/** Compressed in a hurry: ours is the packing, not the compression. */
const VERSION = { version: "1.2.3", commit: "0123456789ab", date: DATE, level: 1 };

/** Building and packing one takes some five seconds: the suite makes one of each kind of archive. */
const wanted: readonly Platform[] =
  process.env["RESEEDER_E2E"] === "1" ? (Object.keys(TARGETS) as Platform[]) : ["linux-x64", "windows-x64"];
const platforms = wanted.filter(hasRuntime);
const absent = wanted.filter((platform) => !platforms.includes(platform));
if (absent.length > 0) {
  console.warn(`tests/scripts/release.test.ts: not built, no runtime on this machine: ${absent.join(", ")}`);
}

const folder = mkdtempSync(join(tmpdir(), "reseeder-release-"));
/** The unpacked archive of a platform. */
const unpacked = (platform: Platform, ...path: string[]) =>
  join(folder, "unpacked", `reseeder-1.2.3-${platform}`, ...path);
const path = (platform: Platform) => unpacked(platform, platform.startsWith("windows") ? "reseeder.exe" : "reseeder");
let sums: string[];
beforeAll(async () => {
  sums = await release(join(folder, "made"), VERSION, () => {}, platforms);
  mkdirSync(join(folder, "unpacked"));
  for (const platform of platforms) {
    const archive = join(folder, "made", releaseName("1.2.3", platform));
    // Another program than ours reads them.
    const unpack = archive.endsWith(".zip")
      ? ["python3", "-m", "zipfile", "-e", archive, "."]
      : ["tar", "-xzf", archive];
    const { success, stderr } = Bun.spawnSync(unpack, { cwd: join(folder, "unpacked") });
    if (!success) throw new Error(`${unpack.join(" ")}: ${stderr}`);
  }
}, wanted.length * BUILD_TIMEOUT);
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
  test("holds the archives and their sums, and nothing else", () => {
    const names = platforms.map((platform) => releaseName("1.2.3", platform));
    expect(readdirSync(join(folder, "made")).sort()).toEqual([...names, "SHA256SUMS"].sort());
    expect(sums.map((line) => line.slice(66))).toEqual(names);
  });

  test("has sums that sha256sum finds right", () => {
    const made = join(folder, "made");
    const { exitCode, stdout } = Bun.spawnSync(["sha256sum", "--check", "--strict", "SHA256SUMS"], { cwd: made });
    expect([exitCode, stdout.toString().match(/: OK$/gm)?.length]).toEqual([0, platforms.length]);
  });

  test.each(platforms)("for %s is a program of that kind, with what belongs to it", async (platform) => {
    expect(await formatOf(path(platform))).toBe(FORMATS[platform]);
    for (const name of ["LICENSE", "README.md", "CHANGELOG.md", "docs/windows.md", "docs/page-light.png"]) {
      expect(readFileSync(unpacked(platform, name)).equals(readFileSync(join(ROOT, name)))).toBe(true);
    }
    expect(readFileSync(unpacked(platform, "reseeder.1"), "utf8")).toStartWith(
      '.TH RESEEDER 1 2026-11-27 "reseeder 1.2.3"',
    );
    expect(readdirSync(unpacked(platform, "completions")).sort()).toEqual([
      "_reseeder",
      "reseeder.bash",
      "reseeder.fish",
    ]);
  });

  test.each(platforms.filter((platform) => !platform.startsWith("windows")))(
    "for %s has one time, no owner, names in order, and only the program may be run",
    (platform) => {
      const archive = join(folder, "made", releaseName("1.2.3", platform));
      const { stdout } = Bun.spawnSync(["tar", "-tvzf", archive, "--numeric-owner", "--full-time"], {
        env: { TZ: "UTC" },
      });
      const lines = stdout
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.split(/\s+/));
      const names = lines.map((words) => words[5] ?? "");
      expect(names).toEqual([...names].sort());
      for (const [mode, owner, , day, time, name = ""] of lines) {
        const isProgram = name.endsWith("/reseeder");
        expect([name, mode]).toEqual([name, isProgram ? "-rwxr-xr-x" : "-rw-r--r--"]);
        expect([owner, day, time]).toEqual(["0/0", "2026-11-27", "12:34:56"]);
      }
      expect(statSync(path(platform)).mode & 0o777).toBe(0o755);
    },
  );

  test("names every package that is in the program, with its license", async () => {
    const notices = readFileSync(unpacked(platforms[0] as Platform, "THIRD-PARTY-NOTICES.txt"), "utf8");
    const found = await packages();
    for (const { name, version } of found) expect(notices).toContain(`\n${name} ${version}\n`);
    const names = found.map(({ name }) => name);
    const { dependencies } = await Bun.file(join(ROOT, "package.json")).json();
    expect(names).toEqual(expect.arrayContaining([...Object.keys(dependencies), "scheduler", "yoga-layout", "vue"]));
    expect(names).not.toContain("playwright-core");
    expect(notices).toContain(`Bun ${Bun.version}\n`);
    expect(notices).toContain("GNU LIBRARY GENERAL PUBLIC LICENSE");
  });

  const host = testWith(HOST !== null, "linux-x64");
  host("starts where it is unpacked", async () => {
    const { code, out } = await runProgram(path("linux-x64"), ["--version"], { cwd: folder });
    expect([code, out]).toEqual([0, "reseeder 1.2.3 (0123456789ab)\n"]);
  });

  host("has the completions that the program itself prints", async () => {
    for (const [shell, name] of [
      ["bash", "reseeder.bash"],
      ["zsh", "_reseeder"],
      ["fish", "reseeder.fish"],
    ] as const) {
      const { out } = await runProgram(path("linux-x64"), ["completions", shell], { cwd: folder });
      expect(out).toBe(readFileSync(unpacked("linux-x64", "completions", name), "utf8"));
    }
  });

  host(
    "has the same bytes every time, in whatever folder",
    async () => {
      const again = mkdtempSync(join(tmpdir(), "reseeder-release-again-"));
      try {
        const repeated = await release(join(again, "deeper"), VERSION, () => {}, ["linux-x64"]);
        expect(repeated).toEqual(sums.filter((line) => line.includes("-linux-x64.")));
      } finally {
        rmSync(again, { recursive: true });
      }
    },
    2 * BUILD_TIMEOUT,
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
  BUILD_TIMEOUT,
);

// Builds the archives of a release, the same bytes from the same commit:
//   bun run release [PLATFORM…]     all of them into dist/release, with SHA256SUMS
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";
import { type ReleaseFile, tarGz, zip } from "./release/archive.ts";
import { contents } from "./release/contents.ts";

/** Bun's compile target for each `OS-ARCH` that is handed out. */
export const TARGETS = {
  "linux-x64": "bun-linux-x64",
  "linux-arm64": "bun-linux-arm64",
  "linux-x64-musl": "bun-linux-x64-musl",
  "macos-arm64": "bun-darwin-arm64",
  "windows-x64": "bun-windows-x64",
} as const satisfies Record<string, Bun.Build.CompileTarget>;

export type Platform = keyof typeof TARGETS;

/** What a release is made of. */
export interface ReleaseOptions {
  version: string;
  commit: string;
  /** Of all files in the archives, Unix seconds. */
  date: number;
  /** Of compression, 1 to 9; absent: what a release has. */
  level?: number;
}

/** File name of an archive: `reseeder-VERSION-OS-ARCH.tar.gz`, or `.zip` for Windows. */
export function releaseName(version: string, platform: Platform): string {
  return `${folderName(version, platform)}.${isWindows(platform) ? "zip" : "tar.gz"}`;
}

/**
 * Writes an archive for every platform, or for those given, into `folder`, which is emptied first, and SHA256SUMS
 * (`sha256sum -c` reads it). Calls `built` after each. Returns the lines of SHA256SUMS.
 */
export async function release(
  folder: string,
  { version, commit, date, level }: ReleaseOptions,
  built: (name: string, bytes: number) => void = () => {},
  platforms: readonly Platform[] = Object.keys(TARGETS) as Platform[],
): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const beside = await contents({ version, date });
  const sums: string[] = [];
  for (const platform of platforms) {
    const name = releaseName(version, platform);
    const program = await programFor(platform, version, commit);
    const files = [program, ...beside].map((file) => ({
      ...file,
      path: `${folderName(version, platform)}/${file.path}`,
    }));
    const bytes = isWindows(platform) ? zip(files, date, level) : tarGz(files, date, level);
    await Bun.write(join(folder, name), bytes);
    sums.push(`${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}  ${name}`);
    built(name, bytes.length);
  }
  await Bun.write(join(folder, "SHA256SUMS"), `${sums.join("\n")}\n`);
  return sums;
}

function folderName(version: string, platform: Platform): string {
  return `reseeder-${version}-${platform}`;
}

function isWindows(platform: Platform): boolean {
  return platform.startsWith("windows");
}

async function programFor(platform: Platform, version: string, commit: string): Promise<ReleaseFile> {
  const path = isWindows(platform) ? "reseeder.exe" : "reseeder";
  const folder = mkdtempSync(join(tmpdir(), "reseeder-build-"));
  try {
    const outfile = join(folder, path);
    await build({ outfile, target: TARGETS[platform], version, commit });
    return { path, bytes: await Bun.file(outfile).bytes(), isProgram: true };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When the checked-out commit was made, Unix seconds; outside git what SOURCE_DATE_EPOCH says, or 1980. */
function commitDate(): number {
  const { success, stdout } = Bun.spawnSync(["git", "-C", ROOT, "log", "-1", "--format=%ct"], { stderr: "ignore" });
  return success ? Number(stdout.toString()) : Number(process.env["SOURCE_DATE_EPOCH"] ?? Date.UTC(1980) / 1000);
}

function isPlatform(name: string): name is Platform {
  return Object.hasOwn(TARGETS, name);
}

if (import.meta.main) {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !isPlatform(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: expected ${Object.keys(TARGETS).join(", ")}`);
  const options = { version: await packageVersion(), commit: currentCommit(), date: commitDate() };
  console.log(`reseeder ${options.version} (${options.commit}) → dist/release`);
  const show = (name: string, bytes: number) => console.log(`  ${name}  ${Math.round(bytes / 1e6)} MB`);
  await release(
    join(ROOT, "dist/release"),
    options,
    show,
    asked.length > 0 ? asked.filter(isPlatform) : (Object.keys(TARGETS) as Platform[]),
  );
  console.log("  SHA256SUMS");
}

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";

/** Bun's compile target for each `OS-ARCH` that is handed out. */
export const TARGETS = {
  "linux-x64": "bun-linux-x64",
  "linux-arm64": "bun-linux-arm64",
  "linux-x64-musl": "bun-linux-x64-musl",
  "macos-arm64": "bun-darwin-arm64",
  "windows-x64": "bun-windows-x64",
} as const satisfies Record<string, Bun.Build.CompileTarget>;

export type Platform = keyof typeof TARGETS;

/** File name of a released program: `reseeder-VERSION-OS-ARCH`, with `.exe` on Windows. */
export function releaseName(version: string, platform: Platform): string {
  return `reseeder-${version}-${platform}${platform.startsWith("windows") ? ".exe" : ""}`;
}

/**
 * Builds the program for every platform, or for those given, into `folder`, which is emptied first, and writes SHA256SUMS there
 * (`sha256sum -c` reads it). Calls `built` after each. Returns the lines of SHA256SUMS.
 */
export async function release(
  folder: string,
  { version, commit }: { version: string; commit: string },
  built: (name: string, bytes: number) => void = () => {},
  platforms: readonly Platform[] = Object.keys(TARGETS) as Platform[],
): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sums: string[] = [];
  for (const platform of platforms) {
    const name = releaseName(version, platform);
    const outfile = join(folder, name);
    await build({ outfile, target: TARGETS[platform], version, commit });
    const bytes = await Bun.file(outfile).bytes();
    sums.push(`${new Bun.CryptoHasher("sha256").update(bytes).digest("hex")}  ${name}`);
    built(name, bytes.length);
  }
  await Bun.write(join(folder, "SHA256SUMS"), `${sums.join("\n")}\n`);
  return sums;
}

if (import.meta.main) {
  const [version, commit] = [await packageVersion(), currentCommit()];
  console.log(`reseeder ${version} (${commit}) → dist/release`);
  const show = (name: string, bytes: number) => console.log(`  ${name}  ${Math.round(bytes / 1e6)} MB`);
  await release(join(ROOT, "dist/release"), { version, commit }, show);
  console.log("  SHA256SUMS");
}

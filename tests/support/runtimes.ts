import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Bun fetches the runtime of another platform when it first builds for it; tests use what is there. */
const CACHE =
  process.env["BUN_INSTALL_CACHE_DIR"] ?? join(process.env["BUN_INSTALL"] ?? join(homedir(), ".bun"), "install/cache");

const RUNTIMES = {
  "linux-x64": "bun-linux-x64",
  "linux-arm64": "bun-linux-aarch64",
  "linux-x64-musl": "bun-linux-x64-musl",
  "macos-arm64": "bun-darwin-aarch64",
  "windows-x64": "bun-windows-x64",
} as const;

/** The platform that tests run on, as releases name it; null for another one than Linux on x64. */
export const HOST = process.platform === "linux" && process.arch === "x64" ? "linux-x64" : null;

/** Whether a program for this platform can be built here without fetching anything. */
export function hasRuntime(platform: keyof typeof RUNTIMES): boolean {
  return platform === HOST || existsSync(join(CACHE, `${RUNTIMES[platform]}-v${Bun.version}`));
}

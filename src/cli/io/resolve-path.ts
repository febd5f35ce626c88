import { realpathSync } from "node:fs";
import { resolve } from "node:path";

/**
 * A path that was given on the command line, made absolute. Bun's own `resolve` loses the bytes of paths that are no
 * UTF-8, of which only POSIX systems have any. On Windows, where case means nothing, spelt as on disk: two spellings of
 * a scan path would be two.
 */
export function resolvePath(cwd: string, path: string): string {
  if (cwd.isWellFormed() && path.isWellFormed()) return asOnDisk(resolve(cwd, path));
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

function asOnDisk(path: string): string {
  if (process.platform !== "win32") return path;
  try {
    const real = realpathSync.native(path);
    // Else a link or a mapped drive leads elsewhere, and the path was meant as it was given.
    if (real.toLowerCase() === path.toLowerCase()) return real;
  } catch {
    // Not there, which others say better.
  }
  return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

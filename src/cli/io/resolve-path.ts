import { resolve } from "node:path";

/**
 * A path that was given on the command line, made absolute. Bun's own `resolve` loses the bytes of paths that are no
 * UTF-8, of which only POSIX systems have any.
 */
export function resolvePath(cwd: string, path: string): string {
  if (cwd.isWellFormed() && path.isWellFormed()) return resolve(cwd, path);
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

import { trimEnd } from "../../core/trim-end.ts";
/** Which files of a library count: `--include` and `--exclude`, globs over the path below the root, case ignored. */
export interface PathFilter {
  /** @param path parts joined with `/`, below the root */
  takesFile(path: string): boolean;
  /** False where nothing below the folder can count. */
  takesFolder(path: string): boolean;
}

/**
 * A pattern without `/` is compared with every part of a path (`Sample`, `*.nfo`), one with `/` with the whole path
 * below the root. What an exclude names is left out with all below it; with includes, only files that one of them names,
 * or that lie below a folder that one of them names.
 */
export function pathFilter(include: readonly string[], exclude: readonly string[]): PathFilter {
  const wanted = include.map(matcherOf);
  const unwanted = exclude.map(matcherOf);
  const isOut = (path: string) => unwanted.some((matches) => matches(path));
  return {
    takesFile: (path) =>
      !isOut(path) && (wanted.length === 0 || prefixes(path).some((part) => wanted.some((m) => m(part)))),
    takesFolder: (path) => !isOut(path),
  };
}

function matcherOf(pattern: string): (path: string) => boolean {
  const folded = trimEnd(pattern.toLowerCase(), "/").replace(/^\/+/, "");
  const glob = new Bun.Glob(folded);
  if (folded.includes("/")) return (path) => glob.match(path.toLowerCase());
  return (path) => glob.match(path.slice(path.lastIndexOf("/") + 1).toLowerCase());
}

/** A path and every folder above it. */
function prefixes(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

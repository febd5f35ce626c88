import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { sep } from "node:path";
import { decodePath, systemPath } from "../../core/path-bytes.ts";
import { YieldEvery } from "../../work/runtime/yield-every.ts";
import type { VerifiedStat } from "../match-result.ts";
import { Library } from "./library.ts";
import { MemoryLimit } from "./memory-limit.ts";
import type { PathFilter } from "./path-filter.ts";

/** A folder or file that could not be looked at. */
export interface WalkProblem {
  path: string;
  message: string;
}

export interface WalkOptions {
  filter: PathFilter;
  /** Absolute paths of folders that are passed over with all below them: those of our own links. */
  leaveOut?: ReadonlySet<string>;
  signal?: AbortSignal;
  onProgress?: (files: number) => void;
  onProblem: (problem: WalkProblem) => void;
}

/**
 * Every regular file below the roots, once with all its names (hard links), folders once however many roots and links
 * lead to them. Symbolic links to files and folders below a root are skipped (the walk comes there by itself); others are
 * followed once. Empty files count; what cannot be read is told and left out.
 * @param roots absolute paths of folders, or of files, which no filter leaves out
 */
export async function walkLibrary(roots: readonly string[], options: WalkOptions): Promise<Library> {
  const library = new Library();
  const visited = new Set<string>();
  const yields = new YieldEvery();
  const memory = new MemoryLimit(2_000);
  const waiting: Folder[] = roots.map((root) => ({ path: root, below: "" })).reverse();
  const links: Folder[] = [];
  for (let folder = waiting.pop() ?? links.pop(); folder !== undefined; folder = waiting.pop() ?? links.pop()) {
    if (options.signal?.aborted) break;
    if (options.leaveOut?.has(folder.path)) continue;
    try {
      const stat = statSync(systemPath(folder.path), { bigint: true });
      const { dev, ino } = stat;
      const key = `${dev}:${ino}`;
      if (visited.has(key)) continue;
      visited.add(key);
      if (stat.isFile()) {
        takeFile(folder.path, stat, library);
        continue;
      }
      for (const name of list(folder.path)) {
        look(name, folder, library, waiting, links, options);
        memory.note(1);
      }
    } catch (error) {
      options.onProblem({ path: folder.path, message: reason(error) });
    }
    if (yields.isDue) {
      options.onProgress?.(library.files);
      await yields.rest();
    }
  }
  return library;
}

interface Folder {
  /** Absolute, as the system takes it. */
  path: string;
  /** Below its root, parts joined with `/`; empty for the root. */
  below: string;
}

/** As in work/files/walk.ts: names that are no UTF-8 are listed again as bytes. */
function list(folder: string): string[] {
  const path = systemPath(folder);
  const names = readdirSync(path);
  if (!names.some((name) => name.includes("\ufffd"))) return names;
  return readdirSync(path, { encoding: "buffer" }).map((name) => decodePath(name));
}

function look(
  name: string,
  folder: Folder,
  library: Library,
  waiting: Folder[],
  links: Folder[],
  { filter, onProblem }: WalkOptions,
): void {
  const path = folder.path.endsWith(sep) ? `${folder.path}${name}` : `${folder.path}${sep}${name}`;
  const below = folder.below === "" ? name : `${folder.below}/${name}`;
  try {
    const own = lstatSync(systemPath(path), { bigint: true });
    if (own.isDirectory()) {
      if (filter.takesFolder(below)) waiting.push({ path, below });
    } else if (own.isSymbolicLink()) follow(path, below, library, links, filter);
    else if (own.isFile() && filter.takesFile(below)) {
      library.add({ folder: withSlashes(folder.path), name, stat: own });
    }
  } catch (error) {
    onProblem({ path, message: reason(error) });
  }
}

/** A link to nowhere, or in a circle, is no trouble of the user's library. */
function follow(path: string, below: string, library: Library, links: Folder[], filter: PathFilter): void {
  const target = statSync(systemPath(path), { bigint: true, throwIfNoEntry: false });
  if (target?.isDirectory()) {
    if (filter.takesFolder(below)) links.push({ path, below });
  } else if (target?.isFile() && filter.takesFile(below)) {
    takeFile(path, target, library);
  }
}

/** Takes a file by its own path: what is said of it must hold when a link to it is gone. */
function takeFile(path: string, stat: VerifiedStat, library: Library): void {
  const real = withSlashes(decodePath(realpathSync(systemPath(path), { encoding: "buffer" })));
  const cut = real.lastIndexOf("/");
  library.add({ folder: real.slice(0, cut) || "/", name: real.slice(cut + 1), stat });
}

/** A path of the system with `/` between its parts. */
export function withSlashes(path: string, separator: string = sep): string {
  return separator === "\\" ? path.replaceAll("\\", "/") : path;
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: "permission denied",
    ENOENT: "does not exist",
    ENOTDIR: "not a folder",
    ELOOP: "too many links",
  };
  return known[code ?? ""] ?? message;
}

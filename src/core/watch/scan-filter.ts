/** Which files and folders below a root are looked at; both are told by their own name, without what is above. */
export interface ScanFilter {
  /** True for a file or folder that is left out, with all that is in it. */
  excludes(name: string): boolean;
  /** True for a file whose name says that it is a .torrent. */
  includes(name: string): boolean;
}

/**
 * Reads the settings `scan_exclude` and `scan_include`: patterns separated by commas, in which `*` stands for any text and
 * `?` for one character. Upper and lower case are the same in `scan_include`.
 */
export function scanFilter(settings: { scan_exclude: string; scan_include: string }): ScanFilter {
  const exclude = patternsIn(settings.scan_exclude);
  const include = patternsIn(settings.scan_include).map((pattern) => pattern.toLowerCase());
  return {
    excludes: (name) => exclude.some((pattern) => matches(pattern, name)),
    includes: (name) => include.some((pattern) => matches(pattern, name.toLowerCase())),
  };
}

/** What holds where no setting is at hand: every folder, and files that end in `.torrent`. */
export const EVERYTHING: ScanFilter = scanFilter({ scan_exclude: "", scan_include: "?*.torrent" });

/** True where one part of a path below a root is left out. */
export function excludesPath(filter: ScanFilter, path: string): boolean {
  return path.split("/").some((name) => filter.excludes(name));
}

function patternsIn(text: string): string[] {
  return text
    .split(",")
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== "");
}

/** Whether a whole name matches; at most as many steps as name and pattern have characters, multiplied. */
function matches(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let from = 0;
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      from = n;
    } else if (pattern[p] === "?" || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++from;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

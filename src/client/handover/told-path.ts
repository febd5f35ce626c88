import { encodePath } from "../../core/path-bytes.ts";

/** What a file system takes as one name, and the system as a whole path, in bytes. */
const MAX_NAME = 255;
const MAX_PATH = 4096;

/**
 * Checks a path that a client told before anything is made there: `parts` below the torrent's folder, or why it is
 * rejected. Names come from strangers by way of a program that may be wrong.
 * @param folder the local folder that it is to lie below
 */
export function checkToldPath(folder: string, path: string): { parts: string[] } | { rejected: string } {
  const parts = path.split("/");
  if (path === "" || parts.some((part) => part === "")) return { rejected: "it has an empty part" };
  if (parts.some((part) => part === "." || part === "..")) return { rejected: "it leaves the torrent's folder" };
  if (path.includes("\0")) return { rejected: "it has a NUL in it" };
  const longest = Math.max(...parts.map((part) => encodePath(part).length));
  if (longest > MAX_NAME) return { rejected: `a name of ${longest} bytes; file systems take ${MAX_NAME}` };
  const whole = encodePath(folder).length + 1 + encodePath(path).length;
  if (whole >= MAX_PATH) return { rejected: `a path of ${whole} bytes; the system takes ${MAX_PATH - 1}` };
  return { parts };
}

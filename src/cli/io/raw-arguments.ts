import { readFileSync, readlinkSync } from "node:fs";
import { decodePath } from "../../core/path-bytes.ts";

/** What Bun puts in place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";

/**
 * The arguments with every byte that they were given with, as in core/path-bytes.ts; those that Bun has where the system
 * does not tell (only Linux does).
 * @param args what Bun makes of the last of them
 * @param read the bytes of proc_pid_cmdline(5)
 */
export function rawArguments(
  args: readonly string[],
  read: () => Uint8Array = () => readFileSync("/proc/self/cmdline"),
): string[] {
  if (!args.some((arg) => arg.includes(REPLACEMENT))) return [...args];
  const given = splitAtZeros(attempt(read) ?? new Uint8Array())
    .slice(-args.length)
    .map(decodePath);
  const isSame = given.length === args.length && given.every((arg, i) => !arg.isWellFormed() || arg === args[i]);
  return isSame ? given : [...args];
}

/** The working directory, in the same way. */
export function rawWorkingDirectory(
  cwd: string,
  read: () => Uint8Array = () => readlinkSync("/proc/self/cwd", "buffer"),
): string {
  if (!cwd.includes(REPLACEMENT)) return cwd;
  const bytes = attempt(read);
  return bytes ? decodePath(bytes) : cwd;
}

function attempt(read: () => Uint8Array): Uint8Array | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Each ends with a zero. */
function splitAtZeros(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return parts;
}

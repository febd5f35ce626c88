import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { isUnchanged } from "../../core/service/seal.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";

export interface PlacedFile {
  path: string;
  /** kept: it said the same already. */
  outcome: "written" | "replaced" | "kept";
}

/**
 * Writes files into a folder, which is made where it is missing: all of them, or none where one was changed by hand.
 * @param files name → content, sealed (core/service/seal.ts)
 * @throws ReseederError `FILE_CHANGED`, `FAILED` when the folder cannot be written
 */
export function placeFiles(
  folder: string,
  files: readonly { name: string; text: string }[],
  { force }: { force: boolean },
): PlacedFile[] {
  const planned = files.map(({ name, text }) => {
    const path = join(folder, name);
    const present = readIfThere(path);
    return { path, text, present };
  });
  const changed = planned.filter(({ present, text }) => present !== null && present !== text && !isUnchanged(present));
  if (changed.length > 0 && !force) {
    const names = changed.map(({ path }) => path).join(", ");
    throw new ReseederError("FILE_CHANGED", `Changed by hand, or not made by ReSeeder: ${names}`);
  }
  return planned.map(({ path, text, present }) => {
    if (present === text) return { path, outcome: "kept" };
    place(folder, path, text);
    return { path, outcome: present === null ? "written" : "replaced" };
  });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw unwritable(path, error);
  }
}

function place(folder: string, path: string, text: string): void {
  const temporary = `${path}.new`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, text, { mode: 0o644 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): ReseederError {
  const hint = "Run it as root, or choose another folder with --out DIR.";
  return new ReseederError("FAILED", `Cannot write ${path}: ${systemReason(cause)}`, { cause, hint });
}

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { type ExportTarget, fileTarget, folderTarget, streamTarget } from "../../../work/torrents/export-target.ts";
import type { Io } from "../../io/io.ts";

/**
 * Where an export goes: `-` is standard output, a TAR unless told; else the name or what lies there says what it is to be.
 * @throws ReseederError `USAGE` where that cannot be told, `FAILED` where something lies there
 */
export function exportTarget(
  io: Io,
  operand: string,
  format: unknown,
  force: boolean,
): { target: ExportTarget; isPipe: boolean } {
  if (operand === "-") {
    if (format === "folder") throw new ReseederError("USAGE", "--format folder: a folder needs a name");
    if (io.out.isTerminal) throw new ReseederError("USAGE", "Cannot write an archive to a terminal");
    return {
      target: streamTarget(format === "zip" ? "zip" : "tar", (bytes) => io.out.writeBytes(bytes)),
      isPipe: true,
    };
  }
  const path = resolve(io.cwd, operand);
  const said = format ?? (operand.endsWith("/") || isFolder(path) ? "folder" : formatOf(operand));
  if (said === "folder") return { target: folderTarget(path, force), isPipe: false };
  if (said === "tar" || said === "zip") return { target: fileTarget(path, said, force), isPipe: false };
  throw new ReseederError("USAGE", `${operand}: the name does not end in .tar or .zip`, {
    hint: "Use --format tar, zip or folder.",
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function formatOf(name: string): "tar" | "zip" | null {
  const end = name.slice(-4).toLowerCase();
  return end === ".tar" ? "tar" : end === ".zip" ? "zip" : null;
}

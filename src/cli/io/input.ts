import { ReseederError } from "../../core/errors.ts";
import { displayPath, systemPath } from "../../core/path-bytes.ts";
import type { Io } from "./io.ts";
import { resolvePath } from "./resolve-path.ts";

/**
 * The bytes of the file that an argument names, or of standard input for `-`.
 * @throws ReseederError FAILED where there is no file that can be read
 */
export async function openInput(io: Io, operand: string): Promise<AsyncIterable<Uint8Array>> {
  if (operand === "-") return io.stdin();
  const path = resolvePath(io.cwd, operand);
  // The declared type knows of no paths as bytes.
  const file = Bun.file(systemPath(path) as string);
  const isFile = await file.stat().then(
    (stat) => !stat.isDirectory(),
    () => false,
  );
  if (isFile) return file.stream();
  throw new ReseederError("FAILED", `${displayPath(path)} is not a readable file`, {
    hint: "Give a file, or - for standard input.",
  });
}

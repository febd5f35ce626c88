import { resolve } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import type { Io } from "./io.ts";

/**
 * The bytes of the file that an argument names, or of standard input for `-`.
 * @throws ReseederError FAILED where there is no file that can be read
 */
export async function openInput(io: Io, operand: string): Promise<AsyncIterable<Uint8Array>> {
  if (operand === "-") return io.stdin();
  const path = resolve(io.cwd, operand);
  const file = Bun.file(path);
  const isFile = await file.stat().then(
    (stat) => !stat.isDirectory(),
    () => false,
  );
  if (isFile) return file.stream();
  throw new ReseederError("FAILED", `${path} is no file that can be read`, {
    hint: "Name a file, or - for what is piped in.",
  });
}

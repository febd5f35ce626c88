import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { Flags, Values } from "../../command.ts";
import type { Io } from "../../io/io.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { defaultStatePath } from "./state-path.ts";

/** The flag of every command that remembers what was matched. */
export const STATE_FLAG = {
  state: { type: "string", valueHint: "FILE", description: "Keep results and runs in this file" },
} as const satisfies Flags;

/** Absolute. @throws ReseederError USAGE where the system names no place, and for a path that SQLite cannot be given */
export function statePath(io: Io, flags: Values<typeof STATE_FLAG>): string {
  const path = resolvePath(io.cwd, flags.state ?? defaultStatePath(io.env, process.platform));
  // The runtime's SQLite takes paths as text only.
  if (path.isWellFormed()) return path;
  throw new ReseederError(
    "USAGE",
    `The state file ${displayPath(path)} cannot be opened: its path is not valid UTF-8`,
    {
      hint: "Choose a path in UTF-8 with --state FILE.",
    },
  );
}

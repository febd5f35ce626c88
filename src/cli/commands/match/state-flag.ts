import { resolve } from "node:path";
import type { Flags, Values } from "../../command.ts";
import type { Io } from "../../io/io.ts";
import { defaultStatePath } from "./state-path.ts";

/** The flag of every command that remembers what was matched. */
export const STATE_FLAG = {
  state: { type: "string", valueHint: "FILE", description: "Remember results in this file" },
} as const satisfies Flags;

/** Absolute. @throws ReseederError USAGE where the system names no place */
export function statePath(io: Io, flags: Values<typeof STATE_FLAG>): string {
  const given = flags.state;
  return resolve(io.cwd, given === undefined ? defaultStatePath(io.env, process.platform) : String(given));
}

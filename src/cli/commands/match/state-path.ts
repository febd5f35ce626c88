import { posix, win32 } from "node:path";
import { ReseederError } from "../../../core/errors.ts";

/**
 * Where what was verified is remembered unless --state says: the user's state folder (XDG), on Windows %LOCALAPPDATA%.
 * @throws ReseederError USAGE where the system names neither
 */
export function defaultStatePath(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"] || (env["USERPROFILE"] && win32.join(env["USERPROFILE"], "AppData", "Local"));
    if (local) return win32.join(local, "ReSeeder", "match.db");
  } else {
    const state = env["XDG_STATE_HOME"];
    if (state && posix.isAbsolute(state)) return posix.join(state, "reseeder", "match.db");
    const home = env["HOME"];
    if (home)
      return posix.join(
        home,
        ...(platform === "darwin" ? ["Library", "Application Support"] : [".local", "state"]),
        "reseeder",
        "match.db",
      );
  }
  throw new ReseederError("USAGE", "No location for the state file", { hint: "Set one with --state FILE." });
}

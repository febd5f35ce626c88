import { resolve } from "node:path";
import { ReseederError } from "../../../core/errors.ts";
import { matchUnits } from "../../../core/service/match-units.ts";
import { seal } from "../../../core/service/seal.ts";
import type { ServiceFile } from "../../../core/service/service-plan.ts";
import { VERSION } from "../../../core/version.ts";
import type { Values } from "../../command.ts";
import { parseFlags } from "../../flags.ts";
import type { Io } from "../../io/io.ts";
import { MATCH_FLAGS } from "../match/match-flags.ts";
import type { SERVICE_FLAGS } from "./service-files.ts";

/**
 * The unit and the timer of `reseeder match`.
 * @param words of the user, as `match` takes them
 * @throws ReseederError USAGE for what `match` would reject, for paths that are not absolute, and for control characters
 */
export function matchFiles(io: Io, flags: Values<typeof SERVICE_FLAGS>, words: readonly string[]): ServiceFile[] {
  const bin = flags.bin ?? io.executable;
  if (bin === null) {
    const hint = "Build the binary with `bun run build`, or set its path with --bin FILE.";
    throw new ReseederError("USAGE", "ReSeeder runs from source, so there is no binary for the services", { hint });
  }
  if (words.some((word) => /\p{C}/u.test(word))) {
    throw new ReseederError("USAGE", "A unit may not contain control characters");
  }
  const parsed = parseFlags(words, MATCH_FLAGS, {});
  if (parsed.operands.length === 0) {
    throw new ReseederError("USAGE", "The arguments of match are missing", {
      hint: "reseeder service print match -- /data/media --server URL --link /data/links --client KIND:URL",
    });
  }
  // A service has no current directory.
  const { link, out, torrents, trackers, state } = parsed.flags;
  const paths = [...parsed.operands, ...link, out, torrents, trackers, state];
  const relative = paths.find((path) => path !== undefined && !path.startsWith("/"));
  if (relative !== undefined) {
    throw new ReseederError("USAGE", `${JSON.stringify(relative)}: a systemd unit needs absolute paths`, {
      hint: resolve(io.cwd, relative),
    });
  }
  const plan = { bin: resolve(io.cwd, bin), user: flags.user };
  return matchUnits(plan, words).map(({ name, text }) => ({ name, text: seal(text, VERSION) }));
}

import type { Recovered } from "../../../client/runs/recover.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import type { Io } from "../../io/io.ts";
import { writeJson } from "../../output/output.ts";
import { shownName } from "./match-output.ts";

const SAYS: Readonly<Record<Recovered["outcome"], string>> = {
  finished: "seeding; an earlier run ended before it could report this",
  undone: "undone; an earlier run was interrupted",
  waiting: "left unfinished by an earlier run, and its client is not reachable now",
};

/** Tells what an earlier run left half done; answers how many still are. */
export function tellRecovered(io: Io, recovered: readonly Recovered[], json: boolean): number {
  for (const { torrent, outcome, left, problem } of recovered) {
    if (json) {
      const { hashes, name } = torrent;
      const info_hash = hashes[0] ?? null;
      writeJson(io.out, { type: "recovered", info_hash, name, outcome, left: left.map(displayPath), problem });
      continue;
    }
    io.err.write(
      `${shownName(torrent.name)}: ${SAYS[outcome]}${problem === null ? "" : ` (${shownName(problem, 500)})`}\n`,
    );
    for (const path of left) io.err.write(`Kept, not created by ReSeeder: ${displayPath(path)}\n`);
  }
  return recovered.filter(({ outcome }) => outcome === "waiting").length;
}

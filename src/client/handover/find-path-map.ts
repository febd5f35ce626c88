import { basename } from "node:path";
import type { PathPair } from "./path-map.ts";

/** A file that the client holds whole, under its own path. */
export interface SeenFile {
  path: string;
  size: number;
}

/** How many files have to agree on a pair of folders, unless there are fewer. */
const ENOUGH = 3;

/**
 * Finds out what the client calls our folders, from files of the same name and size on both sides: the longest common
 * end of the two paths is taken off, and the pair of beginnings that most files agree on counts. Pairs that fewer than
 * three files, or a twentieth of what the best has, speak for are chance.
 * @param local files here, as many as are known
 */
export function findPathPairs(
  held: readonly SeenFile[],
  local: Iterable<SeenFile>,
): { pairs: PathPair[]; evidence: number } {
  const twins = new Map<string, string | null>(held.map((file) => [keyOf(file), null]));
  const several = new Set<string>();
  for (const file of local) {
    const key = keyOf(file);
    const twin = twins.get(key);
    if (twin === null) twins.set(key, file.path);
    else if (twin !== undefined) several.add(key);
  }
  const votes = new Map<string, PathPair & { votes: number }>();
  let seen = 0;
  for (const file of held) {
    const twin = twins.get(keyOf(file)) ?? null;
    // Small files are alike everywhere (.nfo), and what stands here several times says little.
    if (twin === null || several.has(keyOf(file))) continue;
    seen++;
    const pair = beginnings(twin, file.path);
    const key = `${pair.local}\0${pair.client}`;
    const vote = votes.get(key) ?? { ...pair, votes: 0 };
    vote.votes++;
    votes.set(key, vote);
  }
  const ranked = [...votes.values()].sort((a, b) => b.votes - a.votes);
  const most = ranked[0]?.votes ?? 0;
  const least = Math.max(Math.min(ENOUGH, most), most / 20);
  const taken: PathPair[] = [];
  for (const { local, client, votes } of ranked) {
    // One folder has one name; what says otherwise and has fewer votes is a file that was moved.
    if (votes < least || taken.some((pair) => pair.local === local || pair.client === client)) continue;
    taken.push({ local, client });
  }
  return { pairs: taken, evidence: seen };
}

function keyOf({ path, size }: SeenFile): string {
  return `${size}:${basename(path)}`;
}

/** Neither side becomes `/` unless both do: `/mnt/data` is `/data`, which does not make `/mnt` all that the client has. */
function beginnings(local: string, client: string): PathPair {
  const [here, there] = [local.split("/"), client.split("/")];
  while (here.at(-1) === there.at(-1) && here.length > 1) {
    if (here.length !== there.length && Math.min(here.length, there.length) === 2) break;
    here.pop();
    there.pop();
  }
  return { local: here.join("/") || "/", client: there.join("/") || "/" };
}

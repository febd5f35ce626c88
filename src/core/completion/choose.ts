import { pieceSegments, piecesTouching } from "../torrent/pieces.ts";
import type { PieceHashing } from "../verify/hashing.ts";
import type { LocalFile } from "../verify/local-file.ts";
import type { PieceMap } from "../verify/piece-map.ts";
import { type Candidate, type Candidates, likeliest } from "./candidates.ts";
import { pieceHolds, probesOf } from "./probe.ts";

/** What choosing needs of the world. */
export interface ChooseOptions {
  hashing: PieceHashing;
  /** A file of the library by its number. */
  fileOf: (local: number) => LocalFile;
  signal?: AbortSignal;
  /** Local files that were verified for this torrent and differ: taken only where there is no other. Small files are then looked at more closely. */
  avoid?: ReadonlySet<number>;
}

/** Pieces read to choose for one torrent; beyond it the likeliest is taken. */
const MAX_PROBES = 4_000;
/** Ways to fill one piece across small files that are tried. */
const MAX_WAYS = 256;

/**
 * Chooses a local file for each file of a torrent, null where none is likely: the only one of its name and size as it
 * is; among several, and where only the size speaks for it, whichever has a piece that holds. What is too small to have
 * a piece of its own is settled by the pieces that it shares with its neighbours. Reads single pieces, never whole
 * files; what comes out still has to be verified.
 */
export async function chooseFiles(
  map: PieceMap,
  candidates: Candidates,
  options: ChooseOptions,
): Promise<(number | null)[]> {
  const budget = { left: MAX_PROBES };
  const chosen: (number | null)[] = map.files.map(() => null);
  const small: number[] = [];
  for (const [file, all] of candidates.entries()) {
    const list = likeliest(preferred(all, options.avoid));
    const [first] = list;
    if (first === undefined || options.signal?.aborted) continue;
    const probes = probesOf(map, file);
    if (probes.length === 0) {
      chosen[file] = first.local;
      small.push(file);
    } else if (list.length === 1 && first.likeness !== "other") chosen[file] = first.local;
    else chosen[file] = await chooseByProbe(map, list, probes, budget, options);
  }
  if (map.v1 !== null) await settleSmall(map, candidates, chosen, small, budget, options);
  return chosen;
}

function preferred(list: readonly Candidate[], avoid: ReadonlySet<number> | undefined): readonly Candidate[] {
  if (avoid === undefined || avoid.size === 0) return list;
  const rest = list.filter(({ local }) => !avoid.has(local));
  return rest.length > 0 ? rest : list;
}

/** True where neither name nor place says which of the candidates it is. */
function isOpen([first, second]: readonly Candidate[]): boolean {
  return second !== undefined && (first?.likeness === "other" || first?.score === second.score);
}

/** The first candidate with a piece that holds; without any, one that has at least the name. */
async function chooseByProbe(
  map: PieceMap,
  list: readonly Candidate[],
  probes: readonly number[],
  budget: { left: number },
  { hashing, fileOf, signal }: ChooseOptions,
): Promise<number | null> {
  for (const piece of probes) {
    for (const { local } of list) {
      if (budget.left <= 0 || signal?.aborted) break;
      budget.left--;
      if (await pieceHolds(map, piece, hashing, () => fileOf(local))) return local;
    }
  }
  return list.find(({ likeness }) => likeness !== "other")?.local ?? null;
}

/** Tries the candidates of small files in each piece that they share, until it holds. */
async function settleSmall(
  map: PieceMap,
  candidates: Candidates,
  chosen: (number | null)[],
  small: readonly number[],
  budget: { left: number },
  { hashing, fileOf, signal, avoid }: ChooseOptions,
): Promise<void> {
  const isUnsure = (list: Candidate[]) => (avoid === undefined ? isOpen(list) : list.length > 1);
  const open = new Set(small.filter((file) => isUnsure(candidates[file] as Candidate[])));
  const done = new Set<number>();
  for (const file of small) {
    if (!open.has(file)) continue;
    const { start, end } = piecesTouching(map.files[file] as PieceMap["files"][number], map.pieceLength);
    for (let piece = start; piece < end; piece++) {
      if (done.has(piece)) continue;
      done.add(piece);
      const segments = pieceSegments(map, piece);
      if (segments.some((segment) => chosen[segment.file] === null && !map.files[segment.file]?.pad)) continue;
      const undecided = segments.map((segment) => segment.file).filter((at) => open.has(at));
      for (const way of ways(undecided, candidates)) {
        if (budget.left <= 0 || signal?.aborted) return;
        budget.left--;
        const pick = (at: number) => way.get(at) ?? chosen[at] ?? null;
        const localOf = (at: number) => {
          const local = pick(at);
          return local === null ? null : fileOf(local);
        };
        if (!(await pieceHolds(map, piece, hashing, (segment) => localOf(segment.file)))) continue;
        for (const at of undecided) {
          chosen[at] = pick(at);
          open.delete(at);
        }
        break;
      }
    }
  }
}

/** Ways to choose for files that are not decided, likeliest first: all of them where they are few, else one file changed at a time. */
function* ways(files: readonly number[], candidates: Candidates): Generator<Map<number, number>> {
  const lists = files.map((file) => likeliest(candidates[file] as Candidate[]).map(({ local }) => local));
  const all = lists.reduce((product, list) => product * list.length, 1);
  if (all > MAX_WAYS) {
    yield new Map();
    let left = MAX_WAYS - 1;
    for (let rank = 1; left > 0 && lists.some((list) => list.length > rank); rank++) {
      for (const [i, list] of lists.entries()) {
        const local = list[rank];
        if (local !== undefined && left-- > 0) yield new Map([[files[i] as number, local]]);
      }
    }
    return;
  }
  for (let n = 0; n < all; n++) {
    const way = new Map<number, number>();
    let rest = n;
    for (const [i, list] of lists.entries()) {
      way.set(files[i] as number, list[rest % list.length] as number);
      rest = Math.floor(rest / list.length);
    }
    yield way;
  }
}

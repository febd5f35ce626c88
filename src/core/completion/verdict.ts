import { formatAmount, formatCount } from "../quantity.ts";
import type { Metainfo } from "../torrent/metainfo.ts";
import { piecesTouching } from "../torrent/pieces.ts";
import type { PieceStates } from "../verify/piece-states.ts";
import { isReal } from "./candidates.ts";
import type { LibraryIndex } from "./library-index.ts";
import { likeness } from "./same-name.ts";

/** What a torrent's files have come to. */
export interface Verdict {
  /** `ready`: every piece is verified. `partial`: what is there is verified. `near`: pieces differ, or a size is off. `none`: no piece holds. */
  status: "ready" | "partial" | "near" | "none";
  /** Why it is not ready; null for a ready one. */
  reason: string | null;
  /** For each file of the torrent the local file that it was found in; null where none was, and for padding. */
  sources: (number | null)[];
  /** For each file: every piece that touches it is verified. */
  whole: boolean[];
  /** Files with bytes that were found, and how many there are. */
  found: number;
  of: number;
  /** Found files whose name is another. */
  renamed: number;
  piecesVerified: number;
  piecesDiffer: number;
  pieces: number;
}

/**
 * Judges a torrent after verification. A file that was taken for its size alone and has no piece that holds is none of
 * the torrent's. @param sources as they were verified; @param faults what kept a local file from being read
 */
export function judge(
  metainfo: Metainfo,
  states: PieceStates,
  sources: readonly (number | null)[],
  index: LibraryIndex,
  faults: ReadonlyMap<number, string> = new Map(),
): Verdict {
  const files = metainfo.files;
  const real = [...files.keys()].filter((i) => isReal(files[i] as Metainfo["files"][number]));
  const kept = sources.map((local, i) => {
    if (local === null || !real.includes(i)) return null;
    const { verified } = states.countOf(i);
    const named = likeness(nameOf(metainfo, i), index.name(local)) !== "other";
    return verified > 0 || named ? local : null;
  });
  const counts = countPieces(metainfo, states, kept, real);
  const missing = real.filter((i) => kept[i] === null);
  const unread = real.filter((i) => kept[i] !== null && faults.has(kept[i] as number));
  const off = sizesOff(metainfo, index, missing);
  const whole = files.map((_, i) => (real.includes(i) ? kept[i] !== null && states.isWhole(i) : !files[i]?.pad));
  const found = real.length - missing.length;
  const isReady = real.every((i) => whole[i]);
  const base = {
    sources: kept,
    whole,
    found,
    of: real.length,
    renamed: real.filter((i) => kept[i] !== null && isRenamed(metainfo, i, index.name(kept[i] as number))).length,
    piecesVerified: counts.verified,
    piecesDiffer: counts.differs.length,
    pieces: counts.all,
  };
  if (isReady) return { ...base, status: "ready", reason: null };
  const reasons = [
    ...differing(counts.differs, counts.all),
    ...unread.slice(0, 3).map((i) => `${nameOf(metainfo, i)}: ${faults.get(kept[i] as number)}`),
    ...[...off.values()].slice(0, 3),
    ...lacking(
      metainfo,
      missing.filter((i) => !off.has(i)),
      touched(metainfo, states, kept, real),
    ),
  ];
  const reason = reasons.join("; ") || "it could not be read completely";
  if (counts.verified === 0) return { ...base, status: off.size > 0 ? "near" : "none", reason };
  return { ...base, status: counts.differs.length > 0 ? "near" : "partial", reason };
}

function nameOf(metainfo: Metainfo, i: number): string {
  return metainfo.files[i]?.path.at(-1) ?? metainfo.name;
}

function isRenamed(metainfo: Metainfo, i: number, local: string): boolean {
  return nameOf(metainfo, i).normalize("NFC") !== local.normalize("NFC");
}

/** Pieces of real files: how many there are and hold, and which differ though all of their files are there. */
function countPieces(
  metainfo: Metainfo,
  states: PieceStates,
  kept: readonly (number | null)[],
  real: readonly number[],
): { all: number; verified: number; differs: number[] } {
  let all = 0;
  let verified = 0;
  const bad = new Set<number>();
  const absent = new Set<number>();
  let last = -1;
  for (const i of real) {
    const { start, end } = piecesTouching(metainfo.files[i] as Metainfo["files"][number], metainfo.pieceLength);
    for (let piece = start; piece < end; piece++) {
      if (kept[i] === null) absent.add(piece);
      if (piece <= last) continue;
      last = piece;
      all++;
      const state = states.of(piece);
      if (state === "verified") verified++;
      else if (state === "differs") bad.add(piece);
    }
  }
  return { all, verified, differs: [...bad.difference(absent)] };
}

/** How many files are there and not whole only because a neighbour is missing. */
function touched(
  metainfo: Metainfo,
  states: PieceStates,
  kept: readonly (number | null)[],
  real: readonly number[],
): number {
  if (metainfo.pieces === null) return 0;
  return real.filter((i) => kept[i] !== null && states.countOf(i).unknown > 0 && states.countOf(i).differs === 0)
    .length;
}

function differing(pieces: readonly number[], all: number): string[] {
  const [first] = pieces;
  if (first === undefined) return [];
  if (pieces.length === 1) return [`piece ${formatCount(first + 1)} of ${formatCount(all)} differs`];
  return [`${formatCount(pieces.length)} of ${formatCount(all)} pieces differ, the first is ${formatCount(first + 1)}`];
}

function lacking(metainfo: Metainfo, missing: readonly number[], touches: number): string[] {
  const [first] = missing;
  if (first === undefined) return [];
  const names = missing.slice(0, 2).map((i) => nameOf(metainfo, i));
  const more = missing.length - names.length;
  const what = `${names.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""} missing`;
  return touches === 0
    ? [what]
    : [
        what,
        `${formatAmount(touches, "file")} ${touches === 1 ? "shares" : "share"} pieces with ${missing.length === 1 ? "it" : "them"}`,
      ];
}

/** Missing files of which one with the same name and another size lies there. */
function sizesOff(metainfo: Metainfo, index: LibraryIndex, missing: readonly number[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const i of missing.slice(0, 1_000)) {
    const due = metainfo.files[i]?.length ?? 0;
    const [local] = index
      .ofName(nameOf(metainfo, i))
      .sort((a, b) => Math.abs(index.size(a) - due) - Math.abs(index.size(b) - due));
    if (local === undefined) continue;
    const by = index.size(local) - due;
    if (by === 0) continue;
    found.set(i, `${nameOf(metainfo, i)} has ${formatAmount(Math.abs(by), "byte")} too ${by > 0 ? "many" : "few"}`);
  }
  return found;
}

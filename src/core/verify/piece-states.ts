import { piecesTouching } from "../torrent/pieces.ts";
import type { PieceMap } from "./piece-map.ts";

/** What is known of a piece. */
export type PieceState = "unknown" | "verified" | "differs";

const V1 = 1;
const V2 = 2;
const DIFFERS = 4;

/** What verification has found of each piece of one torrent. A hybrid's piece is verified when both its hashes hold. */
export class PieceStates {
  private readonly bits: Uint8Array;
  private readonly due: number;

  constructor(readonly map: PieceMap) {
    this.bits = new Uint8Array(map.count);
    this.due = (map.v1 === null ? 0 : V1) | (map.v2 ? V2 : 0);
  }

  /** Notes that a hash of a piece held or did not. @param half which of a hybrid's hashes */
  set(piece: number, half: "v1" | "v2", holds: boolean): void {
    this.bits[piece] = (this.bits[piece] as number) | (holds ? (half === "v1" ? V1 : V2) : DIFFERS);
  }

  /** Forgets what was found of a piece. */
  reset(piece: number): void {
    this.bits[piece] = 0;
  }

  of(piece: number): PieceState {
    const bits = this.bits[piece] as number;
    if ((bits & DIFFERS) !== 0) return "differs";
    return (bits & this.due) === this.due ? "verified" : "unknown";
  }

  /** How many pieces of the file with index `file` are in each state; none for an empty file. */
  countOf(file: number): Record<PieceState, number> {
    const counts: Record<PieceState, number> = { unknown: 0, verified: 0, differs: 0 };
    const entry = this.map.files[file];
    if (entry === undefined) return counts;
    const { start, end } = piecesTouching(entry, this.map.pieceLength);
    for (let piece = start; piece < end; piece++) counts[this.of(piece)]++;
    return counts;
  }

  /** True when every piece that touches the file is verified, those at its borders included; an empty file has none. */
  isWhole(file: number): boolean {
    const { unknown, differs } = this.countOf(file);
    return unknown === 0 && differs === 0;
  }
}

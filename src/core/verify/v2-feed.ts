import { BLOCK_LENGTH, ceilPowerOfTwo, layerRoot, merkleRoot, NODE_LENGTH } from "../torrent/merkle.ts";
import type { PieceHashing } from "./hashing.ts";
import type { MappedFile } from "./piece-map.ts";
import type { PieceStates } from "./piece-states.ts";

const ZERO_NODE = new Uint8Array(NODE_LENGTH);

/** Takes the bytes of one file, in order, to its v2 pieces (BEP 52): leaves of 16 KiB, and a tree above each piece. */
export class V2Feed {
  private readonly carry = new Uint8Array(BLOCK_LENGTH);
  private carried = 0;
  /** Leaves of the piece that is being read. */
  private leaves: Uint8Array;
  private leafBytes = 0;
  private piece = 0;
  /** The file's piece layer as it is read, where the .torrent holds none to compare with. */
  private readonly layer: Uint8Array | null;

  constructor(
    private readonly states: PieceStates,
    private readonly file: MappedFile,
    private readonly hashing: PieceHashing,
  ) {
    const { pieceLength } = states.map;
    const pieces = Math.ceil(file.length / pieceLength);
    this.leaves = new Uint8Array(Math.ceil(Math.min(file.length, pieceLength) / BLOCK_LENGTH) * NODE_LENGTH);
    this.layer = pieces > 1 && file.layer === null ? new Uint8Array(pieces * NODE_LENGTH) : null;
  }

  async feed(bytes: Uint8Array): Promise<void> {
    let at = 0;
    if (this.carried > 0) {
      at = Math.min(BLOCK_LENGTH - this.carried, bytes.length);
      this.carry.set(bytes.subarray(0, at), this.carried);
      this.carried += at;
      if (this.carried < BLOCK_LENGTH) return;
      this.carried = 0;
      this.take(await this.hashing.leaves(this.carry));
    }
    const whole = bytes.length - ((bytes.length - at) % BLOCK_LENGTH);
    const rest = bytes.subarray(whole);
    this.carry.set(rest);
    this.carried = rest.length;
    if (whole > at) {
      const leaves = this.hashing.leaves(bytes.subarray(at, whole));
      this.take(leaves instanceof Uint8Array ? leaves : await leaves);
    }
  }

  /** All bytes of the file have come. */
  async end(): Promise<void> {
    if (this.carried > 0) this.take(await this.hashing.leaves(this.carry.subarray(0, this.carried)));
    this.carried = 0;
    if (this.leafBytes > 0) this.finishPiece();
    const { layer, file, states } = this;
    if (layer === null || this.piece * NODE_LENGTH !== layer.length) return;
    const holds = equal(layerRoot(layer, states.map.pieceLength, this.hashing.sha256), file.root);
    for (let i = 0; i < this.piece; i++) states.set(this.firstPiece + i, "v2", holds);
  }

  private get firstPiece(): number {
    return this.file.offset / this.states.map.pieceLength;
  }

  private take(leaves: Uint8Array): void {
    const perPiece = (this.states.map.pieceLength / BLOCK_LENGTH) * NODE_LENGTH;
    for (let at = 0; at < leaves.length; ) {
      const n = Math.min(leaves.length - at, perPiece - this.leafBytes, this.leaves.length - this.leafBytes);
      if (n <= 0) return;
      this.leaves.set(leaves.subarray(at, at + n), this.leafBytes);
      this.leafBytes += n;
      at += n;
      if (this.leafBytes === perPiece) this.finishPiece();
    }
  }

  private finishPiece(): void {
    const { file, states, piece } = this;
    const { pieceLength } = states.map;
    const leaves = this.leaves.subarray(0, this.leafBytes);
    const single = file.length <= pieceLength;
    const width = single ? ceilPowerOfTwo(leaves.length / NODE_LENGTH) : pieceLength / BLOCK_LENGTH;
    const node = merkleRoot(leaves, width, ZERO_NODE, this.hashing.sha256);
    this.leafBytes = 0;
    this.piece++;
    if (this.layer !== null) {
      this.layer.set(node, piece * NODE_LENGTH);
      return;
    }
    const due = single
      ? file.root
      : (file.layer as Uint8Array).subarray(piece * NODE_LENGTH, (piece + 1) * NODE_LENGTH);
    states.set(this.firstPiece + piece, "v2", equal(node, due));
  }
}

function equal(a: Uint8Array, b: Uint8Array | null): boolean {
  return b !== null && a.length === b.length && a.every((byte, i) => byte === b[i]);
}

import { BlockHash } from "./block-hash.ts";
import { sha1Block } from "./sha1-block.ts";

/** SHA-1 (FIPS 180-4, section 6.1) over bytes that come in parts. */
export class Sha1 extends BlockHash {
  constructor() {
    super(Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0));
  }

  protected override compress(block: DataView, at: number): void {
    sha1Block(this.state, block, at);
  }
}

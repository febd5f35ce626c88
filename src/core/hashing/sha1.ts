import { BlockHash } from "./block-hash.ts";

/** SHA-1 (FIPS 180-4, section 6.1) over bytes that come in parts. */
export class Sha1 extends BlockHash {
  private readonly words = new Int32Array(80);

  constructor() {
    super(Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0));
  }

  protected override compress(block: DataView, at: number): void {
    const { words: w, state } = this;
    for (let i = 0; i < 16; i++) w[i] = block.getInt32(at + i * 4);
    for (let i = 16; i < 80; i++) {
      const x = (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number);
      w[i] = (x << 1) | (x >>> 31);
    }
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let d = state[3] as number;
    let e = state[4] as number;
    const round = (f: number, k: number, i: number) => {
      const next = (((a << 5) | (a >>> 27)) + f + e + k + (w[i] as number)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = next;
    };
    for (let i = 0; i < 20; i++) round((b & c) | (~b & d), 0x5a827999, i);
    for (let i = 20; i < 40; i++) round(b ^ c ^ d, 0x6ed9eba1, i);
    for (let i = 40; i < 60; i++) round((b & c) | (b & d) | (c & d), 0x8f1bbcdc, i);
    for (let i = 60; i < 80; i++) round(b ^ c ^ d, 0xca62c1d6, i);
    state[0] = (state[0] as number) + a;
    state[1] = (state[1] as number) + b;
    state[2] = (state[2] as number) + c;
    state[3] = (state[3] as number) + d;
    state[4] = (state[4] as number) + e;
  }
}

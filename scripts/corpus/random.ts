/** A stream of numbers that is the same for the same seed on every machine (sfc32; not for secrets). */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** Streams of different `key`s are independent of each other. */
  constructor(...key: number[]) {
    let mixed = 0x9e3779b9;
    for (const part of key) mixed = mix(mix(mixed ^ (part >>> 0)) ^ Math.floor(part / 2 ** 32));
    this.a = mix(mixed + 1);
    this.b = mix(mixed + 2);
    this.c = mix(mixed + 3);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The next 32 bits, as an unsigned integer. */
  next(): number {
    const sum = (this.a + this.b + this.counter++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor((this.next() / 2 ** 32) * (high - low + 1));
  }

  /** An integer from `low` to `high` with every order of magnitude equally likely. */
  spread(low: number, high: number): number {
    const fine = this.next() / 2 ** 32 + this.next() / 2 ** 64;
    return Math.min(high, Math.floor(low * (high / low) ** Math.min(fine, 1)));
  }

  /** True in `share` (0 to 1) of all cases. */
  chance(share: number): boolean {
    return this.next() / 2 ** 32 < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)] as Item;
  }

  /** `length` bytes, as fast as the memory takes them. */
  bytes(length: number): Uint8Array {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.next();
    return new Uint8Array(words.buffer, 0, length);
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

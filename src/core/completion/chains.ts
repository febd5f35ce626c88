import { Column } from "./column.ts";

/** Numbers of entries found by a key: a table with the newest entry of each key, and for each entry the one before it. */
export class Chains {
  /** By the key's hash the newest entry with that key, plus 1; 0 where there is none. */
  private heads = new Int32Array(1024);
  private keys = 0;
  private readonly previous = new Column(Int32Array);

  /** @param keyOf the key of an entry that was added */
  constructor(private readonly keyOf: (id: number) => number) {}

  /** Adds the next entry, counted from 0. @param key as `keyOf` says it from now on */
  add(key: number): void {
    if (this.keys * 2 > this.heads.length) this.grow();
    const slot = this.slotOf(key);
    const head = this.heads[slot] as number;
    if (head === 0) this.keys++;
    this.previous.push(head - 1);
    this.heads[slot] = this.previous.length;
  }

  /** The newest entry with this key; -1 where there is none. */
  newest(key: number): number {
    return (this.heads[this.slotOf(key)] as number) - 1;
  }

  /** The entry with the same key that came before; -1 where there is none. */
  before(id: number): number {
    return this.previous.at(id);
  }

  /** Entries with this key, at most `most`, the oldest of them first. */
  of(key: number, most: number): number[] {
    const ids: number[] = [];
    for (let id = this.newest(key); id >= 0 && ids.length < most; id = this.before(id)) ids.push(id);
    return ids.reverse();
  }

  /** Where the key's entry is, or is to be. */
  private slotOf(key: number): number {
    const mask = this.heads.length - 1;
    for (let slot = mixed(key) & mask; ; slot = (slot + 1) & mask) {
      const head = this.heads[slot] as number;
      if (head === 0 || this.keyOf(head - 1) === key) return slot;
    }
  }

  private grow(): void {
    const heads = this.heads;
    this.heads = new Int32Array(heads.length * 2);
    for (const head of heads) if (head !== 0) this.heads[this.slotOf(this.keyOf(head - 1))] = head;
  }
}

/** Sizes are mostly multiples of a power of two: every bit of a key has to tell in the lowest ones. */
function mixed(key: number): number {
  let bits = (key | 0) ^ Math.imul((key / 0x1_0000_0000) | 0, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

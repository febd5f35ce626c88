type Numbers = Int32Array | Uint32Array | Float64Array | BigInt64Array;

/** Entries of a block. */
const BLOCK_BITS = 13;
const BLOCK = 1 << BLOCK_BITS;

/**
 * A list of numbers that grows in typed arrays: a plain one keeps an object for each number that is no small integer. It
 * grows block by block, for one array that doubles would stand in memory three times over while it does.
 */
export class Column<A extends Numbers> {
  private readonly blocks: A[] = [];
  length = 0;

  constructor(private readonly make: new (length: number) => A) {}

  push(value: A[number]): void {
    const at = this.length % BLOCK;
    if (at === 0) this.blocks.push(new this.make(BLOCK));
    (this.blocks[this.length >>> BLOCK_BITS] as A)[at] = value;
    this.length++;
  }

  /** @param index below `length` */
  at(index: number): A[number] {
    return (this.blocks[index >>> BLOCK_BITS] as A)[index % BLOCK] as A[number];
  }
}

type Numbers = Int32Array | Uint32Array | Float64Array | BigInt64Array;

/** A list of numbers that grows in a typed array: a plain one keeps an object for each number that is no small integer. */
export class Column<A extends Numbers> {
  private values: A;
  length = 0;

  constructor(private readonly make: new (length: number) => A) {
    this.values = new make(1024);
  }

  push(value: A[number]): void {
    if (this.length === this.values.length) {
      const larger = new this.make(this.length * 2);
      (larger as Float64Array).set(this.values as Float64Array);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  /** @param index below `length` */
  at(index: number): A[number] {
    return this.values[index] as A[number];
  }
}

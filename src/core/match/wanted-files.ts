import { heldKey, heldName } from "../content/file-names.ts";
import { comparedName } from "../content/names.ts";
import { sortOrder } from "../content/sort-order.ts";
import type { RequestedFile, Tier, Wanted, WantedByValue } from "./match.ts";

/**
 * A request's files by what is looked up for them; files without a name have no place in the name tier. Most of ten
 * thousand are only ever looked up and counted, so they lie in columns in the order of the look-up, and names are folded
 * for those alone that are compared.
 */
export class WantedFiles implements WantedByValue {
  /** Distinct look-up values in ascending order: name keys, or sizes. */
  readonly values: number[] = [];
  private readonly sizes: number[] = [];
  /** Where the files of each value begin in `indexes`, and the end of the last. */
  private readonly starts: number[] = [];
  private readonly indexes: Uint32Array;
  private readonly compared = new Map<number, Wanted>();

  constructor(
    private readonly files: readonly RequestedFile[],
    private readonly tier: Tier,
  ) {
    const values = new Float64Array(files.length);
    const places = new Uint32Array(files.length);
    let count = 0;
    for (let i = 0; i < files.length; i++) {
      const { name, size } = files[i] as RequestedFile;
      if (size <= 0 || (tier === "name" && name === undefined)) continue;
      values[count] = tier === "size" ? size : heldKey(name ?? "", size);
      places[count++] = i;
    }
    this.indexes = sortOrder(values.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const from = this.indexes[i] as number;
      const value = values[from] as number;
      const index = places[from] as number;
      this.indexes[i] = index;
      if (value === this.values.at(-1)) continue;
      this.values.push(value);
      this.sizes.push((files[index] as RequestedFile).size);
      this.starts.push(i);
    }
    this.starts.push(count);
  }

  /** Place of a look-up value among `values`; -1 where no file has it. */
  find(value: number): number {
    let low = 0;
    let high = this.values.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.values[middle] as number;
      if (found === value) return middle;
      if (found < value) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Size in bytes of the files at a place. */
  sizeAt(place: number): number {
    return this.sizes[place] as number;
  }

  /** How many files stand at a place. */
  countAt(place: number): number {
    return (this.starts[place + 1] as number) - (this.starts[place] as number);
  }

  /** The files of a look-up value, ready to be compared. */
  get(value: number): Wanted | undefined {
    const known = this.compared.get(value);
    if (known) return known;
    const place = this.find(value);
    if (place < 0) return undefined;
    const indexes = Array.from(this.indexes.subarray(this.starts[place], this.starts[place + 1]));
    const names =
      this.tier === "size" ? [] : indexes.map((index) => comparedName(heldName(this.files[index]?.name ?? "")));
    const wanted = { size: this.sizeAt(place), indexes, names };
    this.compared.set(value, wanted);
    return wanted;
  }
}

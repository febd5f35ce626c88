import type { BencodeReader } from "./bencode.ts";

/** Reads the value of one key at the cursor into `into`. */
export type ValueReader<Into> = (reader: BencodeReader, into: Into) => void;

/**
 * The keys of a dictionary that are looked at, each with what reads its value. Keys are found by their length first and
 * then byte by byte, so that nothing is allocated for one that nobody wants.
 */
export class KeyTable<Into> {
  private readonly byLength: [key: string, read: ValueReader<Into>][][] = [];

  /** @param readers ASCII key → reader of its value */
  constructor(readers: Record<string, ValueReader<Into>>) {
    for (const [key, read] of Object.entries(readers)) {
      const sameLength = this.byLength[key.length] ?? [];
      sameLength.push([key, read]);
      this.byLength[key.length] = sameLength;
    }
  }

  /** Reads the whole dictionary at the cursor; what stands under other keys is checked for form and skipped. */
  readDict(reader: BencodeReader, into: Into): void {
    reader.enter();
    while (!reader.leave()) {
      reader.key();
      const read = this.find(reader);
      if (read) read(reader, into);
      else reader.skip();
    }
  }

  private find(reader: BencodeReader): ValueReader<Into> | undefined {
    for (const [key, read] of this.byLength[reader.end - reader.start] ?? []) if (reader.is(key)) return read;
    return undefined;
  }
}

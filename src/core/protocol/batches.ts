import { fileKey } from "../content/names.ts";
import type { AskedFile } from "./phases.ts";

/** What a server takes in one request. */
export interface BatchLimits {
  files: number;
  /** Of the JSON text of all files of a batch. */
  bytes: number;
}

/**
 * The files of one phase in batches, made as they are asked for: names and sizes once each for phase 1, sizes once each
 * for phase 2.
 */
export class Batches {
  private readonly files: Iterator<AskedFile>;
  /** Halves of what was too much, and a file that found no room in the batch before. */
  private readonly waiting: AskedFile[][] = [];
  /** Files of a batch that the server was found to take. */
  private most: number;

  constructor(
    files: Iterable<AskedFile>,
    private readonly phase: 1 | 2,
    private readonly limits: BatchLimits,
    before: Batches | null,
  ) {
    this.files = distinct(files, phase);
    this.most = Math.min(limits.files, before?.most ?? limits.files);
  }

  /** The next batch; null after the last. */
  next(): AskedFile[] | null {
    const batch = this.waiting.shift() ?? this.fill();
    if (batch.length > this.most) this.waiting.unshift(batch.splice(this.most));
    return batch.length === 0 ? null : batch;
  }

  /** Puts a batch back that was too much, to be asked in halves, and no other one of its size from now on. */
  halve(batch: AskedFile[]): void {
    this.most = Math.ceil(batch.length / 2);
    this.waiting.unshift(batch);
  }

  /** Everything that is left. */
  rest(): AskedFile[] {
    const left: AskedFile[] = [];
    for (let batch = this.next(); batch !== null; batch = this.next()) left.push(...batch);
    return left;
  }

  private fill(): AskedFile[] {
    const batch: AskedFile[] = [];
    let bytes = 0;
    while (batch.length < this.most) {
      const { value: file, done } = this.files.next();
      if (done) break;
      // JSON writes a character as six bytes at most.
      bytes += this.phase === 1 ? file.name.length * 6 + 48 : 32;
      if (batch.length > 0 && bytes > this.limits.bytes) {
        this.waiting.push([file]);
        break;
      }
      batch.push(file);
    }
    return batch;
  }
}

function* distinct(files: Iterable<AskedFile>, phase: 1 | 2): Generator<AskedFile, undefined> {
  const seen = new Set<number>();
  for (const file of files) {
    const key = phase === 1 ? fileKey(file.name, file.size) : file.size;
    if (seen.has(key)) continue;
    seen.add(key);
    yield file;
  }
}

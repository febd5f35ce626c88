import type { IngestResult } from "./ingest.ts";

/** What a push or an import came to: all counted, so many of them named. */
export class IngestSummary {
  readonly counts = { added: 0, returned: 0, known: 0, rejected: 0 };
  private readonly rejected: IngestResult[] = [];
  private readonly others: IngestResult[] = [];

  /** @param most how many are named of each kind */
  constructor(private readonly most: number) {}

  note(results: readonly IngestResult[]): void {
    for (const result of results) {
      this.counts[result.outcome]++;
      const list = result.outcome === "rejected" ? this.rejected : this.others;
      if (list.length < this.most) list.push(result);
    }
  }

  /** How many there were. */
  get total(): number {
    const { added, returned, known, rejected } = this.counts;
    return added + returned + known + rejected;
  }

  /** How many are in the index now. */
  get putIn(): number {
    return this.total - this.counts.rejected;
  }

  /** Those that are named: the rejected ones first, at most as many as was said. */
  get named(): IngestResult[] {
    return [...this.rejected, ...this.others].slice(0, this.most);
  }
}

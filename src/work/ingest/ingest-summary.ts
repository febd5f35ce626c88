import { ReseederError } from "../../core/errors.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { IngestResult } from "./ingest.ts";

/** What a push or an import came to: all counted, so many of them named. */
export class IngestSummary {
  readonly counts = { added: 0, returned: 0, known: 0, removed: 0, rejected: 0 };
  /** How many were rejected for each reason. */
  readonly codes: Record<string, number> = {};
  private readonly rejected: IngestResult[] = [];
  private readonly others: IngestResult[] = [];

  /** @param most how many are named of each kind */
  constructor(private readonly most: number) {}

  note(results: readonly IngestResult[]): void {
    for (const result of results) {
      this.counts[result.outcome]++;
      if (result.outcome === "rejected") this.codes[result.code] = (this.codes[result.code] ?? 0) + 1;
      const list = result.outcome === "rejected" ? this.rejected : this.others;
      if (list.length < this.most) list.push(result);
    }
  }

  /** How many there were. */
  get total(): number {
    const { added, returned, known, removed, rejected } = this.counts;
    return added + returned + known + removed + rejected;
  }

  /** How many are in the index now. */
  get putIn(): number {
    return this.total - this.counts.rejected - this.counts.removed;
  }

  /** Those that are named: the rejected ones first, at most as many as was said. */
  get named(): IngestResult[] {
    return [...this.rejected, ...this.others].slice(0, this.most);
  }

  /** An error that came in between: whoever sent a large archive wants to know that its beginning is not lost. */
  explain(error: unknown): unknown {
    if (!(error instanceof ReseederError) || this.putIn === 0) return error;
    const message = `${error.message}; imported before that: ${formatAmount(this.putIn, "torrent")}`;
    return new ReseederError(error.code, message, { cause: error, hint: error.hint });
  }
}

/** Rows between two collections; each takes 10 to 20 ms. */
const ROWS = 50_000;

/**
 * Gives back the memory of rows that were read and are done with. Drivers make a buffer of every hash, of which the
 * engine counts little more than the handle: left to itself it keeps some 100 MB of a list of 180,000 torrents.
 */
export class RowMemory {
  private rows = 0;

  /** Notes rows that nobody needs any more. */
  note(rows: number): void {
    this.rows += rows;
    if (this.rows >= ROWS) this.collect();
  }

  /** At the end of the work. */
  collect(): void {
    this.rows = 0;
    Bun.gc(true);
  }
}

/** Bytes that pass between two looks at the memory. */
const LOOK_EVERY = 8 * 1024 * 1024;
/** Resident bytes from which on collecting is worth its few milliseconds. */
const CROWDED = 160 * 1024 * 1024;

/**
 * Collects garbage in time. What answers leave behind lies mostly outside the collector's own heap, and it waits so long
 * that sixteen full answers at once took 450 MB, of which it needed 130.
 */
export class MemoryRelief {
  private passed = 0;

  constructor(
    private readonly resident: () => number = process.memoryUsage.rss,
    private readonly collect: () => void = () => Bun.gc(true),
  ) {}

  /** Notes that so many bytes were made and handed on. */
  note(bytes: number): void {
    this.passed += bytes;
    if (this.passed < LOOK_EVERY) return;
    this.passed = 0;
    if (this.resident() > CROWDED) this.collect();
  }
}

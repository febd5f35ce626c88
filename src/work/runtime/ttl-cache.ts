/** Values that hold for some time; of too many the oldest are forgotten. Times are Unix milliseconds. */
export class TtlCache<T> {
  private readonly entries = new Map<string, { value: T; at: number; most: number }>();

  constructor(private readonly max: number) {}

  /** The value of `key` if it is not older than `maxAgeMs`. */
  get(key: string, now: number, maxAgeMs: number): T | null {
    const entry = this.entries.get(key);
    if (!entry) return null;
    const age = now - entry.at;
    // A clock that was set back makes everything too young to be true.
    if (age >= 0 && age < Math.min(maxAgeMs, entry.most)) return entry.value;
    return null;
  }

  /** @param most it holds no longer than this, whatever is asked for */
  set(key: string, value: T, at: number, most: number = Number.POSITIVE_INFINITY): void {
    this.entries.delete(key);
    this.entries.set(key, { value, at, most });
    const [oldest] = this.entries.keys();
    if (this.entries.size > this.max && oldest !== undefined) this.entries.delete(oldest);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }
}

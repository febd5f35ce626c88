interface Bucket {
  tokens: number;
  /** Unix milliseconds up to which `tokens` is counted. */
  at: number;
}

/** Senders that are remembered; beyond that the one that was heard of longest ago starts anew. */
const MAX_SENDERS = 50_000;

/** How often each sender may ask: a minute's worth at once, then as fast as it refills (a token bucket). */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /** @param maxSenders for tests */
  constructor(private readonly maxSenders = MAX_SENDERS) {}

  /** Counts one request. Answers 0 when it may pass, else the whole seconds after which one may. @param atOnce so many without a pause */
  take(sender: string, perMinute: number, now: number, atOnce = perMinute): number {
    const wait = this.wait(sender, perMinute, now, atOnce);
    if (wait > 0 || perMinute === 0) return wait;
    const bucket = this.refilled(sender, perMinute, now, atOnce);
    this.buckets.delete(sender);
    this.buckets.set(sender, { tokens: bucket.tokens - 1, at: now });
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > this.maxSenders && oldest !== undefined) this.buckets.delete(oldest);
    return 0;
  }

  /** As `take`, but counts nothing. */
  wait(sender: string, perMinute: number, now: number, atOnce = perMinute): number {
    if (perMinute === 0) return 0;
    const { tokens } = this.refilled(sender, perMinute, now, atOnce);
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  }

  private refilled(sender: string, perMinute: number, now: number, atOnce: number): Bucket {
    const bucket = this.buckets.get(sender);
    if (!bucket) return { tokens: atOnce, at: now };
    // A clock that was set back refills nothing.
    const passed = Math.max(0, now - bucket.at);
    return { tokens: Math.min(atOnce, bucket.tokens + (passed * perMinute) / 60_000), at: now };
  }
}

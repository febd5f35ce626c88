/** Lets a few pieces of work go on at a time; the others wait in the order in which they came. */
export class Gate {
  private readonly waiting: (() => void)[] = [];

  /** @param places how many at a time */
  constructor(private places: number) {}

  /** Runs `action` as soon as there is a place for it. */
  async pass<T>(action: () => Promise<T>): Promise<T> {
    if (this.places > 0) this.places--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await action();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.places++;
    }
  }
}

/** Bounds how many long things go on at a time, in all and for one user. Nobody waits: what is over it is turned away. */
export class ConcurrencyQuota {
  private taken = 0;
  private readonly byUser = new Map<string, number>();

  constructor(
    private readonly inAll: number,
    private readonly ofOneUser: number,
  ) {}

  /** Takes one; answers what gives it back (once), null when none is left. */
  acquire(user: string): (() => void) | null {
    const own = this.byUser.get(user) ?? 0;
    if (this.taken >= this.inAll || own >= this.ofOneUser) return null;
    this.taken++;
    this.byUser.set(user, own + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.taken--;
      const left = (this.byUser.get(user) ?? 1) - 1;
      if (left > 0) this.byUser.set(user, left);
      else this.byUser.delete(user);
    };
  }
}

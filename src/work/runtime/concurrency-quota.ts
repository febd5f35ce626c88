/** Places for things that last: so many at a time, and of one user so many. Nobody waits for one. */
export class Places {
  private taken = 0;
  private readonly byUser = new Map<string, number>();

  constructor(
    private readonly inAll: number,
    private readonly ofOneUser: number,
  ) {}

  /** Takes a place; answers what gives it back (once), null when there is none. */
  take(user: string): (() => void) | null {
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

/** A switch that work waits at while it is off. */
export class Pause {
  private waiting: (() => void)[] = [];
  private isOn = false;

  set(isOn: boolean): void {
    this.isOn = isOn;
    if (!isOn) for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Undefined where there is nothing to wait for. */
  wait(): Promise<void> | undefined {
    return this.isOn ? new Promise((resolve) => this.waiting.push(resolve)) : undefined;
  }
}

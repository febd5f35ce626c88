import { sourcePath } from "./unprivileged.ts";

/** A process of its own that works on a database; `using` ends it. */
export class Child implements AsyncDisposable {
  private constructor(private readonly child: ReturnType<typeof spawn>) {}

  /**
   * Runs a script and waits for its first line of output.
   * @param body has `Store`, `path` and `ready(...held)`, which prints that line and keeps what it is given from being collected
   */
  static async start(path: string, body: string): Promise<Child> {
    const child = spawn(path, body);
    const first = await child.stdout.getReader().read();
    if (first.done) throw new Error(`the child ended: ${await new Response(child.stderr).text()}`);
    return new Child(child);
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Still running. */
  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.child.kill(signal);
    await this.child.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function spawn(path: string, body: string) {
  const script = `
    const { Store } = await import(${JSON.stringify(sourcePath("store/store.ts"))});
    const path = process.argv[1];
    const ready = (...held) => { globalThis.held = held; console.log("ready"); };
    ${body}`;
  return Bun.spawn([process.execPath, "-e", script, path], { stdout: "pipe", stderr: "pipe" });
}

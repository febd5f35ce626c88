import { mkdirSync } from "node:fs";
import { freePort } from "./free-port.ts";
import { PATIENCE_MS } from "./patience.ts";

/** How long it may take to end in order. */
const ORDERLY_MS = 30_000;

/** A program that runs beside a test with nothing of the caller's environment but PATH; `using` ends it. */
export class Daemon implements AsyncDisposable {
  private said = "";

  private constructor(private readonly child: ReturnType<typeof spawn>) {
    for (const stream of [child.stdout, child.stderr]) void this.listen(stream);
  }

  /** @param home is made, and stands for HOME and the XDG folders */
  static start(words: string[], home: string): Daemon {
    mkdirSync(home, { recursive: true });
    return new Daemon(spawn(words, home));
  }

  get pid(): number {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it has printed so far. */
  get output(): string {
    return this.said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // In order, if it can: Transmission leaves a file in /tmp otherwise.
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), ORDERLY_MS);
    await this.child.exited;
    clearTimeout(timer);
  }

  private async listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.said += decoder.decode(chunk, { stream: true });
  }
}

function spawn(words: string[], home: string) {
  const folders = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, TMPDIR: home };
  // With plain C, names that are not ASCII are no names to some.
  const env = { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8", ...folders };
  return Bun.spawn(words, { cwd: home, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
}

/**
 * Starts a program that must be told its port.
 * @param isReady true once it answers there, false as long as nobody does; throws when it is somebody else who answers
 */
export async function startOnFreePort(
  launch: (port: number) => Daemon,
  isReady: (port: number) => Promise<boolean>,
): Promise<{ daemon: Daemon; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const daemon = launch(port);
    try {
      await until("the program to listen", async () => {
        if (!daemon.isAlive) throw new Error("it ended");
        return await isReady(port);
      });
      return { daemon, port };
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      // Somebody else may have taken the port meanwhile.
      if (attempt === 3) throw new Error(`${error}; it said: ${daemon.output}`);
    }
  }
}

/**
 * Looks again and again until what is seen will do, and answers that.
 * @throws Error with what was seen last
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  willDo: (seen: T) => boolean = Boolean,
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (willDo(seen)) return seen;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}; last: ${JSON.stringify(seen)}`);
    await Bun.sleep(25);
  }
}

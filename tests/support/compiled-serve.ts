import { binary } from "./binary.ts";
import type { Said } from "./served.ts";

/** The compiled program as `serve` on a database, on a port of its own; `using` ends it. */
export class CompiledServe implements AsyncDisposable {
  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    readonly url: string,
  ) {}

  /** Starts it and waits until it listens. */
  static async start(database: string, cwd: string, ...words: string[]): Promise<CompiledServe> {
    const child = spawn([await binary(), "serve", "--port", "0", "--db", database, ...words], cwd);
    let said = "";
    for await (const chunk of child.stdout) {
      said += Buffer.from(chunk).toString();
      const url = /Listening on (\S+) /.exec(said)?.[1];
      if (url) return new CompiledServe(child, url);
    }
    throw new Error(`serve ended: ${said}${await new Response(child.stderr).text()}`);
  }

  get pid(): number {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Posts JSON and answers status and body. */
  async post(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; said: Said }> {
    const response = await fetch(new URL(path, this.url), { method: "POST", body: JSON.stringify(body), headers });
    return { status: response.status, said: await response.json() };
  }

  /** Ends it in order and answers what it logged. */
  async stop(): Promise<string> {
    this.child.kill("SIGTERM");
    await this.child.exited;
    return await new Response(this.child.stderr).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.exited;
  }
}

function spawn(words: string[], cwd: string) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: cwd };
  return Bun.spawn(words, { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
}

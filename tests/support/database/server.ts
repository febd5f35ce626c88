import { readdirSync, readFileSync } from "node:fs";
import { PATIENCE_MS } from "../patience.ts";

/** A database server that a test started; `await using` ends it and removes its folder. */
export interface DatabaseServer extends AsyncDisposable {
  readonly dialect: "mysql" | "postgres";
  readonly socket: string;
  readonly process: DatabaseProcess;
  /** Runs statements as the one who may do everything; answers what the client printed. */
  run(sql: string, database?: string): string;
  /** The DSN of an account. */
  dsn(user: string, database: string, password?: string): string;
  /** Starts it again after it was killed. */
  restart(): Promise<void>;
}

/** Where a server listens over TCP, and its certificate. */
export interface TlsListener {
  port: number;
  /** Paths of PEM files. */
  cert: string;
  key: string;
}

/** The process of a server, which a test stops, lets go on and kills. */
export class DatabaseProcess {
  private child: ReturnType<typeof spawn> | null = null;

  constructor(
    private readonly words: readonly string[],
    private readonly cwd = "/",
  ) {}

  /** Starts it and waits until it answers. */
  async start(answers: () => boolean): Promise<void> {
    const child = spawn(this.words, this.cwd);
    this.child = child;
    const deadline = performance.now() + PATIENCE_MS;
    while (!answers()) {
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`it does not answer: ${await new Response(child.stderr).text()}`);
      }
      await Bun.sleep(50);
    }
  }

  /** It accepts connections and says nothing from now on. */
  pause(): void {
    const stopped = this.signal("SIGSTOP");
    // A busy machine takes its time, and a thread that still runs answers.
    while (!stopped.every(isStopped)) Bun.sleepSync(1);
  }

  resume(): void {
    this.signal("SIGCONT");
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    this.signal("SIGCONT");
    this.signal("SIGKILL");
    await this.child?.exited;
  }

  /** To it and to all that it started, each of which is a session of its own. */
  private signal(signal: NodeJS.Signals): number[] {
    if (!this.child || this.child.exitCode !== null || this.child.signalCode !== null) return [];
    const { pid } = this.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
    const all = [pid, ...children.map(Number)];
    for (const each of all) {
      try {
        process.kill(each, signal);
      } catch {
        // A child that ended since it was listed.
      }
    }
    return all;
  }
}

/** Whether every thread of a process stands still, or none is left. */
function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /\) [TtZX] /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, "utf8")),
    );
  } catch {
    // It ended while it was looked at.
    return true;
  }
}

function spawn(words: readonly string[], cwd: string) {
  return Bun.spawn([...words], { cwd, stdin: "ignore", stdout: "ignore", stderr: "pipe" });
}

/** Where a program is, also in the folders of administrators and of Debian's PostgreSQL; null where it is not. */
export function sbin(name: string): string | null {
  const folders = [
    "/usr/sbin",
    "/usr/local/sbin",
    ...new Bun.Glob("/usr/lib/postgresql/*/bin").scanSync({ onlyFiles: false }),
  ];
  return Bun.which(name) ?? Bun.which(name, { PATH: folders.sort().reverse().join(":") });
}

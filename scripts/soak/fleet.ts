import type { Random } from "../corpus/random.ts";

/** A command that is kept running, or run again and again. */
export interface Member {
  name: string;
  /** Made anew for each run where it is a function. */
  command: readonly string[] | (() => readonly string[]);
  /** It runs until it is ended. */
  lasts: boolean;
  /** Exit codes of a run that nobody killed. */
  allowed: readonly number[];
  /** Milliseconds between the end of one run and the next. */
  pauseMs: number;
  /** Called with each line of stdout and stderr. */
  onLine: (line: string) => void;
  /** Told how each run ended; whoever was killed did not end with 0, unless it was too late. */
  onEnd?: (code: number) => void;
}

/** Runs commands side by side, ends some of them with SIGKILL, and starts them again. */
export class Fleet {
  readonly runs: Record<string, number> = {};
  readonly kills: Record<string, number> = {};
  /** Runs that ended otherwise than they may. */
  readonly faults: string[] = [];
  private readonly alive = new Map<string, Bun.Subprocess>();
  private readonly killed = new Set<number>();
  private readonly loops: Promise<void>[];
  private readonly stopping = new Set<string>();
  private readonly names: string[];
  private readonly lasting: ReadonlySet<string>;

  constructor(
    members: readonly Member[],
    private readonly cwd: string,
  ) {
    this.names = members.map(({ name }) => name);
    this.lasting = new Set(members.filter(({ lasts }) => lasts).map(({ name }) => name));
    this.loops = members.map((member) => this.keep(member));
  }

  /** Ends one of them at some moment of its run, as a crash would. */
  async killOne(random: Random): Promise<void> {
    const name = random.pick(this.names);
    const before = this.runs[name];
    // A command of some milliseconds is waited for, or it would hardly ever be met.
    while (!this.lasting.has(name) && this.runs[name] === before && !this.stopping.has(name)) await Bun.sleep(1);
    await Bun.sleep(random.integer(0, 60));
    this.kill(name);
  }

  /** Ends this one now, if it runs; it is started again. */
  kill(name: string): void {
    const process = this.alive.get(name);
    if (!process || this.stopping.has(name)) return;
    this.killed.add(process.pid);
    process.kill("SIGKILL");
    this.kills[name] = (this.kills[name] ?? 0) + 1;
  }

  /** Lets the named commands end as they do when they are done, or asks them to with `signal`. */
  async stop(names: readonly string[], signal: "SIGTERM" | null): Promise<void> {
    for (const name of names) this.stopping.add(name);
    if (signal) for (const name of names) this.alive.get(name)?.kill(signal);
    while (names.some((name) => this.alive.has(name))) await Bun.sleep(20);
  }

  /** Ends when every loop has. */
  async ended(): Promise<void> {
    await Promise.all(this.loops);
  }

  private async keep({ name, command, allowed, pauseMs, onLine, onEnd }: Member): Promise<void> {
    while (!this.stopping.has(name)) {
      const words = typeof command === "function" ? command() : command;
      const process = Bun.spawn([...words], { cwd: this.cwd, stdio: ["ignore", "pipe", "pipe"], env: environment() });
      this.alive.set(name, process);
      this.runs[name] = (this.runs[name] ?? 0) + 1;
      const last: string[] = [];
      const note = (line: string) => {
        if (last.push(line) > 5) last.shift();
        onLine(line);
      };
      const [code] = await Promise.all([process.exited, lines(process.stdout, onLine), lines(process.stderr, note)]);
      this.alive.delete(name);
      onEnd?.(code);
      if (!this.killed.has(process.pid) && !allowed.includes(code)) {
        this.faults.push(`${name} ended with ${code}: ${last.join(" | ").slice(0, 600)}`);
      }
      if (!this.stopping.has(name)) await Bun.sleep(pauseMs);
    }
  }
}

/** Nothing of the caller's environment but where programs are. */
function environment(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", TERM: "xterm-256color", LANG: "C.UTF-8" };
}

async function lines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of stream) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) onLine(part);
    }
  } catch {
    // The pipe of a killed process.
  }
  if (rest !== "") onLine(rest);
}

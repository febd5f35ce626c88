import type { Io, Stream } from "../../src/cli/io/io.ts";
import { run as runProgram } from "../../src/cli/program/run.ts";

/** How a run of the program ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  /** Columns of the terminal that stdout and stderr are; absent: they are none. */
  terminal?: number;
  signal?: AbortSignal;
  clock?: () => number;
  /** systemd's journal reads stderr. */
  journal?: boolean;
  /** Path of the program. */
  executable?: string;
  /** What is piped in, chunk by chunk; nothing by default. */
  stdin?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Somebody sits at the terminal and types what `stdin` says. */
  interactive?: boolean;
  /** Called with every piece of binary output. */
  onBytes?: (bytes: Uint8Array) => void;
  /** Called with everything that is written to stdout, as it is written. */
  onOut?: (text: string) => void;
  /** The same for stderr. */
  onErr?: (text: string) => void;
}

/** Runs the whole program in this process and answers what it printed. */
export async function run(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env = {}, terminal, signal = new AbortController().signal, clock = Date.now, journal = false } = options;
  const written = { out: "", err: "" };
  const stream = (name: "out" | "err"): Stream => ({
    write: (text) => {
      written[name] += text;
      (name === "out" ? options.onOut : options.onErr)?.(text);
    },
    isTerminal: terminal !== undefined,
    columns: terminal ?? 80,
  });
  const io: Io = {
    args,
    env,
    cwd,
    stdin: async function* () {
      yield* options.stdin ?? [];
    },
    interactive: options.interactive ?? false,
    out: stream("out"),
    writeBytes: async (bytes) => options.onBytes?.(bytes.slice()),
    err: stream("err"),
    clock,
    signal,
    journal,
    executable: options.executable ?? null,
  };
  const code = await runProgram(io);
  return { code, ...written };
}

/** The lines of JSON that a run printed. */
// biome-ignore lint/suspicious/noExplicitAny: what a test expects of a line is what it then checks
export function jsonLines(out: string): any[] {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

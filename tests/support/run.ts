import type { Io, Stream } from "../../src/cli/io/io.ts";
import { type Sink, StandardOutput } from "../../src/cli/io/standard-output.ts";
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
  /** The terminal can hide what is typed: told `true` when it does so, and `false` when it shows it again. */
  onHidden?: (hidden: boolean) => void;
  /** A program that shows long texts: told its command line and the text, it answers whether it did. */
  pager?: (command: string, text: string) => Promise<boolean>;
  /** Called with every piece of binary output. */
  onBytes?: (bytes: Uint8Array) => void;
  /** Called with everything that is written to stdout, as it is written. */
  onOut?: (text: string) => void;
  /** The code of the error that every write to stdout meets: `ENOSPC`, `EPIPE`. */
  outFails?: string;
  /** The same for stderr. */
  onErr?: (text: string) => void;
}

/** Runs the whole program in this process and answers what it printed. */
export async function run(args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env = {}, terminal, signal = new AbortController().signal, clock = Date.now, journal = false } = options;
  const { onHidden } = options;
  const written = { out: "", err: "" };
  const failed = new AbortController();
  const sink: Sink = {
    write(chunk, done) {
      if (options.outFails !== undefined) {
        return done(Object.assign(new Error(`${options.outFails}: it was told to fail`), { code: options.outFails }));
      }
      if (typeof chunk === "string") {
        written.out += chunk;
        options.onOut?.(chunk);
      } else options.onBytes?.(chunk.slice());
      done();
    },
    on: () => {},
    isTTY: terminal !== undefined,
    columns: terminal ?? 80,
  };
  const err: Stream = {
    write: (text) => {
      written.err += text;
      options.onErr?.(text);
    },
    isTerminal: terminal !== undefined,
    columns: terminal ?? 80,
  };
  const io: Io = {
    args,
    env,
    cwd,
    stdin: async function* () {
      yield* options.stdin ?? [];
    },
    interactive: options.interactive ?? false,
    ...(onHidden === undefined
      ? {}
      : {
          hideTyping: () => {
            onHidden(true);
            return () => onHidden(false);
          },
        }),
    ...(options.pager === undefined ? {} : { pager: options.pager }),
    out: new StandardOutput(sink, (failure) => failed.abort(failure)),
    err,
    clock,
    signal: AbortSignal.any([signal, failed.signal]),
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

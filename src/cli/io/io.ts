/** Everything of the process that a command may touch; tests hand in their own. */
export interface Io {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** What is piped in, chunk by chunk; nothing is read before it is called. */
  stdin: () => AsyncIterable<Uint8Array>;
  /** Somebody sits there who can be asked: stdin and stderr are a terminal. */
  interactive: boolean;
  out: Stream;
  /** Bytes to stdout; resolves when there is room for more. */
  writeBytes: (bytes: Uint8Array) => Promise<void>;
  err: Stream;
  /** Unix milliseconds. */
  clock: () => number;
  /** Aborts at the first SIGINT or SIGTERM. */
  signal: AbortSignal;
  /** True when systemd's journal reads stderr. */
  journal: boolean;
  /** Path of this program; null when the sources run uncompiled. */
  executable: string | null;
}

/** Where text goes. `isTerminal` decides on progress, colour and columns. */
export interface Stream {
  write(text: string): void;
  isTerminal: boolean;
  columns: number;
}

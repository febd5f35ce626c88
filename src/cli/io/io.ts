/** Everything of the process that a command may touch; tests hand in their own. */
export interface Io {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** What is piped in, chunk by chunk; nothing is read before it is called. */
  stdin: () => AsyncIterable<Uint8Array>;
  /** Somebody sits there who can be asked: stdin and stderr are a terminal. */
  interactive: boolean;
  /** Makes the terminal show nothing of what is typed until its answer is called; null or absent where it cannot. */
  hideTyping?: () => (() => void) | null;
  /** Shows what is typed, or does not; absent where nobody types. */
  echo?: (on: boolean) => void;
  out: Output;
  err: Stream;
  /** Unix milliseconds. */
  clock: () => number;
  /** Aborts at the first SIGHUP, SIGINT or SIGTERM, and when the output cannot be written. */
  signal: AbortSignal;
  /** Shows a text by a program; false where that fails. Absent where there is no terminal to show it on. */
  pager?: (command: string, text: string) => Promise<boolean>;
  /** True when systemd's journal reads stderr. */
  journal: boolean;
  /** Path of this program; null when the sources run uncompiled. */
  executable: string | null;
}

/** Where text goes. `isTerminal` decides on progress, colour and columns. */
export interface Stream {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
}

/** Standard output, of which nothing may be lost in silence. */
export interface Output extends Stream {
  /**
   * Writes bytes; resolves once the system has taken them.
   * @throws ReseederError as `accepted`
   */
  writeBytes(bytes: Uint8Array): Promise<void>;
  /**
   * Resolves once the system has taken everything that was written so far. `run` waits for it at the end; whoever says
   * before that something is done, waits for it first.
   * @throws ReseederError `OUTPUT_FAILED`, `OUTPUT_CLOSED`
   */
  accepted(): Promise<void>;
}

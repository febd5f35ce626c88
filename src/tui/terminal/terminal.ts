/** What a terminal is made of; `stop` suspends this process and whatever runs with it. */
export interface TerminalOptions {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  signals?: NodeJS.EventEmitter;
  later?: (ms: number, callback: () => void) => () => void;
  stop?: () => void;
}

/** Sequences of xterm (DEC private modes): alternate screen, cursor, bracketed paste. */
const LEAVE = "\x1b[?2004l\x1b[?1049l\x1b[?25h";
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h";
const ERASE = "\x1b[H\x1b[J";
/** After the last of several changes of the window's size. */
const SETTLED_MS = 100;
const STOPPING_MS = 50;

/** The terminal around what Ink draws: it is drawn anew where what is on it cannot be known, and given back while suspended. */
export class Terminal {
  private readonly stdin: NodeJS.ReadStream;
  private readonly stdout: NodeJS.WriteStream;
  private readonly signals: NodeJS.EventEmitter;
  private readonly later: (ms: number, callback: () => void) => () => void;
  private readonly stop: () => void;
  private draw: (() => void) | null = null;
  private cancel: (() => void) | null = null;

  /** Takes the keys: what is typed from now on is written to no screen. */
  constructor({ stdin, stdout, signals = process, later = after, stop = stopProcess }: TerminalOptions) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.signals = signals;
    this.later = later;
    this.stop = stop;
    stdin.setRawMode(true);
  }

  /** Begins. @param draw draws everything, onto an empty screen with the cursor in its first cell */
  start(draw: () => void): void {
    this.draw = draw;
    this.redraw();
    // Ink believes what it drew before to be still there, and a window whose size has changed twice may be of the old one.
    this.signals.on("SIGWINCH", this.settle);
    this.signals.on("SIGCONT", this.resume);
  }

  /** Draws everything anew. */
  readonly redraw = (): void => {
    this.stdout.write(ERASE);
    this.draw?.();
  };

  /** Gives the terminal back and stops this process; once it goes on, takes it again. */
  readonly suspend = (): void => {
    this.stdin.setRawMode(false);
    this.stdout.write(LEAVE);
    this.stop();
    this.resume();
  };

  /** Ends: nothing is drawn any more. */
  end(): void {
    this.cancel?.();
    this.draw = null;
    this.signals.off("SIGWINCH", this.settle);
    this.signals.off("SIGCONT", this.resume);
    try {
      this.stdin.setRawMode(false);
    } catch {
      // A terminal that is lost takes nothing back.
    }
  }

  private readonly settle = (): void => {
    this.cancel?.();
    this.cancel = this.later(SETTLED_MS, this.redraw);
  };

  private readonly resume = (): void => {
    this.stdin.setRawMode(true);
    this.stdout.write(ENTER);
    this.redraw();
  };
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

/**
 * As the terminal does when Ctrl-Z is typed: every process of the foreground job stops. Comes back once it goes on, or at
 * once where nobody could bring it back, for then the system does not stop it.
 */
function stopProcess(): void {
  if (process.platform === "win32") return;
  process.kill(0, "SIGTSTP");
  // Another thread may be the one that takes the signal; nothing may be drawn meanwhile.
  Bun.sleepSync(STOPPING_MS);
}

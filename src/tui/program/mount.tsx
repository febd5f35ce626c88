import { render } from "ink";
import { ReseederError } from "../../core/errors.ts";
import { themeOf } from "../kit/theme.ts";
import { Terminal } from "../terminal/terminal.ts";
import { App } from "./app.tsx";
import { Effects } from "./effects.ts";
import { Program } from "./program.ts";
import { initialState } from "./state.ts";

export interface MountOptions {
  /** The database; absolute. It need not be there yet. */
  path: string;
  /** What relative paths start at. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the process is to end. */
  signal: AbortSignal;
  clock?: () => number;
  stdin?: NodeJS.ReadStream;
  stdout?: NodeJS.WriteStream;
}

/** How the dashboard ended. */
export type MountEnd = "quit" | "stopped" | "hung-up";

/**
 * Shows the dashboard until the user quits or the process is to end. However that comes about, the terminal is left as
 * it was.
 * @throws ReseederError `USAGE` where it is no terminal; whatever was not foreseen, after the screen is restored
 */
export async function mount(options: MountOptions): Promise<MountEnd> {
  const { path, cwd, env, signal, clock = Date.now, stdin = process.stdin, stdout = process.stdout } = options;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new ReseederError("USAGE", "The dashboard needs a terminal", { hint: STATS });
  }
  const size = { columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 };
  const program = new Program(initialState(path, size, clock()));
  const ended = Promise.withResolvers<MountEnd>();
  const terminal = new Terminal({ stdin, stdout });
  const { redraw, suspend } = terminal;
  const effects = new Effects(program, { path, cwd, clock, redraw, suspend, quit: () => ended.resolve("quit") });
  const app = () => <App program={program} theme={themeOf(env)} />;
  const instance = render(app(), {
    stdin,
    stdout,
    exitOnCtrlC: false,
    alternateScreen: true,
    incrementalRendering: true,
    // Else nothing is drawn where the environment looks like one of continuous integration.
    interactive: true,
  });
  terminal.start(() => {
    instance.clear();
    instance.rerender(app());
    // At once: until then the screen is empty.
    instance.waitUntilRenderFlush();
  });
  // What a view throws ends Ink by itself.
  instance.waitUntilExit().then(() => ended.resolve("quit"), ended.reject);
  const stop = () => ended.resolve("stopped");
  const hangUp = () => ended.resolve("hung-up");
  const crash = (error: unknown) => ended.reject(error);
  signal.addEventListener("abort", stop, { once: true });
  process.on("SIGHUP", hangUp);
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  try {
    effects.start();
    if (signal.aborted) stop();
    return await ended.promise;
  } finally {
    instance.unmount();
    terminal.end();
    await effects.stop();
    signal.removeEventListener("abort", stop);
    process.off("SIGHUP", hangUp);
    process.off("uncaughtException", crash);
    process.off("unhandledRejection", crash);
  }
}

const STATS = "`reseeder stats` prints the same numbers without a terminal.";

import { ReseederError } from "../../core/errors.ts";
import { displayText } from "../../core/path-bytes.ts";
import { COMMIT, VERSION } from "../../core/version.ts";
import { asksDebug } from "../flags.ts";
import type { Io } from "../io/io.ts";

/**
 * Runs the program: finds the command, checks its flags, runs it.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 partly done, 4 problems found, 10 no database,
 *   11 database locked, 129, 130, 141 and 143 ended by a signal (141: nobody reads the output any more)
 */
export async function run(io: Io): Promise<number> {
  try {
    const code = await start(io);
    await io.out.accepted();
    return io.signal.aborted && code !== 0 ? signalCode(io.signal) : code;
  } catch (error) {
    // What went wrong because the output did is not told besides.
    const failure = await io.out.accepted().then(
      () => null,
      (failed: unknown) => failed,
    );
    const code = report(io, failure ?? error);
    return io.signal.aborted && failure === null ? signalCode(io.signal) : code;
  }
}

async function start(io: Io): Promise<number> {
  // Before anything is loaded, so that it answers in milliseconds.
  if (io.args[0] === "--version" || io.args[0] === "-V") {
    io.out.write(`reseeder ${VERSION} (${COMMIT})\n`);
    return 0;
  }
  const { dispatch } = await import("./dispatch.ts");
  return dispatch(io);
}

const SIGNAL_CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

function signalCode(signal: AbortSignal): number {
  return SIGNAL_CODES[String(signal.reason)] ?? 130;
}

function report(io: Io, error: unknown): number {
  const debug = asksDebug(io.args, io.env);
  if (error instanceof ReseederError) {
    if (error.code === "OUTPUT_CLOSED" && !debug) return error.exitCode;
    io.err.write(`reseeder: ${displayText(error.message)}\n`);
    if (error.hint) io.err.write(`Try: ${displayText(error.hint)}\n`);
    if (debug && error.stack) io.err.write(`${error.stack}\n`);
    return error.exitCode;
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  io.err.write(`reseeder: unexpected ${displayText(what)}\n`);
  if (debug && error instanceof Error && error.stack) io.err.write(`${error.stack}\n`);
  else io.err.write("Try: run the command again with --debug and report the output.\n");
  return 1;
}

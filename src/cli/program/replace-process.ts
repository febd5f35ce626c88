/** How the JavaScript engine is told to leave its third compiler alone. */
const TUNING = "BUN_JSC_useFTLJIT";

/** They end before that compiler's work pays off: it takes a third of a scan's time on two cores, and of a match 8 MB. */
const COMMANDS = new Set(["scan", "match"]);

/**
 * Replaces the process by itself with the engine set up for a scan or a match, the same process number and all; returns
 * where that is not possible or was done already. The engine takes the setting from the environment at its start and
 * from nowhere else.
 */
export function replaceForLongWork(args: readonly string[]): void {
  const isCompiled = import.meta.path.startsWith("/$bunfs/");
  if (!COMMANDS.has(args[0] ?? "") || !isCompiled || process.env[TUNING] !== undefined || !process.execve) return;
  // Bytes that are no UTF-8 would be lost on the way.
  if (args.some((arg) => arg.includes("\ufffd"))) return;
  try {
    process.execve(process.execPath, [process.execPath, ...args], { ...process.env, [TUNING]: "0" });
  } catch {
    // Under an emulator, or without the right to read the program again: the work is as good, and takes longer.
  }
}

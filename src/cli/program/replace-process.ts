/** How the JavaScript engine is told to leave its third compiler alone. */
const TUNING = "BUN_JSC_useFTLJIT";

/**
 * Replaces the process by itself with the engine set up for a scan, the same process number and all; returns where that
 * is not possible or was done already. A scan ends before that compiler's work pays off, which takes a third of the
 * time on two cores, and the engine takes the setting from the environment at its start and from nowhere else.
 */
export function replaceForScan(args: readonly string[]): void {
  const isCompiled = import.meta.path.startsWith("/$bunfs/");
  if (args[0] !== "scan" || !isCompiled || process.env[TUNING] !== undefined || !process.execve) return;
  // Bytes that are no UTF-8 would be lost on the way.
  if (args.some((arg) => arg.includes("\ufffd"))) return;
  try {
    process.execve(process.execPath, [process.execPath, ...args], { ...process.env, [TUNING]: "0" });
  } catch {
    // Under an emulator, or without the right to read the program again: the scan is as good, and takes longer.
  }
}

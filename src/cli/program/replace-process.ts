/** Marks a process that was set up already. */
const MARK = "BUN_JSC_useFTLJIT";

/**
 * How the JavaScript engine is set up. Its third compiler takes a third of a scan's time, which ends before that pays
 * off. A match mostly waits for native hashing, on machines that have better uses for memory: without the second compiler
 * as well, and collecting as on a machine of 64 MiB, it takes some 18 MB less.
 */
const TUNINGS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ["scan", { [MARK]: "0" }],
  ["match", { [MARK]: "0", BUN_JSC_useDFGJIT: "0", BUN_JSC_forceRAMSize: `${64 * 1024 * 1024}` }],
]);

/**
 * Replaces the process by itself with the engine set up for a scan or a match, the same process number and all; returns
 * where that is not possible or was done already. The engine takes its settings from the environment at its start
 * and from nowhere else.
 */
export function replaceForLongWork(args: readonly string[]): void {
  const isCompiled = import.meta.path.startsWith("/$bunfs/");
  const tuning = TUNINGS.get(args[0] ?? "");
  if (tuning === undefined || !isCompiled || process.env[MARK] !== undefined || !process.execve) return;
  // Bytes that are no UTF-8 would be lost on the way.
  if (args.some((arg) => arg.includes("\ufffd"))) return;
  try {
    process.execve(process.execPath, [process.execPath, ...args], { ...process.env, ...tuning });
  } catch {
    // Under an emulator, or without the right to read the program again: the work is as good, and takes longer.
  }
}

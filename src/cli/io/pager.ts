import type { Io } from "./io.ts";

/** Shows a long text by the program that PAGER names, on a terminal; elsewhere, or where that fails, it is printed. */
export async function page(io: Io, text: string): Promise<void> {
  const pager = io.env["PAGER"];
  if (!io.out.isTerminal || !pager || !(await io.pager?.(pager, text))) io.out.write(text);
}

/** Runs a shell's command line with the text as its input; false where it did not show it. */
export async function runPager(command: string, text: string): Promise<boolean> {
  try {
    const shell = process.platform === "win32" ? ["cmd", "/c", command] : ["sh", "-c", command];
    const child = Bun.spawn(shell, { stdin: new Blob([text]), stdout: "inherit", stderr: "inherit" });
    return (await child.exited) === 0;
  } catch {
    return false;
  }
}

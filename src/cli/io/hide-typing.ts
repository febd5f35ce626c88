/**
 * Makes the terminal show nothing of what is typed, until the function that it answers is called; null where that cannot
 * be had.
 */
export function hideTyping(): (() => void) | null {
  if (process.platform === "win32") return null;
  const stty = (mode: string) => {
    try {
      return Bun.spawnSync(["stty", mode], { stdin: "inherit", stdout: "ignore", stderr: "ignore" }).exitCode === 0;
    } catch {
      return false;
    }
  };
  return stty("-echo") ? () => void stty("echo") : null;
}

/**
 * The words before a command that take root's rights from it; empty when this process has none, null when none can: no
 * means to, or a checkout that nobody but root may read.
 */
export const UNPRIVILEGED: readonly string[] | null = (() => {
  if (process.getuid?.() !== 0) return process.platform === "win32" ? null : [];
  const setpriv = Bun.which("setpriv");
  if (!setpriv) return null;
  const words = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"];
  return Bun.spawnSync([...words, "test", "-r", sourcePath("main.ts")]).exitCode === 0 ? words : null;
})();

/** Runs a script without root's rights and answers the JSON that it prints. */
export function runUnprivileged(script: string): unknown {
  if (!UNPRIVILEGED) throw new Error("no way to give up root's rights here");
  const child = Bun.spawnSync([...UNPRIVILEGED, process.execPath, "-e", script], {
    env: { HOME: "/nonexistent", PATH: "" },
  });
  if (child.exitCode !== 0) throw new Error(`exit ${child.exitCode}: ${child.stderr}`);
  return JSON.parse(child.stdout.toString());
}

/** Absolute path of a module below src/, for a script's import. */
export function sourcePath(path: string): string {
  return new URL(`../../src/${path}`, import.meta.url).pathname;
}

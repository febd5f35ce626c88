/** Runs a Python script in a folder; throws with what it complained of. */
export function python(script: string, cwd: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["python3", "-c", script], { cwd });
  if (exitCode !== 0) throw new Error(`python3 ended with ${exitCode}: ${stderr}`);
  return stdout.toString();
}

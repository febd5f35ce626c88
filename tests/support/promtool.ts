/** Prometheus' own checker; null where Prometheus is not installed. */
export const PROMTOOL = Bun.which("promtool");

/** Runs promtool and answers how it ended and all that it printed. */
export function promtool(args: string[], stdin: string): { code: number; printed: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([PROMTOOL ?? "promtool", ...args], { stdin: Buffer.from(stdin) });
  return { code: exitCode, printed: `${stdout}${stderr}` };
}

/** The samples of a text in Prometheus' format: series as written → value. */
export function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

/** The names of all series that a text in Prometheus' format may have, also of families without any yet. */
export function namesOf(text: string): Set<string> {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = "", type]) =>
      type === "histogram" ? ["_bucket", "_sum", "_count"].map((end) => name + end) : [name],
    ),
  );
}

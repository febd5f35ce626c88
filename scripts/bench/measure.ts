import { readFileSync } from "node:fs";

/** One line of the report: our figure, the baseline's, and what the issue of the project demands of their ratio. */
export interface Figure {
  what: string;
  ours: number;
  baseline?: number;
  unit: "ms" | "MB";
  must?: number;
  aim?: number;
}

/** Runs two things in turn, so that both meet the same moods of the machine, and takes each one's median. */
export async function pairUp(
  runs: number,
  ours: () => Promise<number> | number,
  baseline: () => Promise<number> | number,
): Promise<{ ours: number; baseline: number }> {
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const [a, b] = [await ours(), await baseline()];
    // The first round warms caches and compilers.
    if (run === 0) continue;
    mine.push(a);
    theirs.push(b);
  }
  return { ours: median(mine), baseline: median(theirs) };
}

/** Milliseconds that `action` takes. */
export async function timed(action: () => unknown): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** Milliseconds of a whole process, and its peak memory in MB where `withMemory`. */
export async function timedProcess(command: string[], withMemory = false): Promise<{ ms: number; peakMb: number }> {
  const started = performance.now();
  const child = Bun.spawn(command, { stdout: "ignore", stderr: "ignore" });
  let peakMb = 0;
  // Not the system's account of the ended child: that begins with the memory of whoever started it.
  while (withMemory && child.exitCode === null) {
    peakMb = Math.max(peakMb, memoryOf(child.pid, "VmHWM") ?? 0);
    await Promise.race([child.exited, Bun.sleep(20)]);
  }
  const code = await child.exited;
  const ms = performance.now() - started;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  return { ms, peakMb };
}

/** Resident memory of a process in MB, now (`VmRSS`) or at most so far (`VmHWM`); null when it has gone. */
export function memoryOf(pid: number, field: "VmRSS" | "VmHWM"): number | null {
  try {
    const kib = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? null : (Number(kib) * 1024) / 1e6;
  } catch {
    return null;
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The figures as a table in Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, ours, baseline, unit, must, aim }) => {
    const value = baseline === undefined ? ours : ours / baseline;
    const shown = baseline === undefined ? `${number(ours)} ${unit}` : value.toFixed(2);
    const verdict =
      must === undefined ? "" : value <= must ? (aim !== undefined && value <= aim ? "aim" : "must") : "MISSED";
    const base = baseline === undefined ? "" : `${number(baseline)} ${unit}`;
    return `| ${what} | ${number(ours)} ${unit} | ${base} | ${shown} | ${must ?? ""} | ${aim ?? ""} | ${verdict} |`;
  });
  return `| what | ours | baseline | result | must | aim | holds |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

import type { World } from "./world.ts";

/** One case: what was once wrong, tried again. */
export interface Case {
  /** How the name of its folder begins: `01`. */
  number: string;
  /** Takes more than a few seconds. */
  long?: true;
  /** What it needs beside the program, where that is missing. */
  missing?: () => string | null;
  /** Null where all is as it should be, else what was seen. */
  run: (world: World) => Promise<string | null>;
}

/** The first of some sentences that are there. */
export function first(...faults: (string | false | null | undefined)[]): string | null {
  return faults.find((fault): fault is string => typeof fault === "string") ?? null;
}

/** Null where an answer has this code and says this, else what it was. */
export function ended(
  what: string,
  { code, out, err }: { code: number; out: string; err: string },
  wanted: number,
  says: RegExp = /(?:)/,
): string | null {
  if (code === wanted && says.test(out + err)) return null;
  return `${what}: exit ${code} (wanted ${wanted}), said ${JSON.stringify((out + err).slice(0, 300))}`;
}

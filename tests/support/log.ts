import type { Log } from "../../src/core/log.ts";

/** A log that keeps its lines, `warn: text` each. */
export function memoryLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { lines, log: (level, message) => lines.push(`${level}: ${message}`) };
}

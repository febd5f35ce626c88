import type { Log } from "../../src/core/log.ts";

/** A log that keeps its lines, `warn: text` each; those of debug apart, with their fields. */
export function memoryLog(): { log: Log; lines: string[]; debug: [message: string, fields: unknown][] } {
  const [lines, debug]: [string[], [string, unknown][]] = [[], []];
  const log: Log = (level, message, fields) => {
    if (level === "debug") debug.push([message, fields]);
    else lines.push(`${level}: ${message}`);
  };
  return { log, lines, debug };
}

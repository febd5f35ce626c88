import type { Log } from "../core/log.ts";
import type { Io } from "./io.ts";

/** The log of a long-running command, on stderr: lines of text on a terminal, JSON lines otherwise. */
export function createLog(io: Io): Log {
  return (level, message, fields = {}) => {
    const time = new Date(io.clock()).toISOString();
    if (!io.err.isTerminal) {
      io.err.write(`${JSON.stringify({ time, level, message, ...fields })}\n`);
      return;
    }
    const details = Object.entries(fields).map(([name, value]) => ` ${name}=${show(value)}`);
    io.err.write(`${time.slice(11, 19)} ${level.padEnd(5)} ${message}${details.join("")}\n`);
  };
}

function show(value: unknown): string {
  return typeof value === "string" && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

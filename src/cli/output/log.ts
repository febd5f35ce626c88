import { isoTime } from "../../core/iso-time.ts";
import { LOG_LEVELS, type Log, type LogLevel } from "../../core/log.ts";
import { redact, redactFields } from "../../core/redact.ts";
import type { Flags } from "../command.ts";
import type { Io } from "../io/io.ts";

/** The flag of every command that runs until it is stopped. */
export const LOG_FLAG = {
  "log-level": {
    type: "enum",
    variable: true,
    options: [...LOG_LEVELS],
    default: "info",
    description: "Set the minimum log level",
  },
} as const satisfies Flags;

/** Priorities of syslog(3), which the journal reads from `<N>` at the start of a line. */
const PRIORITY: Readonly<Record<LogLevel, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/**
 * The log of a long-running command, on stderr: text with the time on a terminal; text with a priority and without a time,
 * which the journal adds, when systemd's journal reads it; JSON lines otherwise. Secrets are masked in each.
 * @param flags those of the command, with `logLevel`
 */
export function createLog(io: Io, flags: { logLevel?: LogLevel } = {}): Log {
  const least = LOG_LEVELS.indexOf(flags.logLevel ?? "info");
  return (level, message, fields = {}) => {
    if (LOG_LEVELS.indexOf(level) < least) return;
    io.err.write(`${line(io, level, redact(message), redactFields(fields))}\n`);
  };
}

/** How such a command tells that it made the database. */
export function logCreated(io: Io, flags: { logLevel?: LogLevel }): (path: string) => void {
  return (path) => createLog(io, flags)("info", "created the database", { path });
}

function line(io: Io, level: LogLevel, message: string, fields: Record<string, unknown>): string {
  if (io.journal) return `<${PRIORITY[level]}>${oneLine(message)}${details(fields)}`;
  const time = isoTime(io.clock());
  if (io.err.isTerminal) return `${time.slice(11, 19)} ${level.padEnd(5)} ${oneLine(message)}${details(fields)}`;
  return JSON.stringify({ time, level, message, ...fields });
}

function details(fields: Record<string, unknown>): string {
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return shown.map(([name, value]) => ` ${name}=${show(value)}`).join("");
}

function show(value: unknown): string {
  return typeof value === "string" && /^[^\p{C}\s"=]+$/u.test(value) ? value : oneLine(JSON.stringify(value));
}

/** A stranger's line break must not make a line of its own, nor a control character reach a terminal. */
function oneLine(text: string): string {
  return text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

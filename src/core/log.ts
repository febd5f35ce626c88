/** What a line of the log may weigh, the least first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Takes one event; `fields` are what a machine wants to filter by. No secrets, whatever the level. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void;

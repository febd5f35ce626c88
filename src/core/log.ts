export type LogLevel = "debug" | "info" | "warn" | "error";

/** Takes one event; `fields` are what a machine wants to filter by. No secrets, whatever the level. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void;

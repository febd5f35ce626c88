/** ok: as it should be. info: worth knowing. warning: will cause trouble. error: does now. */
export type Severity = "ok" | "info" | "warning" | "error";

/** What one check found. */
export interface Finding {
  /** Stable name of the check: `disk`, `backup` … */
  check: string;
  severity: Severity;
  /** A sentence: what, where, which value. Never a secret. */
  what: string;
  /** What to do about it; null when nothing needs doing. */
  advice: string | null;
}

/** Finding constructors of one check. */
export function findings(check: string) {
  const make = (severity: Severity) => (what: string, advice: string | null) => ({ check, severity, what, advice });
  return {
    ok: (what: string): Finding => make("ok")(what, null),
    info: (what: string, advice: string | null = null): Finding => make("info")(what, advice),
    warning: (what: string, advice: string): Finding => make("warning")(what, advice),
    error: (what: string, advice: string): Finding => make("error")(what, advice),
  };
}

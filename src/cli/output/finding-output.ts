import type { Finding, Severity } from "../../work/observe/finding.ts";

const SIGNS: Record<Severity, string> = { ok: "ok     ", info: "info   ", warning: "WARNING", error: "ERROR  " };

/** A finding for people: what it is about, the sentence, and what to do. */
export function formatFinding({ check, severity, what, advice }: Finding): string {
  const line = `${SIGNS[severity]} ${check.padEnd(13)} ${what}\n`;
  return advice === null || advice === "" ? line : `${line}${" ".repeat(22)}→ ${advice}\n`;
}

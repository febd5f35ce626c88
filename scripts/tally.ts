/** How checks and tests ended. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * The tally of `bun test`'s closing summary (text without colours), which counts an error outside the tests among
 * its failures; `todo` is skipped here. Undefined where the output has no whole summary, which happens when the run was cut short.
 */
export function parseTestSummary(output: string): Tally | undefined {
  const end = output.lastIndexOf("\nRan ");
  const ran = end < 0 ? null : output.slice(end).match(/^\nRan (\d+) tests? across \d+ files?\./);
  if (ran === null) return undefined;
  // Only the lines directly above "Ran …": a test may have printed something that looks alike.
  const lines = output.slice(0, end).split("\n");
  const counts = new Map<string, number>();
  for (let at = lines.length - 1; at >= 0; at--) {
    const count = lines[at]?.match(/^\s*(\d+) (pass|fail|skip|todo|error|filtered out|expect\(\) call|snapshot)s?\b/);
    if (!count) break;
    counts.set(count[2] ?? "", Number(count[1]));
  }
  const of = (name: string) => counts.get(name) ?? 0;
  const tally = { passed: of("pass"), failed: of("fail"), skipped: of("skip") + of("todo") };
  if (tally.passed + tally.failed + tally.skipped !== Number(ran[1])) return undefined;
  return tally;
}

/** The closing line, `N passed, N failed` with `, N skipped` where some were, and whether the run is good. */
export function tallyLine(tallies: Tally[]): { line: string; ok: boolean } {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return { line, ok: failed === 0 && passed > 0 };
}

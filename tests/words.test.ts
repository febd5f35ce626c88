import { expect, test } from "bun:test";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "..");

/** Words of our own that once stood where the field has one, with the field's word. */
const OLD_WORDS: [old: RegExp, field: string][] = [
  [/\bbreathe\b/i, "yield to the event loop"],
  [/\bPace\b/, "YieldEvery"],
  [/\bGate\b/, "Semaphore"],
  [/\bPlaces\b/, "ConcurrencyQuota"],
  [/\bTurn\b(?=[ (<;,])(?! (?:on|off)\b)/, "Lease"],
  [/\bClaims?\b/, "Lease"],
  [/\bRemembered\b/, "TtlCache"],
  [/\b(?:with|writeWith)?Patience\b|\bpatient-write\b/, "retry while busy"],
  [/\bPresence\b|\bwhilePresent\b/, "Heartbeat, ProcessRegistry"],
  [/\bFreshness\b/, "SettleDelay"],
  [/\b(?:Torrent)?Standings?\b/, "RankingRow"],
  [/\blook-?up (?:rows?|tables?)\b|\bLookupRows\b/i, "postings"],
  [/\bsearch-?words?\b/i, "search terms"],
  [/\bcut hash\b/i, "truncated v2 info-hash"],
  [/\bholdersOf\b/, "open-file holders"],
  [/\bdurable\b/i, "fsync"],
  [/(?<!onnection )\brefus(?:e[sd]?|ing|als?)\b/i, "rejected"],
];

test("code and documents speak the field's words", async () => {
  const paths = ["src/**/*.{ts,tsx,sql,md}", "docs/*.md", "*.md"].flatMap((glob) => [
    ...new Bun.Glob(glob).scanSync({ cwd: ROOT }),
  ]);
  expect(paths.length).toBeGreaterThan(100);
  const found: string[] = [];
  for (const path of paths) {
    // What a database has seen stays as it was.
    if (/migrations[\\/]000[1-8]/.test(path)) continue;
    for (const [index, line] of (await Bun.file(join(ROOT, path)).text()).split("\n").entries()) {
      for (const [old, field] of OLD_WORDS) {
        if (old.test(line)) found.push(`${path}:${index + 1}: ${old.exec(line)?.[0]} → ${field}`);
      }
    }
  }
  expect(found).toEqual([]);
});

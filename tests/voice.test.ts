import { expect, test } from "bun:test";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dir, "..");

/** Turns of phrase that users read twice, with what to write. */
const RIDDLES: readonly [phrase: RegExp, instead: string][] = [
  [/\bis meant\b/i, "on purpose, intended"],
  [/\btells? of no\b/i, "report no"],
  [/\bleast weight\b/i, "minimum level"],
  [/\bwhat (?:it|was|is) (?:is )?asked\b/i, "requests"],
  [/\bnot rightly\b/i, "wrong"],
  [/\bas it lies there\b/i, "unchanged"],
  [/\bwhom the tracker let in\b/i, "users that the tracker accepted"],
  [/\bnobody is let in\b/i, "every request is rejected"],
  [/\bis no (?:file|torrent|address|number)\b/i, "is not a …"],
  [/\blies? nowhere\b/i, "is gone"],
  [/\bbroke off\b/i, "was cut off, stopped early"],
  [/\bleft alone\b/i, "paused, unchanged"],
  [/\bput (?:it|them|that|everything) right\b|\bputs them right\b/i, "correct, fix"],
  [/\bof nobody's\b|\bis nobody's\b/i, "unknown, invalid"],
  [/\bfor ever\b/i, "without limit"],
  [/\btaken in\b(?! (?:by|with) )/i, "imported, indexed"],
];

/** What an operator or a user reads besides help, which has a test of its own. */
const DOCUMENTS = [
  "README.md",
  "SECURITY.md",
  ...["access", "lite", "management", "metrics", "operations", "page", "protocol", "swarm", "tui"].map(
    (name) => `docs/${name}.md`,
  ),
];
const TABLES = ["src/core/errors.ts", "src/core/settings/*.ts", "src/work/doctor/*.ts", "src/tui/tabs/**/*.{ts,tsx}"];

/** The source without its comments. */
function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

test("documents, settings, errors, findings and the dashboard use plain words", async () => {
  const sources = TABLES.flatMap((glob) => [...new Bun.Glob(glob).scanSync({ cwd: ROOT })]);
  expect(sources.length).toBeGreaterThan(50);
  const found: string[] = [];
  for (const path of [...DOCUMENTS, ...sources]) {
    const text = await Bun.file(join(ROOT, path)).text();
    for (const [index, line] of (path.endsWith(".md") ? text : withoutComments(text)).split("\n").entries()) {
      for (const [phrase, instead] of RIDDLES) {
        if (phrase.test(line)) found.push(`${path}:${index + 1}: ${phrase.exec(line)?.[0]} → ${instead}`);
      }
    }
  }
  expect(found).toEqual([]);
});

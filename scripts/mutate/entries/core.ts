import type { Mutation } from "../mutation.ts";

export const CORE: readonly Mutation[] = [
  {
    file: "src/core/settings/setting-value.ts",
    from: "if (/^-?\\d+$/.test(text)) return readWholeNumber(text, min, max);",
    to: "const plain = readWholeNumber(text, min, max);\n  if (plain !== null) return plain;",
    tests: ["tests/core/settings/setting-value.test.ts"],
  },
  {
    file: "src/core/settings/setting-value.ts",
    from: "return Number.isInteger(value) && value >= min",
    to: "return !Number.isNaN(value) && value >= min",
    tests: ["tests/core/settings/setting-value.test.ts"],
  },
  {
    file: "src/core/settings/setting-value.ts",
    from: "fallback === 0 && TIMES[unit] ? TIMES[unit].example : fallback",
    to: "fallback",
    tests: ["tests/core/settings/setting-value.test.ts"],
  },
  {
    file: "src/core/quantity.ts",
    from: "for (const base of [1024, 1000]) {",
    to: "for (const base of [1024]) {",
    tests: ["tests/core/settings/setting-value.test.ts"],
  },
  {
    file: "src/core/completion/same-name.ts",
    from: 'return trimEnd(folded.replace(DROPPED, "").replace(REPLACED, "_"), ". ").trimStart();',
    to: 'return folded.replace(DROPPED, "").replace(REPLACED, "_").replace(/[. ]+$/, "").trimStart();',
    tests: ["tests/core/completion/same-name.test.ts"],
  },
  {
    file: "src/core/archive/zip-directory.ts",
    from: "const start = found.start + base;",
    to: "const start = found.start;",
    tests: ["tests/core/archive/zip-reader.test.ts"],
  },
  {
    file: "src/core/archive/text-lines.ts",
    from: 'return "utf-16le";',
    to: 'return "utf-8";',
    tests: ["tests/core/archive/text-lines.test.ts"],
  },
  {
    file: "src/core/content/normalize.ts",
    from: "LONG_RUN.test(text) ? text : text.normalize(form)",
    to: "text.slice(0, 100_000).normalize(form)",
    tests: ["tests/core/content/normalize.test.ts"],
  },
  {
    file: "src/core/content/names.ts",
    from: 'IOTA_BELOW.test(name) ? normalizeText(name, "NFC") : name',
    to: "name",
    tests: ["tests/core/content/case-fold.test.ts"],
  },
  {
    file: "src/core/torrent/v2-files.ts",
    from: "entries === 1 && topFiles === 1",
    to: "files.length === 1 && topFiles === 1",
    tests: ["tests/core/torrent/parse.test.ts"],
  },
  {
    file: "src/core/torrent/piece-rules.ts",
    from: "if (count > MAX_PIECES)",
    to: "if (count > 2 * MAX_PIECES)",
    tests: ["tests/core/torrent/rejections.test.ts"],
  },
  {
    file: "src/core/torrent/name-forms.ts",
    from: "if (this.left < 0) return [];",
    to: "",
    tests: ["tests/core/torrent/name-forms.test.ts"],
  },
  {
    file: "src/core/match/match.ts",
    from: "candidates.names[i] === name && !taken?.has(index)",
    to: "candidates.names[i] === name",
    tests: ["tests/core/match/match.test.ts"],
  },
  {
    file: "src/core/watch/scan-filter.ts",
    from: ".some((name) => filter.excludes(name))",
    to: ".every((name) => filter.excludes(name))",
    tests: ["tests/core/watch/scan-filter.test.ts"],
  },
  {
    file: "src/core/archive/zip-directory.ts",
    from: "while (last > end && tail[last - 1] === 0) last--;",
    to: "",
    tests: ["tests/core/archive/zip-reader.test.ts"],
  },
  {
    file: "src/work/torrents/disk-speeds.ts",
    from: "if (mount && !mount.isLocal) return false;",
    to: "",
    tests: ["tests/work/torrents/disk-speeds.test.ts"],
  },
  {
    file: "src/work/torrents/disk-speeds.ts",
    from: "const LIMIT = 8;",
    to: "const LIMIT = 4;",
    tests: ["tests/work/torrents/disk-speeds.test.ts"],
  },
  {
    file: "src/work/scrape/scrape.ts",
    from: 'if (counted >= due) return "done";',
    to: 'if (counted >= 0) return "done";',
    tests: ["tests/work/scrape/scrape.test.ts"],
  },
  {
    file: "src/work/scrape/tracker.ts",
    from: "if (missing.length === group.length && reply.counts.size > 0) throw new TrackerFault(OTHERS);",
    to: "",
    tests: ["tests/work/scrape/tracker.test.ts"],
  },
  {
    file: "src/work/scan/finish-names.ts",
    from: 'writer.index("name", rows);',
    to: "",
    tests: ["tests/work/scan/finish-names.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

export const WORK: readonly Mutation[] = [
  {
    file: "src/work/match/matcher.ts",
    from: "if (held > POPULAR || held > budget) {",
    to: "if (held > POPULAR) {",
    tests: ["tests/work/match/matcher.test.ts"],
  },
  {
    file: "src/work/ingest/ingest.ts",
    from: "if (Buffer.compare(rangeOf(bytes, metainfo.info), rangeOf(stored, info)) !== 0) {",
    to: "if (stored.length < 0) {",
    tests: ["tests/work/ingest/ingest.test.ts"],
  },
  {
    file: "src/work/ingest/ingest.ts",
    from: "if (options.finishOthers) await",
    to: 'if (options.finishOthers && stores.path === "") await',
    tests: ["tests/work/ingest/ingest.test.ts"],
  },
  {
    file: "src/work/scan/scan.ts",
    from: "if (!options.signal?.aborted) store.write(",
    to: "store.write(",
    tests: ["tests/work/scan/scan.test.ts"],
  },
];

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
  {
    file: "src/work/ingest/ingest.ts",
    from: "if (present !== null && writer.isRemoved(present))",
    to: "if (false)",
    tests: ["tests/http/routes/push.test.ts"],
  },
  {
    file: "src/work/backup/backup-files.ts",
    from: "isOf(file, database) && file.path !== made",
    to: "isOf(file, database)",
    tests: ["tests/work/backup/backup.test.ts"],
  },
  {
    file: "src/work/backup/backup-files.ts",
    from: "lineage === database.lineage && (source === null || source === database.path)",
    to: "lineage === database.lineage",
    tests: ["tests/work/backup/backup.test.ts"],
  },
  {
    file: "src/work/wipe/wipe.ts",
    from: "    store.wipes.note(what.kinds, clock());\n",
    to: "",
    tests: ["tests/work/wipe/wipe.test.ts"],
  },
  {
    file: "src/work/runtime/stores.ts",
    from: 'if (replaced === "moved") store.emptyLog();',
    to: "",
    tests: ["tests/work/runtime/stores.test.ts"],
  },
  {
    file: "src/work/runtime/stores.ts",
    from: "log: isOld ? logIdentity(log) : null",
    to: "log: logIdentity(log)",
    tests: ["tests/work/runtime/stores.test.ts"],
  },
  {
    file: "src/work/runtime/shared-sync.ts",
    from: "this.syncFile(this.path())",
    to: "Promise.resolve()",
    tests: ["tests/work/runtime/stores.test.ts"],
  },
  {
    file: "src/work/runtime/stores.ts",
    from: 'if (replaced === "overwritten") truncateSync(log, 0);',
    to: "",
    tests: ["tests/work/runtime/stores.test.ts"],
  },
  {
    file: "src/work/torrents/find-torrent.ts",
    from: "if (ids.length < 2) return ids[0] ?? null;",
    to: "return ids[0] ?? null;",
    tests: ["tests/work/torrents/find-torrent.test.ts"],
  },
];

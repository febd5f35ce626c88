import type { Mutation } from "../mutation.ts";

const RANKING = ["tests/work/match/matcher.test.ts"];
const ANSWER = ["tests/work/match/answer.test.ts"];
const PERSONAL = ["tests/work/torrents/personal-torrents.test.ts"];
const PUSHED = ["tests/http/routes/push.test.ts"];
const REPORTS = ["tests/work/match/report.test.ts"];
const LOG = ["tests/work/requests/request-log.test.ts"];
const COPIES = ["tests/work/scan/store-copies.test.ts"];
const RETENTION = ["tests/work/users/retention.test.ts"];

export const WORK: readonly Mutation[] = [
  {
    file: "src/work/settings/setting-states.ts",
    from: "if (key in SCAN_SETTINGS) return",
    to: "if (/^(hash|scan)_/.test(key)) return",
    tests: ["tests/cli/commands/settings.test.ts"],
  },
  {
    file: "src/store/index/index-writer.ts",
    from: "WHERE torrent_id = ?1 AND is_copy = 0 LIMIT 1",
    to: "WHERE torrent_id = ?1 LIMIT 1",
    tests: COPIES,
  },
  {
    file: "src/store/index/index-writer.ts",
    from: "DO UPDATE SET is_copy = 0 WHERE is_copy = 1",
    to: "DO NOTHING",
    tests: COPIES,
  },
  {
    file: "src/core/personal/storable.ts",
    from: "const stripped = strip(bytes);",
    to: "const stripped = bytes.slice();",
    tests: COPIES,
  },
  {
    file: "src/work/scan/scan.ts",
    from: "await settleCopies(store, options.signal);",
    to: "",
    tests: COPIES,
  },
  {
    file: "src/work/scan/root-update.ts",
    from: "await storeCopies(this.store, yield* this.write(pending, superseding));\n    for",
    to: "yield* this.write(pending, superseding);\n    for",
    tests: COPIES,
  },
  {
    file: "src/work/runtime/run-now.ts",
    from: 'attempt((store) => lease.end(store, run, "failed", { code, message }));',
    to: "",
    tests: ["tests/work/runtime/run-now.test.ts"],
  },
  {
    file: "src/work/doctor/check-access.ts",
    from: "isRunning && socketPath(address) === null",
    to: "isRunning",
    tests: ["tests/work/doctor/check-serve.test.ts"],
  },
  {
    file: "src/work/doctor/check-files.ts",
    from: "if (!stat(there)?.isDirectory() ||",
    to: "if (found &&",
    tests: ["tests/work/doctor/doctor.test.ts"],
  },
  {
    file: "src/work/runtime/request-target.ts",
    from: "if (unix !== null) return {",
    to: "if (unix === address) return {",
    tests: ["tests/work/api-test/api-test.test.ts"],
  },
  {
    file: "src/work/doctor/check-serve.ts",
    from: "(serves[0]?.address ?? USUAL)",
    to: "USUAL",
    tests: ["tests/work/doctor/check-serve.test.ts"],
  },
  {
    file: "src/work/doctor/check-serve.ts",
    from: 'auth === "none" && !isOnlyHere(host)',
    to: 'auth === "none" && host === "0.0.0.0"',
    tests: ["tests/work/doctor/check-serve.test.ts"],
  },
  {
    file: "src/work/doctor/check-archives.ts",
    from: "store.history.hasImport(stored(name))",
    to: "store.history.hasImport(name)",
    tests: ["tests/work/doctor/check-archives.test.ts"],
  },
  {
    file: "src/work/doctor/check-archives.ts",
    from: 'scopes.includes("manage")',
    to: "scopes.length > 0",
    tests: ["tests/work/doctor/check-archives.test.ts"],
  },
  {
    file: "src/work/match/matcher.ts",
    from: "if (held > POPULAR || held > budget) {",
    to: "if (held > POPULAR) {",
    tests: ["tests/work/match/matcher.test.ts"],
  },
  {
    file: "src/core/personal/storable.ts",
    from: "if (Buffer.compare(infoOf(bytes), info) !== 0) {",
    to: "if (info.length < 0) {",
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
    named: "a scan that is stopped > never takes what it did not get to for gone",
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
    named: "what serve holds in memory when users are wiped never reaches the database",
  },
  {
    file: "src/work/runtime/stores.ts",
    from: 'else if (this.current.hasLog && this.current.logFile !== log) this.letGo("moved");',
    to: "",
    tests: ["tests/work/runtime/stores.test.ts"],
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
    file: "src/work/files/mounts.ts",
    from: "tellsOfChanges: isLocal && !LAYERED.has(type)",
    to: "tellsOfChanges: true",
    tests: ["tests/work/files/mounts.test.ts"],
  },
  {
    file: "src/work/watch/watched-root.ts",
    from: "yield* this.pollUntold(links);",
    to: "",
    tests: ["tests/work/watch/watch.test.ts"],
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
  {
    file: "src/work/match/matcher.ts",
    from: ".filter((id) => !exclude.has(id))",
    to: "",
    tests: RANKING,
    named: "what is found > is what is on offer: nothing missing, flagged or removed, nothing the client has",
  },
  {
    file: "src/work/match/matcher.ts",
    from: "candidates.slice(0, query.limit)",
    to: "candidates",
    tests: RANKING,
    named: "what is found > is cut after sorting, and the rest comes when the first are excluded",
  },
  {
    file: "src/work/match/matcher.ts",
    from: "i - start > POPULAR",
    to: "i - start >= POPULAR",
    tests: RANKING,
    named: "popular sizes > a size of exactly 1,000 torrents is not popular yet",
  },
  {
    file: "src/work/match/matcher.ts",
    from: "Math.min(files, this.wanted.countAt(place))",
    to: "files",
    tests: RANKING,
  },
  {
    file: "src/work/match/answer.ts",
    from: "Math.min(MAX_PAIRS_PER_TORRENT, pairsLeft)",
    to: "pairsLeft",
    tests: ANSWER,
    named: "pairs > of one torrent end at 10,000; coverage does not",
  },
  { file: "src/work/match/answer.ts", from: "    pairsLeft -= assigned.pairs.length;\n", to: "", tests: ANSWER },
  {
    file: "src/work/match/answer.ts",
    from: "if (assigned.coverage.files === 0) continue;",
    to: "",
    tests: RANKING,
    named: "a torrent found by a wrong key is not handed out, nor counted as skipped",
  },
  {
    file: "src/work/torrents/personal-torrents.ts",
    from: "if (hasHashes(personal, description)) return",
    to: "if (personal) return",
    tests: PERSONAL,
  },
  {
    file: "src/work/torrents/personal-torrents.ts",
    from: 'if ("problem" in parsed) throw',
    to: 'if ("problem" in parsed) return null; else if ("problem" in parsed) throw',
    tests: PERSONAL,
  },
  {
    file: "src/work/ingest/ingest.ts",
    from: "...storable(bytes, options.strip)",
    to: "...storable(bytes, options.strip ?? ((all) => all))",
    tests: PUSHED,
  },
  {
    file: "src/work/ingest/ingest.ts",
    from: "    checkHash(offered.infoHash, metainfo);\n",
    to: "",
    tests: ["tests/work/ingest/ingest.test.ts"],
  },
  {
    file: "src/work/ingest/archive-source.ts",
    from: "if (unpacked > unpackedLimit(packed, limits)) {",
    to: "if (unpacked < 0) {",
    tests: PUSHED,
  },
  {
    file: "src/work/match/report.ts",
    from: 'value.includes(":/") ? redact(value) : value',
    to: "value",
    tests: REPORTS,
  },
  {
    file: "src/work/requests/request-log.ts",
    from: "    this.queue.splice(0, batch.length);\n    this.failures = 0;",
    to: "    this.failures = 0;",
    tests: LOG,
  },
  {
    file: "src/work/requests/request-log.ts",
    from: "if (this.queue.length > QUEUE) {",
    to: "if (this.queue.length < 0) {",
    tests: LOG,
  },
  { file: "src/work/users/retention.ts", from: "    store.emptyLog();\n", to: "", tests: RETENTION },
];

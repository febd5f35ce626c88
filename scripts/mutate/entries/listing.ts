import type { Mutation } from "../mutation.ts";

const APPLY = "tests/work/listing/apply-list.test.ts";
const RESTORED = "tests/work/listing/restored-list.test.ts";
const POLICY = "tests/http/routes/phases-policy.test.ts";
const FIND = "tests/store/index/find-torrent.test.ts";

/** What may be offered, and what of it goes out. */
export const LISTING: readonly Mutation[] = [
  {
    file: "src/store/index/index-writer.ts",
    from: "const state = listed.reason === null ? 0 : STATE.WITHHELD;",
    to: "const state = 0;",
    tests: [APPLY],
  },
  {
    file: "src/store/listing/list-rule.ts",
    from: 'this.state === "restored"\n',
    to: "this.unlisted === null\n",
    tests: [RESTORED],
  },
  {
    file: "src/store/listing/listed-torrents.ts",
    from: "const hashes = [infoHashV2, infoHashV2.subarray(0, 20)];",
    to: "const hashes = [infoHashV2];",
    tests: [APPLY],
  },
  {
    file: "src/core/listing/list-guard.ts",
    from: "withheld <= offered * SHARE",
    to: "withheld < offered * SHARE",
    tests: ["tests/core/listing/list-guard.test.ts"],
  },
  {
    file: "src/core/listing/list-guard.ts",
    from: '(rules.unlisted === "offer" ? lines : listed) === 0) {',
    to: "lines === 0) {",
    tests: ["tests/core/listing/list-guard.test.ts"],
  },
  {
    file: "src/work/listing/write-changes.ts",
    from: "for (let after: number | null = lastId; after !== null; ) {",
    to: "for (let after: number | null = 2 ** 40; after !== null; ) {",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/apply-list.ts",
    from: "if (!dryRun && !rejected) await writeChanges(",
    to: "if (!dryRun) await writeChanges(",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/list-owner.ts",
    from: 'if (owner === (tracker === "none" ? "sync" : tracker)) return;',
    to: 'if (owner !== "sync" || tracker === "none") return;',
    tests: [APPLY],
    named: "nothing changes by > a list of others while a tracker is connected, or by another tracker",
  },
  {
    file: "src/work/listing/list-reader.ts",
    from: "if (this.end === null) {",
    to: "if (this.end === null && this.lines === 0) {",
    tests: ["tests/work/listing/list-reader.test.ts"],
  },
  {
    file: "src/work/listing/list-freshness.ts",
    from: "now - status.completedAt > hours * HOUR_MS",
    to: "now - status.completedAt > 2 * hours * HOUR_MS",
    tests: ["tests/work/listing/list-freshness.test.ts"],
  },
  {
    file: "src/store/database/restored.ts",
    from: "if (past === null) return own !== null;",
    to: "if (past === null) return false;",
    tests: [RESTORED],
  },
  {
    file: "src/store/database/restored.ts",
    from: "return own?.serial !== past.list.serial || own.lineage !== past.list.lineage;",
    to: "return false;",
    tests: [RESTORED],
  },
  {
    file: "src/work/torrents/read-ahead.ts",
    from: "if (id === undefined || store.torrents.stateBits(id) === 0) yield",
    to: "yield",
    tests: ["tests/http/routes/takedown.test.ts", "tests/work/match/answer.test.ts"],
  },
  {
    file: "src/http/answer/answer-body.ts",
    from: "        await writer.ready();\n",
    to: "",
    tests: ["tests/http/routes/takedown.test.ts"],
  },
  {
    file: "src/work/torrents/torrent-download.ts",
    from: "& STATE.WITHHELD) throw",
    to: "& 0) throw",
    tests: ["tests/http/routes/torrent-download.test.ts"],
  },
  {
    file: "src/core/match/offer-policy.ts",
    from: "minShare: Math.max(settings.min_share, asked),",
    to: "minShare: asked,",
    tests: ["tests/core/match/offer-policy.test.ts"],
  },
  {
    file: "src/store/index/torrents.ts",
    from: "AND (tracker_added_at IS NOT NULL\n",
    to: "AND (FALSE\n",
    tests: [POLICY],
  },
  {
    file: "src/store/people/daily-hand-outs.ts",
    from: "if (taken.size >= limit) continue;",
    to: "if (allowed.size >= limit) continue;",
    tests: ["tests/store/people/daily-hand-outs.test.ts"],
  },
  {
    file: "src/work/match/hand-out-limit.ts",
    from: 'networkOf(client ?? "")',
    to: 'networkOf("")',
    tests: [POLICY],
  },
  {
    file: "src/store/index/find-torrent.ts",
    from: "x'ffffffffffffffffffffffff'",
    to: "x''",
    tests: [FIND],
  },
  {
    file: "src/store/people/reports.ts",
    from: "for (const id of torrentsByInfoHashes(this.database, hashes)) count.run(id);",
    to: "for (const id of torrentsByInfoHashes(this.database, hashes.filter((h) => h.length > 20))) count.run(id);",
    tests: [FIND],
  },
  {
    file: "src/work/listing/id-column.ts",
    from: "&& (rest > 0 || text.length === 1)",
    to: "",
    tests: ["tests/work/listing/id-column.test.ts"],
  },
  {
    file: "src/work/listing/id-column.ts",
    from: "id >= 0 && id <= MAX_NUMBER",
    to: "id <= MAX_NUMBER",
    tests: ["tests/work/listing/id-column.test.ts"],
  },
  {
    file: "src/work/listing/list-changes.ts",
    from: "incoming.reason(line) === null &&\n",
    to: "\n",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/incoming-list.ts",
    from: "this.leechers[line] === (leechers ?? UNKNOWN)",
    to: "leechers !== 0.5",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/incoming-list.ts",
    from: "Number.isNaN(addedAt) : trackerAddedAt === addedAt",
    to: "true : trackerAddedAt === addedAt",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/incoming-list.ts",
    from: "(this.externalIds.is(line, externalId) || this.externalIds.is(line, null))",
    to: "this.externalIds.is(line, null) !== null",
    tests: [APPLY],
  },
  {
    file: "src/work/listing/incoming-list.ts",
    from: "while (wider[slot] !== 0)",
    to: "while (wider[slot] === -1)",
    tests: ["tests/work/listing/incoming-list.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

const WANTED = ["tests/core/match/wanted-files.test.ts"];
const MATCH_RULES = ["tests/core/match/match.test.ts"];
const REQUEST = ["tests/core/match/match-request.test.ts"];
const NAMES = ["tests/core/content/names.test.ts"];
const FILE_LIST = ["tests/core/content/file-list.test.ts"];
const RECORD = ["tests/core/content/record.test.ts"];
const RATE = ["tests/core/access/rate-limit.test.ts"];
const ACCESS_RULES = ["tests/core/access/access.test.ts"];
const NETWORKS = ["tests/core/access/networks.test.ts"];
const QUEUE = ["tests/core/watch/change-queue.test.ts"];
const SWEEPS = ["tests/core/watch/sweep-plan.test.ts"];

/** Rules of floor 0 but those of reading a .torrent. */
export const RULES: readonly Mutation[] = [
  {
    file: "src/core/match/match.ts",
    from: "if (value >= 0.99) return 1;",
    to: "if (value > 0.99) return 1;",
    tests: MATCH_RULES,
  },
  {
    file: "src/core/match/match.ts",
    from: "if (seeders === null) return 1;",
    to: "if (seeders === null) return -1;",
    tests: MATCH_RULES,
  },
  {
    file: "src/core/match/wanted-files.ts",
    from: "if (size <= 0 || (tier",
    to: "if (size < 0 || (tier",
    tests: WANTED,
  },
  { file: "src/core/match/wanted-files.ts", from: "comparedName(heldName(", to: "comparedName((", tests: WANTED },
  { file: "src/core/match/match.ts", from: "need(a.seeders) - need(b.seeders) ||", to: "", tests: MATCH_RULES },
  { file: "src/core/match/match.ts", from: "b.coverage.ofBytes - a.coverage.ofBytes ||", to: "", tests: MATCH_RULES },
  {
    file: "src/core/match/match.ts",
    from: "Math.min(indexes.length, paths.length)",
    to: "paths.length",
    tests: MATCH_RULES,
  },
  { file: "src/core/match/match.ts", from: "if (!isMatchable(file)) continue;", to: "", tests: MATCH_RULES },
  { file: "src/core/match/match.ts", from: "candidates.names[i] === name && ", to: "", tests: MATCH_RULES },
  {
    file: "src/core/match/match.ts",
    from: "!candidates || candidates.size !== size",
    to: "!candidates",
    tests: MATCH_RULES,
  },
  { file: "src/core/match/match.ts", from: "else complete = false;", to: "", tests: MATCH_RULES },
  {
    file: "src/core/match/match.ts",
    from: "indexes.length === 1 && paths.length === 1",
    to: "indexes.length === 1",
    tests: MATCH_RULES,
  },
  {
    file: "src/core/match/match-request.ts",
    from: "if (value.length > maxFiles) throw",
    to: "if (value.length < 0) throw",
    tests: REQUEST,
  },
  {
    file: "src/core/match/match-request.ts",
    from: "if (value.length > MAX_EXCLUDED) {",
    to: "if (value.length < 0) {",
    tests: REQUEST,
  },
  { file: "src/core/match/match-request.ts", from: "value >= 0 && value <= 100", to: "value >= 0", tests: REQUEST },
  {
    file: "src/core/match/match-request.ts",
    from: "if (name.length > MAX_NAME) {",
    to: "if (name.length < 0) {",
    tests: REQUEST,
  },
  {
    file: "src/core/match/match-request.ts",
    from: "if (said !== phase) throw",
    to: "if (said === null) throw",
    tests: REQUEST,
  },
  {
    file: "src/core/content/names.ts",
    from: `return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\\\")) + 1);`,
    to: `return path.slice(path.lastIndexOf("/") + 1);`,
    tests: NAMES,
  },
  { file: "src/core/content/names.ts", from: " ^ Math.floor(size / 0x1_0000_0000)", to: "", tests: NAMES },
  {
    file: "src/core/content/names.ts",
    from: `return normalizeText(foldCase(ordered), "NFC");`,
    to: "return ordered.toLowerCase();",
    tests: NAMES,
  },
  {
    file: "src/core/content/file-list.ts",
    from: "file.length > 0 && !file.pad && !file.symlink",
    to: "file.length > 0 && !file.symlink",
    tests: RECORD,
  },
  {
    file: "src/core/content/file-list.ts",
    from: "writer.varint(file.offset - end);",
    to: "writer.varint(0);",
    tests: FILE_LIST,
  },
  {
    file: "src/core/access/rate-limit.ts",
    from: "bucket.tokens + (passed * perMinute) / 60_000",
    to: "bucket.tokens",
    tests: RATE,
  },
  {
    file: "src/core/access/rate-limit.ts",
    from: "Math.min(atOnce, bucket.tokens + (passed * perMinute) / 60_000)",
    to: "bucket.tokens + (passed * perMinute) / 60_000",
    tests: RATE,
  },
  {
    file: "src/core/access/rate-limit.ts",
    from: "Math.max(0, now - bucket.at)",
    to: "Math.abs(now - bucket.at)",
    tests: RATE,
  },
  {
    file: "src/core/access/rate-limit.ts",
    from: "this.buckets.size > this.maxSenders",
    to: "this.buckets.size < 0",
    tests: RATE,
  },
  {
    file: "src/core/access/access.ts",
    from: "host.includes(PASSKEY_PLACE)",
    to: "host === PASSKEY_PLACE",
    tests: ACCESS_RULES,
  },
  { file: "src/core/access/access.ts", from: "{8,128}$/", to: "{8,128}/", tests: ACCESS_RULES },
  {
    file: "src/core/access/access.ts",
    from: "(unseen) =>",
    to: `(unseen) => "" &&`,
    tests: ACCESS_RULES,
  },
  { file: "src/core/access/networks.ts", from: " && String(Number(part)) === part", to: "", tests: NETWORKS },
  { file: "src/core/access/networks.ts", from: "return rest === 0 || (", to: "return true || (", tests: NETWORKS },
  { file: "src/core/access/networks.ts", from: "Number(length) > bits", to: "Number(length) > 128", tests: NETWORKS },
  { file: "src/core/watch/change-queue.ts", from: "    pending.last = now;\n", to: "", tests: QUEUE },
  { file: "src/core/watch/change-queue.ts", from: ", first + this.times.latestMs", to: "", tests: QUEUE },
  {
    file: "src/core/watch/change-queue.ts",
    from: "pending.paths.size > this.times.burstPaths",
    to: "pending.paths.size < 0",
    tests: QUEUE,
  },
  {
    file: "src/core/watch/sweep-plan.ts",
    from: `if (lost === "away") return asked === "returned"`,
    to: `if (lost === "away") return asked`,
    tests: SWEEPS,
  },
  {
    file: "src/core/watch/sweep-plan.ts",
    from: `if (state.burst) due.push({ reason: "settle", at: state.lastChangeAt + times.settleMs });`,
    to: "",
    tests: SWEEPS,
  },
  {
    file: "src/core/scrape/swarm-count.ts",
    from: "Math.max(a.seeders, b.seeders)",
    to: "a.seeders + b.seeders",
    tests: ["tests/core/scrape/swarm-count.test.ts"],
  },
  {
    file: "src/core/scrape/udp-scrape.ts",
    from: "at + COUNTS <= packet.length",
    to: "at < packet.length",
    tests: ["tests/core/scrape/udp-scrape.test.ts"],
  },
  {
    file: "src/core/scrape/http-scrape.ts",
    from: "if (hash === null || !isDictionary(count)) {",
    to: "if (hash === null || !isDictionary(count)) { if (hash === null) continue;",
    tests: ["tests/core/scrape/http-scrape.test.ts"],
  },
  {
    file: "src/core/scrape/http-scrape.ts",
    from: "return Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;",
    to: "return dictionary[key];",
    tests: ["tests/core/scrape/http-scrape.test.ts"],
  },
  {
    file: "src/core/scrape/http-scrape.ts",
    from: "bytes.length === HASH_BYTES - 3 ?",
    to: "bytes.length === 0 ?",
    tests: ["tests/core/scrape/http-scrape.test.ts"],
  },
  {
    file: "src/core/scrape/http-scrape.ts",
    from: "maxDepth: 8,",
    to: "maxDepth: 800_000,",
    tests: ["tests/core/scrape/http-scrape.test.ts"],
  },
  {
    file: "src/client/clients/rtorrent-resume.ts",
    from: "if (modifiedAt === null) return bytes;",
    to: "if (modifiedAt === null) continue;",
    tests: ["tests/client/clients/rtorrent-resume.test.ts"],
  },
  {
    file: "src/core/scrape/scrape-url.ts",
    from: `if (bare.includes(PASSKEY_PLACE)) {`,
    to: `if (bare === PASSKEY_PLACE) {`,
    tests: ["tests/core/scrape/scrape-url.test.ts"],
  },
  {
    file: "src/core/errors.ts",
    from: "return ERRORS[this.code].exit;",
    to: "return 1;",
    tests: ["tests/core/errors.test.ts"],
  },
  {
    file: "src/core/errors.ts",
    from: "BODY_TOO_LARGE: { http: 413",
    to: "BODY_TOO_LARGE: { http: 400",
    tests: ["tests/core/errors.test.ts"],
  },
  {
    file: "src/core/json-text.ts",
    from: "++depth > maxDepth",
    to: "++depth < 0",
    tests: ["tests/core/json-text.test.ts"],
  },
  {
    file: "src/core/json-text.ts",
    from: "if (values > maxValues) throw",
    to: "if (values < 0) throw",
    tests: ["tests/core/json-text.test.ts"],
  },
  { file: "src/core/path-bytes.ts", from: "\\u2028-\\u202e", to: "\\u2028", tests: ["tests/core/path-bytes.test.ts"] },
  {
    file: "src/core/content/external-id.ts",
    from: "id !== null && isExternalId(id)",
    to: "id !== null",
    tests: ["tests/core/content/external-id.test.ts"],
  },
];

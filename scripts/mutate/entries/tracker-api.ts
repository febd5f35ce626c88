import type { Mutation } from "../mutation.ts";

const ROUND = ["tests/work/tracker-api/udpt-round.test.ts"];
const ACTIX = ["tests/work/tracker-api/actix-round.test.ts"];
const KEYS = ["tests/http/server/tracker-keys.test.ts"];
const REGISTER = ["tests/work/tracker-api/register.test.ts"];
const ANSWERS = ["tests/core/tracker-api/udpt-answers.test.ts"];
const SCHEDULE = ["tests/work/jobs/tracker-schedule.test.ts"];
const SECRET = ["tests/work/tracker-api/secret-text.test.ts"];

/** Changes that break what a tracker that is asked over its API promises. */
export const TRACKER_API: readonly Mutation[] = [
  {
    file: "src/core/tracker-api/udpt-answers.ts",
    from: 'if (event !== "Stopped") (left',
    to: 'if (event !== "") (left',
    tests: ANSWERS,
  },
  {
    file: "src/core/tracker-api/udpt-answers.ts",
    from: 'infoHash === null || typeof isFlagged !== "boolean"',
    to: 'infoHash === null || isFlagged === "boolean"',
    tests: ANSWERS,
  },
  {
    file: "src/core/tracker-api/udpt-answers.ts",
    from: "for (const ip of seeders) others.delete(ip);",
    to: "",
    tests: ANSWERS,
  },
  {
    file: "src/core/listing/unlisted-rule.ts",
    from: 'tracker === "udpt" ? "offer"',
    to: 'tracker !== "none" ? "offer"',
    tests: ["tests/core/listing/unlisted-rule.test.ts"],
  },
  {
    file: "src/work/jobs/scrape-schedule.ts",
    from: 'if (settings.tracker === "udpt") {',
    to: 'if (settings.tracker === "sql") {',
    tests: ["tests/cli/commands/scrape.test.ts"],
  },
  {
    file: "src/work/jobs/scrape-schedule.ts",
    from: "isTold = isIdle;",
    to: "isTold = false;",
    tests: ["tests/work/jobs/scrape-schedule.test.ts"],
  },
  {
    file: "src/work/scrape/list-counts.ts",
    from: 'if (tracker === "udpt") return true;',
    to: "",
    tests: ["tests/work/jobs/scrape-schedule.test.ts", "tests/work/doctor/doctor.test.ts"],
  },
  {
    file: "src/work/tracker-api/udpt-round.ts",
    from: "if (listed.length === 0 &&",
    to: "if (listed.length < 0 &&",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/udpt-round.ts",
    from: "const kept = round.force ? [] : forgottenFlags(stores, listed);",
    to: "const kept = round.force ? forgottenFlags(stores, listed) : [];",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/udpt-list.ts",
    from: "offset + page.length - overlap",
    to: "offset + page.length",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/api-session.ts",
    from: "status === 403 || status === 429",
    to: "status === 403",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/api-session.ts",
    from: 'redact(reason.replaceAll(secret, "[masked]")',
    to: '(reason.replaceAll("\n", " ")',
    tests: ROUND,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "if (paused !== null) return paused;",
    to: "",
    tests: ROUND,
  },
  {
    file: "src/work/listing/list-changes.ts",
    from: "isRestDead && lines.length === 0 ?",
    to: "lines.length < 0 ?",
    tests: ROUND,
  },
  {
    file: "src/core/tracker-api/actix-answers.ts",
    from: 'if (typeof isOn !== "boolean") return null;',
    to: "",
    tests: ["tests/core/tracker-api/actix-answers.test.ts"],
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "const isOffered = !isBlack && (",
    to: "const isOffered = (",
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "torrent.hashes.some((hash) => black.has(hash))",
    to: 'black.has(torrent.hashes[0] ?? "") && torrent.hashes.length === 1',
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "infoHashV2?.subarray(0, 20) ?? null",
    to: "infoHashV2",
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "if (before !== stats.started)",
    to: "if (before < 0)",
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "stats.hasBlacklist && stats.blacklist === 0",
    to: "stats.hasBlacklist && stats.blacklist < 0",
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/actix-api.ts",
    from: "const MAX_HASHES = 20_000;",
    to: "const MAX_HASHES = 25_000;",
    tests: ACTIX,
  },
  {
    file: "src/work/tracker-api/key-owner.ts",
    from: "if (holdsMs <= 0)",
    to: "if (timeout === null)",
    tests: KEYS,
  },
  {
    file: "src/work/tracker/lookups.ts",
    from: 'found === "rejected" ? undefined : found.holdsMs',
    to: "undefined",
    tests: KEYS,
  },
  {
    file: "src/work/tracker-api/tracker-pause.ts",
    from: 'store.trackerNotes.put("paused", tracker, ends)',
    to: "store.trackerNotes",
    tests: KEYS,
  },
  {
    file: "src/work/tracker-api/register-udpt.ts",
    from: "if (status === 200) return false;",
    to: "if (status === 201) return false;",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register-udpt.ts",
    from: 'if (isObject(torrent) && torrent["is_flagged"] === false) return;',
    to: "return;",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register.ts",
    from: "if (state !== 0) continue;",
    to: "",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register.ts",
    from: "  if (dryRun) {",
    to: "  if (dryRun && unknown.length < 0) {",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/actix-round.ts",
    from: "white === null || round.push ||",
    to: "white === null ||",
    tests: REGISTER,
  },
  {
    file: "src/core/listing/list-guard.ts",
    from: "if (!rules.mayBeEmpty && ",
    to: "if (",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker/round.ts",
    from: "if (!dryRun) await noteFailedRound",
    to: "if (dryRun) await noteFailedRound",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register.ts",
    from: 'store.trackerNotes.read("told", tracker)) === null',
    to: 'store.trackerNotes.read("told", tracker)) === ""',
    tests: REGISTER,
  },
  {
    file: "src/store/database/migrations/0017_tracker_notes.sql",
    from: "WHEN new.key = 'tracker_push' AND",
    to: "WHEN new.key = 'tracker' AND",
    tests: REGISTER,
  },
  {
    file: "src/store/operations/tracker-notes.ts",
    from: "WHERE name = ? AND tracker = ?",
    to: "WHERE name = ? AND tracker >= substr(?, 1, 4)",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register-udpt.ts",
    from: "  await note();\n",
    to: "",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register.ts",
    from: 'await writeRetryingWhileBusy(stores, (store) => store.trackerNotes.remove("flagged"));',
    to: "",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register.ts",
    from: "round.known === null || round.isStuck",
    to: "round.known === null",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/repair-flag.ts",
    from: 'error.code !== "TRACKER_FAILED"',
    to: 'error.code !== "TRACKER_PAUSED"',
    tests: REGISTER,
  },
  {
    file: "src/work/tracker-api/register-udpt.ts",
    from: "if (!dryRun) await unflag",
    to: "await unflag",
    tests: REGISTER,
  },
  {
    file: "src/work/tracker/round.ts",
    from: "checkPause(stores, place, clock());",
    to: "",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/tracker-pause.ts",
    from: "until > now && until <=",
    to: "until >= now - 1 && until <=",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/api-session.ts",
    from: "if (length > MAX_ANSWER) throw",
    to: "if (length < 0) throw",
    tests: ["tests/work/tracker-api/api-session.test.ts"],
  },
  {
    file: "src/work/tracker-api/api-session.ts",
    from: "AbortSignal.timeout(this.timeoutMs)",
    to: "AbortSignal.timeout(25_000 + this.timeoutMs)",
    tests: ["tests/work/tracker-api/api-session.test.ts"],
  },
  {
    file: "src/work/tracker-api/udpt-list.ts",
    from: "if (answer.status === 405) return { seeders: 0, leechers: 0 };",
    to: "",
    tests: ROUND,
  },
  {
    file: "src/work/tracker-api/secret-text.ts",
    from: "if (given !== null && file !== null)",
    to: 'if (given === "" && file === "")',
    tests: SECRET,
  },
  {
    file: "src/work/tracker-api/secret-text.ts",
    from: "text.length > MAX_SECRET",
    to: "text.length > 20 * MAX_SECRET",
    tests: SECRET,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "|| seconds === 0",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "owner !== tracker || ",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: " && failed === 0;",
    to: ";",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "|| attemptedAt > now",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "failed.clear();",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "        forgotAt = clock();\n",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "stores.close();",
    to: "",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: 'return "failed"',
    to: 'return "done"',
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: "list.withheldNew + list.withheldLifted + (files",
    to: "list.withheldNew + (files",
    tests: SCHEDULE,
  },
  {
    file: "src/work/jobs/tracker-schedule.ts",
    from: 'if (notes.join("\\n") !== said) for',
    to: "for",
    tests: SCHEDULE,
  },
];

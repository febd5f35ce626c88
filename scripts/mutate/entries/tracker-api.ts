import type { Mutation } from "../mutation.ts";

const ROUND = ["tests/work/tracker-api/udpt-round.test.ts"];
const ANSWERS = ["tests/core/tracker-api/udpt-answers.test.ts"];

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
    file: "src/work/tracker-api/udpt-round.ts",
    from: "if (listed.length === 0) {",
    to: "if (listed.length < 0) {",
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
    from: 'if (problem?.code === "TRACKER_PAUSED")',
    to: 'if (problem?.code === "PAUSED")',
    tests: ROUND,
  },
  {
    file: "src/work/listing/list-changes.ts",
    from: "isRestDead && lines.length === 0 ?",
    to: "lines.length < 0 ?",
    tests: ROUND,
  },
];

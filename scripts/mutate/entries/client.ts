import type { Mutation } from "../mutation.ts";

const REAL = ["tests/client/handover/qbittorrent.test.ts"];
const DISKS = ["tests/client/handover/file-systems.test.ts"];
const SEEDING = ["tests/client/handover/await-seeding.test.ts"];
const LIES = ["tests/client/handover/lies.test.ts"];
const KILLED = ["tests/client/runs/killed.test.ts"];
const COMMAND = ["tests/cli/commands/match-clients.test.ts"];

export const CLIENT: readonly Mutation[] = [
  {
    file: "src/client/handover/link-plan.ts",
    from: `kind: file.whole ? "share" : "own"`,
    to: `kind: "share"`,
    tests: COMMAND,
  },
  { file: "src/client/handover/link-plan.ts", from: "if (paths.has(path))", to: "if (paths.size < 0)", tests: LIES },
  { file: "src/client/handover/told-path.ts", from: `part === "." || part === ".."`, to: `part === "."`, tests: LIES },
  { file: "src/client/handover/hand-over.ts", from: "!isVerified && isWhole(held.state)", to: "false", tests: LIES },
  {
    file: "src/client/handover/hand-over.ts",
    from: `if (!isVerified && !isWhole(state) &&`,
    to: `if (!isVerified && isWhole(state) &&`,
    tests: REAL,
  },
  {
    file: "src/client/handover/await-seeding.ts",
    from: `state.phase === "downloading" && !isWhole(state)`,
    to: `state.phase === "error"`,
    tests: SEEDING,
  },
  {
    file: "src/client/handover/await-seeding.ts",
    from: "seeds && (isWhole(state) || isPartial)",
    to: "seeds",
    tests: SEEDING,
  },
  {
    file: "src/client/handover/await-seeding.ts",
    from: 'if (state.phase === "checking") deadline',
    to: 'if (state.phase === "error") deadline',
    tests: SEEDING,
  },
  {
    file: "src/client/handover/await-seeding.ts",
    from: "waiting.now() > deadline",
    to: "waiting.now() > 2 * deadline",
    tests: SEEDING,
  },
  {
    file: "src/client/handover/make-links.ts",
    from: "if (size > this.budget.left) {",
    to: "if (size < 0) {",
    tests: DISKS,
  },
  {
    file: "src/client/handover/make-links.ts",
    from: "if (!this.ctimes.isUnchanged(source.path, source.stat)) throw changed(source.path);\n    if (kind",
    to: "if (kind",
    tests: DISKS,
  },
  {
    file: "src/client/runs/take-away.ts",
    from: "byInode.get(String(stat.ino)) ??",
    to: "",
    tests: COMMAND,
  },
  {
    file: "src/client/runs/take-away.ts",
    from: "source.ino === stat.ino",
    to: "source.ino !== stat.ino",
    tests: KILLED,
  },
  {
    file: "src/client/handover/kept-results.ts",
    from: "mtimeNs: BigInt(mtimeNs)",
    to: "mtimeNs: BigInt(Number(ctimeNs))",
    tests: ["tests/client/handover/kept-results.test.ts"],
  },
  {
    file: "src/cli/commands/match/state-flag.ts",
    from: "if (path.isWellFormed()) return path;",
    to: "if (path !== null) return path;",
    tests: ["tests/cli/commands/match.test.ts"],
  },
  {
    file: "src/client/matching/out-folder.ts",
    from: "mkdirSync(systemPath(folder),",
    to: "mkdirSync(folder,",
    tests: ["tests/cli/commands/match.test.ts"],
  },
  {
    file: "src/client/runs/own-ctimes.ts",
    from: "return original === then.ctimeNs ||",
    to: "return",
    tests: DISKS,
  },
  {
    file: "src/client/runs/recover.ts",
    from: "if (run.finishedAt === null && isRunning(run.process)) continue;",
    to: "",
    tests: KILLED,
    named: "a run that is under way is left alone",
  },
  {
    file: "src/client/clients/qbittorrent.ts",
    from: `stopped: "true",`,
    to: `stopped: "false",`,
    tests: ["tests/client/clients/qbittorrent.test.ts"],
  },
  {
    file: "src/client/clients/client-address.ts",
    from: `if (url.password !== "") {`,
    to: `if (url.port === "0") {`,
    tests: ["tests/client/clients/client-address.test.ts"],
  },
  {
    file: "src/client/handover/client-paths.ts",
    from: "known.length === 0 && isHere(address)",
    to: "known.length === 0",
    tests: ["tests/client/handover/path-map.test.ts"],
  },
];

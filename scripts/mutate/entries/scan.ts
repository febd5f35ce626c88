import type { Mutation } from "../mutation.ts";

const SURVEY = ["tests/work/scan/survey.test.ts"];
const SCANS = ["tests/work/scan/scan.test.ts"];
const WATCH = ["tests/work/watch/watch.test.ts"];
const SETTLE = ["tests/work/watch/settle-delay.test.ts"];
const FILES = ["tests/work/files/torrent-file.test.ts"];
const WALK = ["tests/work/files/walk.test.ts"];
const BYTES = ["tests/work/torrents/torrent-bytes.test.ts"];

/** What a scan and a watcher must not lose, and what is read of files. */
export const SCAN: readonly Mutation[] = [
  {
    file: "src/work/scan/root-update.ts",
    from: " && isSameStamp(this.known, row, { stamp });",
    to: ";",
    tests: ["tests/work/scan/scan.test.ts"],
  },
  {
    file: "src/work/scan/scan.ts",
    from: "strict ? Object.keys(counts.rejected).length : counts.new_rejected",
    to: "counts.new_rejected",
    tests: ["tests/work/scan/scan.test.ts", "tests/cli/commands/scan.test.ts"],
    named: "rejected files > are remembered, not read again, counted again, and taken when they are whole",
  },
  {
    file: "src/work/scan/file-settler.ts",
    from: "    copies.set(torrentId, left - 1);\n    counts.updated++;\n",
    to: "",
    tests: ["tests/work/scan/scan.test.ts"],
  },
  {
    file: "src/work/scan/file-settler.ts",
    from: '      return "copied";',
    to: '      return "updated";',
    tests: ["tests/work/scan/scan.test.ts"],
  },
  { file: "src/work/scan/survey.ts", from: "    mtimeNs === known.mtimeNs[row] &&\n", to: "", tests: SURVEY },
  { file: "src/work/scan/survey.ts", from: '!TRANSIENT.has(known.codes.get(row) ?? "")', to: "true", tests: SURVEY },
  {
    file: "src/work/scan/survey.ts",
    from: "!result.problems.some(",
    to: "![].some(",
    tests: SURVEY,
  },
  {
    file: "src/work/scan/root-scan.ts",
    from: "found.found === 0 && this.known.rows.size > 0 && !this.options.prune",
    to: "found.found < 0",
    tests: SCANS,
  },
  {
    file: "src/work/scan/root-scan.ts",
    from: "lost <= known / 2 ||",
    to: "lost < known / 2 ||",
    tests: SCANS,
  },
  {
    file: "src/work/scan/root-scan.ts",
    from: "lost <= known / 2 ||",
    to: "lost <= known ||",
    tests: SCANS,
    named: "a root that looks like an accident > of 10 torrents 6 lost: rejected true",
  },
  { file: "src/work/scan/root-scan.ts", from: " || suspects.has(id)", to: "", tests: SCANS },
  {
    file: "src/work/scan/root-update.ts",
    from: "rows.filter((row) => !exists(",
    to: "rows.filter((row) => row >= 0 || !exists(",
    tests: SCANS,
  },
  {
    file: "src/work/scan/file-settler.ts",
    from: 'if (now !== before) return { outcome: "superseded", id: before };',
    to: "",
    tests: SCANS,
  },
  { file: "src/work/scan/file-settler.ts", from: "    this.met.add(id);\n", to: "", tests: SCANS },
  { file: "src/work/watch/path-update.ts", from: "if (lost > all / 2) throw", to: "if (lost > 0) throw", tests: WATCH },
  { file: "src/work/watch/settle-delay.ts", from: " && now - since < MAX_SPANS * this.freshMs", to: "", tests: SETTLE },
  {
    file: "src/work/watch/settle-delay.ts",
    from: "Math.abs(now - writtenAt) < this.freshMs",
    to: "now - writtenAt < this.freshMs",
    tests: SETTLE,
  },
  {
    file: "src/work/files/torrent-file.ts",
    from: "if (stamp.size > DEFAULT_LIMITS.maxBytes) {",
    to: "if (stamp.size < 0) {",
    tests: FILES,
  },
  {
    file: "src/work/files/torrent-file.ts",
    from: "if (length !== stamp.size) {",
    to: "if (length < 0) {",
    tests: FILES,
  },
  {
    file: "src/work/files/torrent-file.ts",
    from: "if (stamp.size >= this.buffer.length) this.buffer",
    to: "if (stamp.size < 0) this.buffer",
    tests: FILES,
  },
  {
    file: "src/work/files/walk.ts",
    from: "waiting.pop() ?? linked.pop()",
    to: "linked.pop() ?? waiting.pop()",
    tests: WALK,
  },
  {
    file: "src/work/torrents/torrent-bytes.ts",
    from: "size + 1, 0) === size ?",
    to: "size + 1, 0) >= size ?",
    tests: BYTES,
  },
  {
    file: "src/work/torrents/torrent-bytes.ts",
    from: "if (infoHashV1) return Buffer.compare(sha1Of(info), infoHashV1) === 0;",
    to: "if (infoHashV1) return info.length > 0;",
    tests: BYTES,
  },
];

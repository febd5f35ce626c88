import type { Mutation } from "../mutation.ts";

const BENCODE = ["tests/core/torrent/bencode.test.ts", "tests/core/torrent/rejections.test.ts"];
const REFUSED = ["tests/core/torrent/rejections.test.ts"];
const PARSE = ["tests/core/torrent/parse.test.ts"];
const TEXT = ["tests/core/torrent/text.test.ts"];
const MERKLE = ["tests/core/torrent/merkle.test.ts"];

export const TORRENT: readonly Mutation[] = [
  { file: "src/core/torrent/bencode.ts", from: "++this.depth > this.maxDepth", to: "++this.depth < 0", tests: BENCODE },
  { file: "src/core/torrent/bencode.ts", from: "this.tokens > this.maxTokens", to: "this.tokens < 0", tests: BENCODE },
  { file: "src/core/torrent/bencode.ts", from: "if (length === 0) throw", to: "if (length < 0) throw", tests: BENCODE },
  {
    file: "src/core/torrent/bencode.ts",
    from: "length > bytes.length - pos - 1",
    to: "length > bytes.length - pos",
    tests: BENCODE,
  },
  {
    file: "src/core/torrent/bencode.ts",
    from: "value > Number.MAX_SAFE_INTEGER",
    to: "value > Number.MAX_VALUE",
    tests: BENCODE,
  },
  {
    file: "src/core/torrent/bencode.ts",
    from: `if (state === WANTS_VALUE) throw`,
    to: `if (state === -1) throw`,
    tests: BENCODE,
  },
  {
    file: "src/core/torrent/read-metainfo.ts",
    from: "if (bytes.length > maxBytes) {",
    to: "if (bytes.length < 0) {",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/read-metainfo.ts",
    from: "bytes.subarray(start, end), hash",
    to: "bytes.subarray(start, end - 1), hash",
    tests: PARSE,
  },
  {
    file: "src/core/torrent/read-metainfo.ts",
    from: "if (!(version < 2)) throw",
    to: "if (version < 0) throw",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/read-metainfo.ts",
    from: "if (!file.pad) payload += file.length;",
    to: "payload += file.length;",
    tests: PARSE,
  },
  {
    file: "src/core/torrent/read-metainfo.ts",
    from: "if (total === 0) throw",
    to: "if (total < 0) throw",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/info.ts",
    from: "if (into.info[field] !== null) throw",
    to: "if (into.info[field] === undefined) throw",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/v1-files.ts",
    from: "if (files.length === maxFiles) throw",
    to: "if (files.length < 0) throw",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/v1-files.ts",
    from: "if (symlink) length = 0;",
    to: "if (symlink && length < 0) length = 0;",
    tests: PARSE,
  },
  {
    file: "src/core/torrent/file-entry.ts",
    from: "if (length < 0) throw",
    to: "if (length < -(2 ** 53)) throw",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/file-entry.ts",
    from: "sum > Number.MAX_SAFE_INTEGER",
    to: "sum > Number.MAX_VALUE",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/v2-files.ts",
    from: "if (rises) return;",
    to: "if (rises || i < length) return;",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/v2-files.ts",
    from: "reader.bytes.slice(rootStart, rootEnd)",
    to: "reader.bytes.subarray(rootStart, rootEnd)",
    tests: PARSE,
  },
  {
    file: "src/core/torrent/v2-files.ts",
    from: "root.every((byte) => byte === 0)",
    to: "root.length === 0",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/hybrid.ts",
    from: "if (file.length !== gap) {",
    to: "if (file.length < 0) {",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/hybrid.ts",
    from: "file.path.every((part, i) => part === twin.path[i])",
    to: "file.path.length > 0",
    tests: REFUSED,
  },
  { file: "src/core/torrent/piece-rules.ts", from: "if (count !== due) {", to: "if (count < due) {", tests: REFUSED },
  {
    file: "src/core/torrent/piece-rules.ts",
    from: "!Number.isInteger(Math.log2(pieceLength))",
    to: "pieceLength < 0",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/piece-layers.ts",
    from: "if (layer.end - layer.start !== length) {",
    to: "if (layer.end < layer.start) {",
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/piece-layers.ts",
    from: "pieceLength, sha256)) !== key",
    to: `pieceLength, sha256)) === ""`,
    tests: REFUSED,
  },
  {
    file: "src/core/torrent/merkle.ts",
    from: "layer.set(pad.subarray(0, NODE_LENGTH), count++ * NODE_LENGTH)",
    to: "count++",
    tests: MERKLE,
  },
  { file: "src/core/torrent/text.ts", from: "u0000/\\\\\\u200e", to: "u0000/\\u200e", tests: TEXT },
  { file: "src/core/torrent/text.ts", from: `kept === "." || kept === ".."`, to: `kept === "."`, tests: TEXT },
  {
    file: "src/core/torrent/text.ts",
    from: "this.pathBytes > this.maxPathBytes",
    to: "this.pathBytes < 0",
    tests: TEXT,
  },
  {
    file: "src/core/torrent/text.ts",
    from: "end - start > MAX_NAME_BYTES",
    to: "end - start < 0",
    tests: ["tests/core/torrent/rejections.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

const TRACKERS_FILE = ["tests/core/protocol/trackers-file.test.ts"];
const RETRY_AFTER = ["tests/core/protocol/retry-after.test.ts"];

/** Changes that break what a client takes from a server, and sends to it. */
export const PROTOCOL: readonly Mutation[] = [
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "entries.length === 1 ? entries[0]",
    to: "entries.length > 0 ? entries[0]",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "name: quoted(String",
    to: "name: (String",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "(isObject(match) && entry.match === null) || ",
    to: "",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: '&& url.password === ""',
    to: "",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "/^https?:$/.test(url.protocol)",
    to: 'url.protocol !== ""',
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "secret === null || ",
    to: "",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: "|| !/^[\\w-]{1,64}$/.test(name)",
    to: "",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: '/^[\\x20-\\x7e]{0,32}$/.test(item["prefix"])',
    to: 'item["prefix"] !== ""',
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/trackers-file.ts",
    from: 'else if (place === "body")',
    to: "else",
    tests: TRACKERS_FILE,
  },
  {
    file: "src/core/protocol/retry-after.ts",
    from: "/^\\s*[A-Z][a-z]+,? /.test(value)",
    to: 'value !== ""',
    tests: RETRY_AFTER,
  },
  { file: "src/core/protocol/retry-after.ts", from: "\\d+", to: "\\d{1,9}", tests: RETRY_AFTER },
  {
    file: "src/core/protocol/retry-after.ts",
    from: "Math.max(0, until - since)",
    to: "until - since",
    tests: RETRY_AFTER,
  },
  {
    file: "src/core/protocol/retry-after.ts",
    from: 'date ?? ""',
    to: "date ?? new Date().toUTCString()",
    tests: RETRY_AFTER,
  },
  {
    file: "src/client/sources/network.ts",
    from: "decompress: false",
    to: "decompress: true",
    tests: ["tests/client/sources/network.test.ts"],
  },
  {
    file: "src/client/sources/network.ts",
    from: "if (!/^(?:x-)?gzip$/i.test(encoding)) {",
    to: "if (false) {",
    tests: ["tests/client/sources/network.test.ts"],
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "byte === OPEN_ARRAY && isValueOf(this.outline.value, LIST_KEY)",
    to: "byte === OPEN_ARRAY",
    tests: ["tests/core/protocol/answer-reader.test.ts"],
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "if (this.level === 3 && this.isInEntry) this.sink",
    to: "if (this.level === 4 && this.isInEntry) this.sink",
    tests: ["tests/core/protocol/answer-reader.test.ts"],
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "      this.entry.clear();\n      this.file.clear();",
    to: "      this.entry.clear();",
    tests: ["tests/core/protocol/answer-reader.test.ts"],
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "Number.isSafeInteger(value) && value > 0 ? value : 0",
    to: "value > 0 ? value : 0",
    tests: ["tests/core/protocol/answer-reader.test.ts"],
  },
  {
    file: "src/core/protocol/ask-all.ts",
    from: "MAX_BODY_BYTES) - rest;",
    to: "MAX_BODY_BYTES);",
    tests: ["tests/core/protocol/ask-all.test.ts"],
  },
  {
    file: "src/core/protocol/ask-all.ts",
    from: "left.malformed + left.skipped + left.heldBack > 0",
    to: "left.malformed + left.heldBack > 0",
    tests: ["tests/core/protocol/ask-all.test.ts"],
  },
  {
    file: "src/core/protocol/batches.ts",
    from: "batch.length > 0 && bytes > this.limits.bytes",
    to: "bytes > this.limits.bytes",
    tests: ["tests/core/protocol/ask-all.test.ts"],
  },
  {
    file: "src/core/protocol/batches.ts",
    from: "const key = phase === 1 ?",
    to: "const key = phase !== 1 ?",
    tests: ["tests/core/protocol/ask-all.test.ts"],
  },
];

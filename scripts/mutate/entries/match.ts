import type { Mutation } from "../mutation.ts";

const VERIFY = ["tests/core/verify/verify.test.ts"];
const ANSWERS = ["tests/core/protocol/answer-reader.test.ts"];
const PROTOCOL = ["tests/core/protocol/send.test.ts", "tests/core/protocol/ask-all.test.ts"];
const COMPLETION = ["tests/client/matching/completion.test.ts"];
const INDEX = ["tests/core/completion/library-index.test.ts"];
const LIBRARY = ["tests/client/library/library.test.ts"];
const COMMAND = ["tests/cli/commands/match.test.ts"];
const HOSTILE = ["tests/client/matching/hostile-server.test.ts"];

export const MATCH: readonly Mutation[] = [
  {
    file: "src/core/verify/piece-states.ts",
    from: "(bits & this.due) === this.due",
    to: "bits !== 0",
    tests: ["tests/core/verify/piece-states.test.ts"],
  },
  {
    file: "src/core/verify/borders.ts",
    from: "if (index === border.taken) {",
    to: "if (index >= border.taken) {",
    tests: VERIFY,
  },
  { file: "src/core/verify/borders.ts", from: "      this.putOff.add(piece);\n", to: "", tests: VERIFY },
  {
    file: "src/core/verify/verify.ts",
    from: "for (const [check, index] of uses) check.lose(index);",
    to: "",
    tests: VERIFY,
  },
  { file: "src/core/verify/v2-feed.ts", from: "this.carried = rest.length;", to: "this.carried = 0;", tests: VERIFY },
  {
    file: "src/core/thrown-error.ts",
    from: 'ECONNREFUSED: "connection refused",',
    to: "",
    tests: ["tests/core/thrown-error.test.ts"],
  },
  {
    file: "src/core/thrown-error.ts",
    from: '|| "FAILED"',
    to: "",
    tests: ["tests/core/thrown-error.test.ts"],
  },
  { file: "src/core/protocol/send.ts", from: "target.origin !== new URL(url).origin", to: "false", tests: PROTOCOL },
  {
    file: "src/core/protocol/bounded-body.ts",
    from: "      if (length > maxBytes) return tooLarge();",
    to: "      if (length > 20 * maxBytes) return tooLarge();",
    tests: ["tests/core/protocol/send.test.ts"],
  },
  {
    file: "src/core/protocol/batches.ts",
    from: "this.most = Math.ceil(batch.length / 2);",
    to: "this.most = Math.floor(batch.length / 2);",
    tests: PROTOCOL,
  },
  {
    file: "src/core/protocol/bounded-body.ts",
    from: "if (!isRead) reader.cancel().catch(() => {});",
    to: "",
    tests: PROTOCOL,
  },
  {
    file: "src/core/protocol/phases.ts",
    from: "await answer.return(null);",
    to: "",
    tests: PROTOCOL,
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "const isEscaped = slashes % 2 === 1;",
    to: "const isEscaped = slashes > 0;",
    tests: ANSWERS,
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "if (quote < 0) this.isEscaped = isEscaped;",
    to: "",
    tests: ANSWERS,
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "if (this.level === 4 && this.isInEntry) this.entry.add(ZERO);",
    to: "",
    tests: ANSWERS,
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "return before === COMMA || before === OPEN_OBJECT;",
    to: "return true;",
    tests: ANSWERS,
  },
  {
    file: "src/core/protocol/answer-reader.ts",
    from: "if (this.commas === this.maxTorrents) this.isTruncated = true;",
    to: "",
    tests: ANSWERS,
  },
  {
    file: "src/core/protocol/ask-all.ts",
    from: '      yield { type: "torrent", torrent, phase };',
    to: "",
    tests: PROTOCOL,
  },
  {
    file: "src/core/protocol/ask-all.ts",
    from: "if (!truncated || fresh === 0",
    to: "if (!truncated",
    tests: PROTOCOL,
  },
  {
    file: "src/core/verify/local-file.ts",
    from: "Math.min(PART_BYTES, length - done)",
    to: "length - done",
    tests: ["tests/core/completion/probe.test.ts"],
  },
  {
    file: "src/core/completion/probe.ts",
    from: "taken += hashes.length;",
    to: "",
    tests: ["tests/core/completion/probe.test.ts"],
  },
  {
    file: "src/core/completion/verdict.ts",
    from: "return verified > 0 || named ? local : null;",
    to: "return local;",
    tests: ["tests/core/completion/verdict.test.ts"],
  },
  {
    file: "src/core/completion/choose.ts",
    from: "if (map.v1 !== null) await settleSmall(",
    to: "if (map.v1 === null) await settleSmall(",
    tests: COMPLETION,
  },
  {
    file: "src/client/matching/gathered.ts",
    from: "if (claimed !== null && !hashes",
    to: "if (claimed === null && !hashes",
    tests: HOSTILE,
  },
  {
    file: "src/client/matching/settle.ts",
    from: "gathered.fingerprint) !== 0",
    to: "gathered.fingerprint) === 5",
    tests: COMMAND,
  },
  {
    file: "src/client/matching/gather.ts",
    from: 'if (!("dropped" in outcome)) keepOffered(',
    to: "if (false) keepOffered(",
    tests: COMMAND,
  },
  {
    file: "src/client/matching/gather.ts",
    from: "seeders, bytes: withoutSecrets(bytes) });",
    to: "seeders, bytes });",
    tests: COMMAND,
  },
  {
    file: "src/client/library/library.ts",
    from: "if (names.length > 0) return;",
    to: "",
    tests: COMMAND,
    named: "--include and --exclude choose files, hard links count once, symbolic links never twice",
  },
  { file: "src/client/library/library.ts", from: "name, size, names[0]);", to: "name, size);", tests: COMPLETION },
  {
    file: "src/client/library/library.ts",
    from: "names.find((id) => this.index.name(id) === name) ??",
    to: "",
    tests: LIBRARY,
  },
  {
    file: "src/client/library/library.ts",
    from: "&& this.inodesHigh.at(id) === high",
    to: "",
    tests: LIBRARY,
  },
  {
    file: "src/client/matching/verify-wave.ts",
    from: "local === null ? null : library.index.fileOf(local));",
    to: "local);",
    tests: COMPLETION,
  },
  {
    file: "src/core/completion/chains.ts",
    from: "head === 0 || this.keyOf(head - 1) === key",
    to: "true",
    tests: INDEX,
  },
  { file: "src/core/completion/text-table.ts", from: "unit >>> 8;", to: "0;", tests: INDEX },
  {
    file: "src/cli/commands/match/choose-source.ts",
    from: "|| isLoopback(url.hostname) || insecure",
    to: "|| true",
    tests: COMMAND,
    named: 'rejects > [ "--server", "http://tracker.example" ]',
  },
  {
    file: "src/client/sources/folder-source.ts",
    from: "statSync(systemPath(path), {",
    to: "statSync(path, {",
    tests: COMMAND,
  },
  {
    file: "src/client/matching/verify-wave.ts",
    from: "{ hashing: nativeHashing, signal, lanes },",
    to: "{ hashing: nativeHashing, signal },",
    tests: ["tests/binary/match-strace.test.ts"],
  },
  {
    file: "src/client/matching/verify-wave.ts",
    from: "[...new Set(locals)].sort(library.byPlace)",
    to: "[...new Set(locals)]",
    tests: ["tests/binary/match-strace.test.ts"],
  },
  {
    file: "src/client/matching/manifest.ts",
    from: "this.lines.set(entry.info_hash, { torrent: entry.torrent, at: this.spool.length,",
    to: "this.lines.set(entry.info_hash, { torrent: entry.torrent, at: 0,",
    tests: ["tests/client/matching/out-folder.test.ts"],
  },
  {
    file: "src/client/matching/out-folder.ts",
    from: "/^E[A-Z0-9]+$/",
    to: "/^never$/",
    tests: ["tests/client/matching/out-folder.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

const RUN = ["tests/cli/program/run.test.ts"];

export const CLI: readonly Mutation[] = [
  {
    file: "src/cli/open-store.ts",
    from: "return code === 0 && flags.json ?",
    to: "return code === 0 ?",
    tests: ["tests/cli/open-store.test.ts"],
  },
  {
    file: "src/cli/open-store.ts",
    from: "  if (isNew) tellCreated(io, path);\n",
    to: "",
    tests: ["tests/cli/open-store.test.ts"],
  },
  {
    file: "src/cli/commands/torrents/sync.ts",
    from: "flags.end || flags.dryRun ?",
    to: "flags.end ?",
    tests: ["tests/cli/open-store.test.ts"],
  },
  {
    file: "src/store/database/database.ts",
    from: "?.size ?? 0) > 0;",
    to: "?.size ?? -1) >= 0;",
    tests: ["tests/cli/open-store.test.ts"],
  },
  {
    file: "src/cli/io/raw-arguments.ts",
    from: "return isSame ? given : [...args];",
    to: "return [...args];",
    tests: ["tests/cli/io/raw-arguments.test.ts"],
  },
  {
    file: "src/cli/io/resolve-path.ts",
    from: "if (cwd.isWellFormed() && path.isWellFormed()) return",
    to: "return",
    tests: ["tests/cli/io/resolve-path.test.ts"],
  },
  {
    file: "src/cli/commands/token/list.ts",
    from: "expiresAt <= now ?",
    to: "expiresAt < 0 ?",
    tests: ["tests/cli/commands/token.test.ts"],
  },
  {
    file: "src/cli/io/standard-output.ts",
    from: "if (error) this.fail(error);",
    to: "",
    tests: ["tests/cli/io/standard-output.test.ts", "tests/cli/program/output-failure.test.ts"],
  },
  {
    file: "src/cli/program/run.ts",
    from: "const code = await start(io);\n    await io.out.accepted();",
    to: "const code = await start(io);",
    tests: ["tests/cli/program/output-failure.test.ts"],
  },
  {
    file: "src/cli/commands/token/create.ts",
    from: "await io.out.accepted().catch((error) => revokeUnseen(invocation, name, error));",
    to: "await io.out.accepted();",
    tests: ["tests/cli/program/output-failure.test.ts"],
  },
  {
    file: "src/cli/commands/service/print.ts",
    from: "    await io.out.accepted();\n",
    to: "",
    tests: ["tests/cli/program/output-failure.test.ts"],
  },
  {
    file: "src/cli/flags.ts",
    from: "const text = definition.variable && env[environmentName(name)];",
    to: "const text = env[environmentName(name)];",
    tests: ["tests/cli/flags.test.ts", "tests/cli/program/help.test.ts"],
  },
  {
    file: "src/cli/flags.ts",
    from: 'if (value === "") throw',
    to: "if (false) throw",
    tests: ["tests/cli/flags.test.ts", "tests/cli/program/help.test.ts"],
  },
  {
    file: "src/cli/program/dispatch.ts",
    from: 'if (!mayBeEmpty && operands.includes(""))',
    to: "if (false)",
    tests: ["tests/cli/program/help.test.ts"],
  },
  {
    file: "src/cli/commands/torrents/change-torrents.ts",
    from: 'changeTorrent(store, writer, name, change, "rejected")',
    to: "changeTorrent(store, writer, name, change)",
    tests: ["tests/cli/commands/torrents.test.ts"],
  },
  {
    file: "src/cli/program/run.ts",
    from: "    return error.exitCode;\n  }\n",
    to: "    return 1;\n  }\n",
    tests: RUN,
  },
  {
    file: "src/cli/program/run.ts",
    from: "SIGINT: 130",
    to: "SIGINT: 131",
    tests: ["tests/cli/commands/scan.test.ts"],
  },
  { file: "src/cli/program/dispatch.ts", from: "return first === undefined ? 2 : 0;", to: "return 0;", tests: RUN },
  {
    file: "src/cli/program/dispatch.ts",
    from: "if (extra !== undefined) throw",
    to: 'if (extra === "") throw',
    tests: RUN,
  },
  {
    file: "src/cli/help/find-command.ts",
    from: "if (meant !== undefined) {",
    to: "if (meant === name) {",
    tests: RUN,
  },
  {
    file: "src/cli/help/find-command.ts",
    from: "known.includes(word) ? word : ownWord",
    to: "ownWord",
    tests: RUN,
  },
  { file: "src/cli/program/dispatch.ts", from: "error.hint = helpCommand(names);", to: "", tests: RUN },
  {
    file: "src/cli/flags.ts",
    from: "if (definition.many) lists[name]",
    to: "if (definition.variable) lists[name]",
    tests: ["tests/cli/flags.test.ts"],
  },
  {
    file: "src/cli/help/layout.ts",
    from: "wrap(text, width - column)",
    to: "wrap(text, width)",
    tests: ["tests/cli/program/help.test.ts"],
  },
  {
    file: "src/cli/help/document.ts",
    from: ".replace(FRAME,",
    to: ".replace(/never/g,",
    tests: ["tests/cli/commands/help.test.ts"],
  },
  {
    file: "src/cli/io/pager.ts",
    from: "if (!io.out.isTerminal || ",
    to: "if (",
    tests: ["tests/cli/commands/help.test.ts"],
  },
  {
    file: "src/cli/help/topics.ts",
    from: "OTHER_NAMES[file] ?? file",
    to: "file",
    tests: ["tests/cli/commands/help.test.ts"],
  },
  {
    file: "scripts/man.ts",
    from: 'line.replace(/^\\./, "\\\\&.")',
    to: "line",
    tests: ["tests/scripts/man.test.ts"],
  },
];

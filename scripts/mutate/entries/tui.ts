import type { Mutation } from "../mutation.ts";

const APP = "tests/tui/program/app.test.tsx";

export const TUI: readonly Mutation[] = [
  {
    file: "src/tui/kit/row.ts",
    from: "const piece = { ...raw, text: harmless(raw.text) };",
    to: "const piece = raw;",
    tests: ["tests/tui/kit/row.test.ts"],
  },
  {
    file: "src/core/cells.ts",
    from: "\\u007f-\\u009f",
    to: "\\u007f",
    tests: ["tests/core/cells.test.ts"],
  },
  {
    file: "src/tui/kit/list-table.ts",
    from: "above: start > 0, below: end < items.length",
    to: "above: false, below: end < items.length",
    tests: ["tests/tui/kit/list-table.test.ts"],
  },
  {
    file: "src/tui/kit/list-table.ts",
    from: "width >= from",
    to: "from === 0",
    tests: ["tests/tui/kit/list-table.test.ts", APP],
  },
  {
    file: "src/tui/kit/scroll.ts",
    from: "start + height < rows.length",
    to: "false",
    tests: ["tests/tui/kit/scroll.test.ts"],
  },
  {
    file: "src/tui/program/tab-step.ts",
    from: "if (tab !== state.tab || state.overlay) return state;",
    to: "if (tab === state.tab || state.overlay) return state;",
    tests: ["tests/tui/program/update.test.ts"],
  },
  {
    file: "src/tui/program/overlay-step.ts",
    from: "return state.waiting > 0",
    to: "return state.waiting < 0",
    tests: ["tests/tui/program/update.test.ts"],
  },
  {
    file: "src/tui/program/update.ts",
    from: " && overlay.ask === ask",
    to: "",
    tests: ["tests/tui/program/update.test.ts"],
  },
  {
    file: "src/tui/program/frame.tsx",
    from: '  if (waiting > 0) return row(" ", span(WAITING, "warn"));\n',
    to: "",
    tests: [APP],
  },
  {
    file: "src/work/runtime/retry-while-busy.ts",
    from: "if (signal?.aborted) throw error;",
    to: "",
    tests: ["tests/work/runtime/retry-while-busy.test.ts"],
  },
  {
    file: "src/tui/program/overlay-step.ts",
    from: 'return overlay.type === "prompt" ? typed(closed, overlay.ask, "") : step(closed);',
    to: "return step(closed);",
    tests: ["tests/tui/tabs/dashboard/state.test.ts"],
  },
  {
    file: "src/tui/terminal/terminal.ts",
    from: '    this.signals.on("SIGWINCH", this.settle);\n',
    to: "",
    tests: ["tests/tui/terminal/terminal.test.ts"],
  },
  {
    file: "src/tui/terminal/terminal.ts",
    from: "    stdin.setRawMode(true);\n  }",
    to: "  }",
    tests: ["tests/tui/terminal/terminal.test.ts"],
  },
  {
    file: "src/tui/terminal/terminal.ts",
    from: "    this.stdout.write(LEAVE);\n",
    to: "",
    tests: ["tests/tui/terminal/terminal.test.ts"],
  },
  {
    file: "src/tui/tabs/torrents/state.ts",
    from: "if (text !== state.text || of !== state.state ||",
    to: "if (of !== state.state ||",
    tests: ["tests/tui/tabs/torrents/state.test.ts"],
  },
  {
    file: "src/tui/tabs/torrents/state.ts",
    from: "Number(torrent.state === DONE[kind])",
    to: "0",
    tests: ["tests/tui/tabs/torrents/state.test.ts"],
  },
  {
    file: "src/tui/tabs/torrents/state.ts",
    from: "torrent.id === id ? { ...torrent, state: to } : torrent",
    to: "torrent",
    tests: ["tests/tui/tabs/torrents/state.test.ts"],
  },
  {
    file: "src/tui/tabs/users/state.ts",
    from: "findIndex(({ id }) => id <= chosen)",
    to: "findIndex(() => true)",
    tests: ["tests/tui/tabs/users/state.test.ts"],
  },
  {
    file: "src/tui/tabs/log/entries.ts",
    from: "process.dismissedAt === errorAt",
    to: "false",
    tests: ["tests/tui/tabs/log/state.test.ts"],
  },
  {
    file: "src/tui/tabs/dashboard/process-rows.ts",
    from: "error !== null && errorAt !== dismissedAt",
    to: "error !== null",
    tests: [APP],
  },
  {
    file: "src/tui/tabs/dashboard/process-rows.ts",
    from: 'if (status !== "gone") return',
    to: "if (kind) return",
    tests: [APP],
  },
  {
    file: "src/tui/tabs/dashboard/view.tsx",
    from: 'problem?.isMissing ? "Or add a folder',
    to: 'problem ? "Or add a folder',
    tests: [APP],
  },
  {
    file: "src/store/operations/processes.ts",
    from: "SET dismissed_at = error_at WHERE error IS NOT NULL AND",
    to: "SET dismissed_at = 9e15 WHERE error IS NOT NULL AND",
    tests: ["tests/store/operations/processes.test.ts"],
  },
  {
    file: "src/store/people/hand-outs.ts",
    from: "hand_outs.id > (SELECT max(id) FROM hand_outs) - ?3",
    to: "?3 > 0",
    tests: ["tests/store/people/hand-outs.test.ts"],
  },
  {
    file: "src/store/people/reports.ts",
    from: "substr(body, 1, ?2)",
    to: "body",
    tests: ["tests/store/people/reports.test.ts"],
  },
  {
    file: "src/work/torrents/search-torrents.ts",
    from: '!(name.by === "id" && name.bare)',
    to: "name",
    tests: ["tests/work/torrents/search-torrents.test.ts"],
  },
  {
    file: "src/http/request/problem.ts",
    from: 'cause.replace(/, got .*$/s, "")',
    to: "cause",
    tests: ["tests/http/server/anonymous.test.ts"],
  },
];

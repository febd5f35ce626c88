import type { Mutation } from "../mutation.ts";

const STATE = ["tests/web/state/state.test.ts"];
const DROPPED = ["tests/web/files/dropped.test.ts"];
const ENGINE = ["tests/web/engine/match.test.ts"];
const BLOB = ["tests/web/engine/blob-file.test.ts"];
const PAGE = ["tests/web/page.test.ts"];
const SIZED = ["tests/web/files/sized-files.test.ts"];

export const WEB: readonly Mutation[] = [
  {
    file: "src/web/files/dropped.ts",
    from: "if (entries.length === 0) return;",
    to: "if (entries.length < 100) return;",
    tests: DROPPED,
  },
  {
    file: "src/web/files/dropped.ts",
    from: "for (const inner of entries) await walkEntry(inner, path, depth + 1, found);",
    to: "for (const inner of entries) await walkEntry(inner, path, depth + 1, found); return;",
    tests: DROPPED,
  },
  { file: "src/web/files/sized-files.ts", from: "    if (signal.aborted) return false;\n", to: "", tests: SIZED },
  { file: "src/web/files/sized-files.ts", from: "  onPart(part);\n  return true;", to: "  return true;", tests: SIZED },
  { file: "src/web/files/sized-files.ts", from: "const AT_A_TIME = 100;", to: "const AT_A_TIME = 101;", tests: SIZED },
  { file: "src/web/state/state.ts", from: 'if (state.step !== "walking") return state;', to: "", tests: STATE },
  {
    file: "src/web/engine/blob-file.ts",
    from: "        await explained(file.slice(0, 1).arrayBuffer());\n",
    to: "",
    tests: BLOB,
  },
  { file: "src/web/engine/blob-file.ts", from: " askForCollection();\n", to: ";\n", tests: BLOB },
  {
    file: "src/web/engine/blob-file.ts",
    from: "buffer = value.buffer;",
    to: "buffer = new ArrayBuffer(BUFFER_BYTES);",
    tests: BLOB,
  },
  {
    file: "src/web/engine/faults.ts",
    from: "          this.note(local, (error as Error).message);\n",
    to: "",
    tests: BLOB,
  },
  {
    file: "src/web/files/sized-files.ts",
    from: "  if (signal.aborted) return false;\n  onPart(part);",
    to: "  onPart(part);",
    tests: SIZED,
  },
  {
    file: "src/web/engine/match.ts",
    from: 'if (!signal.aborted) tell({ type: "unanswered", message, status });',
    to: "",
    tests: ENGINE,
  },
  { file: "src/web/state/state.ts", from: "unanswered: { status: news.status }", to: "unanswered: null", tests: STATE },
  {
    file: "src/web/engine/match.ts",
    from: "|| bytesOf(a) - bytesOf(b)",
    to: "|| bytesOf(b) - bytesOf(a)",
    tests: ENGINE,
  },
  {
    file: "src/web/views/progress.tsx",
    from: "if (paused) return",
    to: 'if (paused && line === "") return',
    tests: ["tests/web/views/progress.test.tsx"],
  },
  { file: "src/web/views/results.tsx", from: "seeders === 0) && (", to: "seeders !== 0) && (", tests: PAGE },
  { file: "src/web/state/texts.ts", from: "(found === of ? files(of)", to: "(found !== of ? files(of)", tests: PAGE },
  { file: "src/web/engine/match.ts", from: "return pause.wait();", to: "return undefined;", tests: ENGINE },
];

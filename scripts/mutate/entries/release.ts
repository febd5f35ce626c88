import type { Mutation } from "../mutation.ts";

/** Other systems, and what is handed out. */
export const RELEASE: readonly Mutation[] = [
  {
    file: "src/core/path-bytes.ts",
    from: 'path.replaceAll("/", "\\\\")',
    to: "path",
    tests: ["tests/core/path-bytes.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

export const CLI: readonly Mutation[] = [
  {
    file: "src/cli/commands/token/list.ts",
    from: "expiresAt <= now ?",
    to: "expiresAt < 0 ?",
    tests: ["tests/cli/commands/token.test.ts"],
  },
];

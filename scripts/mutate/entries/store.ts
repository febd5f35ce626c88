import type { Mutation } from "../mutation.ts";

export const STORE: readonly Mutation[] = [
  {
    file: "src/store/index/index-writer.ts",
    from: "const isBack = this.changeState(id, 0, STATE.MISSING) && !this.isRemoved(id);",
    to: "const isBack = this.changeState(id, 0, STATE.MISSING | STATE.REMOVED);",
    tests: ["tests/store/index/index-writer.test.ts"],
  },
  {
    file: "src/store/database/stale-log.ts",
    from: "if (bytes === 0 || !needsNoLog(file)) return;",
    to: "return;",
    tests: ["tests/store/database/stale-log.test.ts"],
  },
  {
    file: "src/store/database/stale-log.ts",
    from: "if (own === null) closeSync(descriptor);",
    to: "closeSync(descriptor);",
    tests: ["tests/store/database/exclusive.test.ts"],
  },
  {
    file: "src/store/database/migrations.ts",
    from: "  backups,\n  wipes,",
    to: "  wipes,",
    tests: ["tests/store/database/upgrade.test.ts"],
  },
  {
    file: "src/store/people/wipes.ts",
    from: "DO UPDATE SET at = max(at, excluded.at)",
    to: "DO UPDATE SET at = excluded.at",
    tests: ["tests/work/requests/request-log.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

/** Other systems, and what is handed out. */
export const RELEASE: readonly Mutation[] = [
  {
    file: "src/core/path-bytes.ts",
    from: 'path.replaceAll("/", "\\\\")',
    to: "path",
    tests: ["tests/core/path-bytes.test.ts"],
  },
  {
    file: "src/store/database/database.ts",
    from: "if (found > 0 && found < MIGRATIONS.length && !isCopy",
    to: "if (found > 0 && !isCopy",
    tests: ["tests/store/database/before-upgrade.test.ts"],
  },
  {
    file: "src/store/database/database.ts",
    from: "&& !isCopy && path",
    to: "&& path",
    tests: ["tests/store/database/before-upgrade.test.ts"],
  },
  {
    file: "src/store/database/before-upgrade.ts",
    from: 'openSync(partial, "wx", 0o600)',
    to: 'openSync(partial, "wx", 0o644)',
    tests: ["tests/store/database/before-upgrade.test.ts"],
  },
  {
    file: "src/store/database/before-upgrade.ts",
    from: "  if (bavail * bsize >= bytes) return;",
    to: "  if (bytes >= 0) return;",
    tests: ["tests/store/database/before-upgrade.test.ts"],
  },
  {
    file: "src/work/backup/other-copies.ts",
    from: "(?:restore|upgrade)",
    to: "restore",
    tests: ["tests/work/wipe/wipe.test.ts"],
  },
];

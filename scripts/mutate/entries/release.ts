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
    named: "copies > are told, and removed only when that is said, and only this database's",
  },
  {
    file: "src/core/archive/tar-writer.ts",
    from: "octal(mode, 7)",
    to: "octal(PLAIN.mode, 7)",
    tests: ["tests/core/archive/tar-writer.test.ts"],
  },
  {
    file: "src/core/archive/tar-writer.ts",
    from: "octal(modifiedAt, 11)",
    to: "octal(0, 11)",
    tests: ["tests/core/archive/tar-writer.test.ts"],
  },
  {
    file: "src/core/archive/zip-records.ts",
    from: "header.u16(at + 2, method);",
    to: "",
    tests: ["tests/core/archive/zip-writer.test.ts"],
    named: "an archive, as Python and unzip read it: > what came compressed",
  },
  {
    file: "src/store/database/restored.ts",
    from: "          AND name IN (SELECT name FROM restored.sqlite_schema)",
    to: "",
    tests: ["tests/work/backup/restore.test.ts"],
    named: "told to, the process goes on with the restored contents",
  },
  {
    file: "src/work/doctor/check-files.ts",
    from: "  yield* kept(path);\n",
    to: "",
    tests: ["tests/work/doctor/doctor.test.ts"],
  },
];

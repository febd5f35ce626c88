import type { Mutation } from "../mutation.ts";

const BACKUP = ["tests/work/backup/backup.test.ts"];
const RESTORE = ["tests/work/backup/restore.test.ts"];
const WIPE = ["tests/work/wipe/wipe.test.ts"];

/** What backups, restores and wipes promise. */
export const KEEPING: readonly Mutation[] = [
  { file: "src/work/backup/backup.ts", from: "recursive: true, mode: 0o700", to: "recursive: true", tests: BACKUP },
  {
    file: "src/work/backup/backup.ts",
    from: "if (wrong !== undefined) throw",
    to: 'if (wrong === "") throw',
    tests: BACKUP,
    named: "a backup that fails > because the database is damaged is thrown away, and older ones are kept",
  },
  {
    file: "src/work/backup/backup-files.ts",
    from: "const isGone = on === machine() && ",
    to: "const isGone = ",
    tests: BACKUP,
    named:
      "a backup that fails > what a killed one left goes with the next, where nobody can tell after an hour; what another one writes now is not",
  },
  {
    file: "src/work/backup/backup-files.ts",
    from: "(a.lineage !== null && a.lineage === b.lineage ? b.number - a.number : 0)",
    to: "0",
    tests: BACKUP,
  },
  {
    file: "src/work/backup/restore.ts",
    from: "return verifyBackup(file);",
    to: "return { torrents: 0 };",
    tests: RESTORE,
  },
  {
    file: "src/work/backup/restore.ts",
    from: "if (force) return { state };",
    to: "if (state) return { state };",
    tests: RESTORE,
    named: "while another process has the database open > nothing is done unless told",
  },
  { file: "src/work/backup/restore.ts", from: "continueFrom(temporary, past);", to: "", tests: RESTORE },
  {
    file: "src/work/backup/restore.ts",
    from: "  removeBeside(path);\n",
    to: "",
    tests: RESTORE,
    named:
      "a database that can still be read > a log that was left alone is kept, and is never taken for the restored one's",
  },
  { file: "src/work/wipe/wipe.ts", from: "    store.vacuum();\n", to: "", tests: WIPE },
  {
    file: "src/work/wipe/wipe.ts",
    from: "if (store.emptyLog()) return problems;",
    to: "if (tries >= 0) return problems;",
    tests: WIPE,
  },
  { file: "src/work/wipe/wipe.ts", from: "      store.secrets.renewUserKey();\n", to: "", tests: WIPE },
  {
    file: "src/work/wipe/wipe.ts",
    from: "    removeUnfinished(path);\n",
    to: "",
    tests: WIPE,
    named: "wiping everything > removes what commands that were killed have made beside it, as wiping users does",
  },
  {
    file: "src/store/people/user-data.ts",
    from: '"identity" : "user_id"',
    to: '"identity" : "identity"',
    tests: ["tests/http/routes/users.test.ts"],
  },
];

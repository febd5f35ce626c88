import type { Mutation } from "../mutation.ts";

const ROUNDS = ["tests/work/tracker/rounds.test.ts"];
const SESSION = ["tests/work/tracker/session.test.ts"];
const USERS = ["tests/http/server/tracker-auth.test.ts"];

/** Changes that break what a connected tracker's database promises. */
export const TRACKER: readonly Mutation[] = [
  {
    file: "src/work/tracker/database-failure.ts",
    from: ' && what === "connecting"',
    to: "",
    tests: ["tests/work/tracker/database-failure.test.ts"],
  },
  {
    file: "src/work/tracker/database-failure.ts",
    from: " && dsn.socket !== null",
    to: "",
    tests: ["tests/work/tracker/database-failure.test.ts"],
  },
  {
    file: "src/work/tracker/database-failure.ts",
    from: ' && dsn.password === ""',
    to: "",
    tests: ["tests/work/tracker/database-failure.test.ts"],
  },
  {
    file: "src/work/tracker/account-rights.ts",
    from: "isForTests || !FOR_TESTS.test(grant)",
    to: "true",
    tests: ["tests/work/tracker/account-rights.test.ts"],
  },
  {
    file: "src/work/tracker/account-rights.ts",
    from: "isForTests || !FOR_TESTS.test(grant)",
    to: "!FOR_TESTS.test(grant)",
    tests: ["tests/work/tracker/account-rights.test.ts"],
  },
  {
    file: "src/core/tracker/rows.ts",
    from: 'textOf(row["passkey"]) === passkey',
    to: 'textOf(row["passkey"]) !== null',
    tests: ["tests/core/tracker/rows.test.ts"],
  },
  {
    file: "src/core/tracker/rows.ts",
    from: 'textOf(row["user_id"]) === userId ? readHash',
    to: 'textOf(row["user_id"]) !== null ? readHash',
    tests: ["tests/core/tracker/rows.test.ts"],
  },
  {
    file: "src/core/tracker/statements/unit3d.sql",
    from: "WHERE deleted_at IS NULL AND status = 1 AND id > :after",
    to: "WHERE deleted_at IS NULL AND id > :after",
    tests: ROUNDS,
  },
  {
    file: "src/core/tracker/statements/trackarr.sql",
    from: "WHERE passkey = :passkey AND NOT is_banned AND",
    to: "WHERE passkey = :passkey AND",
    tests: USERS,
  },
  {
    file: "src/work/tracker/session.ts",
    from: "password: () => dsn.password",
    to: "password: dsn.password",
    tests: SESSION,
  },
  {
    file: "src/work/tracker/session.ts",
    from: "if (values.length > 0) return",
    to: "if (values.length >= 0) return",
    tests: SESSION,
  },
  {
    file: "src/work/tracker/session.ts",
    from: 'await prepared(connection, "SET SESSION TRANSACTION READ ONLY", []);',
    to: "",
    tests: SESSION,
  },
  {
    file: "src/work/tracker/lookups.ts",
    from: "const KEPT_MS = 10_000;",
    to: "const KEPT_MS = 60_000;",
    tests: USERS,
  },
  {
    file: "src/work/tracker/lookups.ts",
    from: "[this.stores.use((store) => store.letIn.forgets()), tracker,",
    to: "[tracker,",
    tests: ["tests/http/server/tracker-keys.test.ts"],
  },
  {
    file: "src/work/tracker/offered-pages.ts",
    from: "if (rows.length === 0) return;",
    to: "if (rows.length === 0 || rows.length < pageRows) return;",
    tests: ["tests/work/tracker/offered-pages.test.ts"],
  },
  {
    file: "src/work/tracker/offered-pages.ts",
    from: "if (!isUnknownColumn(error)) return connector;",
    to: "",
    tests: ["tests/work/tracker/offered-pages.test.ts"],
  },
  {
    file: "src/work/tracker/session.ts",
    from: "rejectUnauthorized: true,",
    to: "rejectUnauthorized: false,",
    tests: ["tests/work/tracker/session-tls.test.ts"],
  },
  {
    file: "src/work/tracker/session.ts",
    from: "...(sslRootCert === null ? {} : { ca: readCa(sslRootCert) }),",
    to: "",
    tests: ["tests/work/tracker/session-tls.test.ts"],
  },
  {
    file: "src/work/tracker/session.ts",
    from: 'if (sslMode === "disable") return false;',
    to: 'if (sslMode !== "verify-full") return false;',
    tests: ["tests/work/tracker/session-tls.test.ts"],
  },
];

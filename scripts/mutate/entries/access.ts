import type { Mutation } from "../mutation.ts";

/** Who may ask, what a stranger may hold up, and what is acknowledged. */
export const ACCESS: readonly Mutation[] = [
  {
    file: "src/core/access/foreign-page.ts",
    from: 'if (auth !== "none" && auth !== "header") return false;',
    to: 'if (auth !== "none") return false;',
    tests: ["tests/core/access/foreign-page.test.ts", "tests/http/server/foreign-pages.test.ts"],
  },
  {
    file: "src/core/access/foreign-page.ts",
    from: 'if (site !== null) return site !== "same-origin" && site !== "none";',
    to: "",
    tests: ["tests/core/access/foreign-page.test.ts"],
  },
  {
    file: "src/core/access/allowed-hosts.ts",
    from: "return parseAddress(name) !== null || allowed.has(name);",
    to: "return true;",
    tests: ["tests/core/access/allowed-hosts.test.ts", "tests/http/server/foreign-pages.test.ts"],
  },
  {
    file: "src/work/runtime/shared-sync.ts",
    from: "    await this.running.catch(() => {});\n",
    to: "",
    tests: ["tests/work/runtime/shared-sync.test.ts"],
  },
  {
    file: "src/work/runtime/retry-while-busy.ts",
    from: "  await stores.synced();\n",
    to: "",
    tests: ["tests/http/server/acknowledged.test.ts"],
  },
  {
    file: "src/http/routes/push.ts",
    from: "  await writers.synced();\n",
    to: "",
    tests: ["tests/http/server/acknowledged.test.ts"],
  },
  {
    file: "src/store/database/database.ts",
    from: 'options.relaxed ? "NORMAL" : "FULL"',
    to: '"NORMAL"',
    tests: ["tests/store/database/synchronous.test.ts"],
  },
  {
    file: "src/http/request/body-budget.ts",
    from: "if (body.isWhole) continue;",
    to: "",
    tests: ["tests/http/request/body-budget.test.ts"],
  },
  {
    file: "src/http/request/body-budget.ts",
    from: "        this.makeRoom(body, [...this.bodies], limit);\n",
    to: "",
    tests: ["tests/http/request/body-budget.test.ts"],
  },
  {
    file: "src/work/users/passkey-check.ts",
    from: 'return no.has(response.status) ? "rejected" : "unknown";',
    to: 'return response.status < 500 ? "rejected" : "unknown";',
    tests: ["tests/work/users/passkey-check.test.ts"],
  },
  {
    file: "src/work/users/passkey-check.ts",
    from: "if (!letIn || !isWithin(now - letIn.at, REMEMBERED_MS)) return null;",
    to: "if (!letIn) return null;",
    tests: ["tests/work/users/passkey-check.test.ts"],
  },
  {
    file: "src/work/users/let-in-memory.ts",
    from: "if (store.letIn.forgets() !== forgets) return;",
    to: "",
    tests: ["tests/work/users/passkey-check.test.ts"],
  },
  {
    file: "src/store/database/copy.ts",
    from: "for (const { name } of local) database.run",
    to: "for (const { name } of local.slice(9)) database.run",
    tests: ["tests/work/users/passkey-check.test.ts"],
  },
  {
    file: "src/store/operations/settings.ts",
    from: "return resolveSettings(stored, this.lost(stored));",
    to: "return resolveSettings(stored);",
    tests: ["tests/store/operations/settings.test.ts"],
  },
  {
    file: "src/work/users/access.ts",
    from: "if (isRefusal(error)) this.failures.take(",
    to: "this.failures.take(",
    tests: ["tests/http/server/access.test.ts"],
  },
  {
    file: "src/work/match/report.ts",
    from: "if (isSecretName(key)) return undefined;",
    to: 'if (key === "passkey") return undefined;',
    tests: ["tests/work/match/report.test.ts"],
  },
  {
    file: "src/cli/output/output.ts",
    from: ".replace(UNSEEN, escaped)",
    to: '.replace("\\u0000", escaped)',
    tests: ["tests/cli/program/strange-names.test.ts"],
  },
  {
    file: "src/http/request/header-text.ts",
    from: 'return utf8.decode(Buffer.from(value, "latin1"));',
    to: "return value;",
    tests: ["tests/http/request/header-text.test.ts"],
  },
  {
    file: "src/work/requests/request-log.ts",
    from: "if (handOutsOf(batch).length > 0) this.stores.synced()",
    to: "if (handOutsOf(batch).length > 1e9) this.stores.synced()",
    tests: ["tests/http/server/acknowledged.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

const WHO = ["tests/http/server/access.test.ts"];
const CHECK = ["tests/work/users/passkey-check.test.ts"];
const HOPS = ["tests/http/server/client-address.test.ts"];

/** Who may ask, what a stranger may hold up, and what is acknowledged. */
export const ACCESS: readonly Mutation[] = [
  {
    file: "src/core/access/networks.ts",
    from: 'address.startsWith("127.")',
    to: "false",
    tests: ["tests/core/access/networks.test.ts"],
  },
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
  {
    file: "src/work/users/access.ts",
    from: "if (token.revokedAt !== null) return deny",
    to: "if (token.revokedAt === -1) return deny",
    tests: WHO,
  },
  {
    file: "src/work/users/access.ts",
    from: "token.expiresAt !== null && token.expiresAt <= now",
    to: "token.expiresAt === -1",
    tests: WHO,
  },
  {
    file: "src/work/users/access.ts",
    from: "if (!token.scopes.includes(scope)) return deny",
    to: "if (token.scopes.length === 0) return deny",
    tests: WHO,
  },
  {
    file: "src/work/users/access.ts",
    from: "if (proxied === null) return deny",
    to: "if (proxied === undefined) return deny",
    tests: WHO,
  },
  { file: "src/work/users/passkey-check.ts", from: 'redirect: "manual"', to: 'redirect: "follow"', tests: CHECK },
  {
    file: "src/work/users/passkey-check.ts",
    from: 'verdict === "unknown" ? UNKNOWN_MS : undefined',
    to: "undefined",
    tests: CHECK,
  },
  { file: "src/work/users/passkey-check.ts", from: "if (running) return running;", to: "", tests: CHECK },
  { file: "src/work/users/passkey-check.ts", from: 'if (length > MAX_ANSWER) return "";', to: "", tests: CHECK },
  {
    file: "src/work/users/passkey-check.ts",
    from: "if (wait > 0) return Promise.resolve({ wait });",
    to: "",
    tests: CHECK,
  },
  {
    file: "src/work/runtime/semaphore.ts",
    from: "if (next) next();\n      else this.permits++;",
    to: "this.permits++;\n      next?.();",
    tests: ["tests/work/runtime/semaphore.test.ts"],
  },
  {
    file: "src/work/runtime/concurrency-quota.ts",
    from: " || own >= this.ofOneUser",
    to: "",
    tests: ["tests/work/runtime/concurrency-quota.test.ts"],
  },
  {
    file: "src/work/runtime/concurrency-quota.ts",
    from: "if (!held) return;",
    to: "",
    tests: ["tests/work/runtime/concurrency-quota.test.ts"],
  },
  {
    file: "src/work/runtime/ttl-cache.ts",
    from: "age >= 0 && ",
    to: "",
    tests: ["tests/work/runtime/ttl-cache.test.ts"],
  },
  {
    file: "src/http/server/client-address.ts",
    from: "if (!isTrusted(peer, trusted)) return address && formatAddress(address);",
    to: "",
    tests: HOPS,
  },
  { file: "src/http/server/client-address.ts", from: "if (!isInside(parsed, trusted)) break;", to: "", tests: HOPS },
  {
    file: "src/http/server/intake.ts",
    from: "this.live.isKnown ? this.live.settings : null",
    to: "this.live.settings",
    tests: WHO,
  },
  {
    file: "src/http/request/guard.ts",
    from: 'if (settings.auth === "none") {',
    to: 'if (settings.auth_callback_url === "-") {',
    tests: ["tests/http/routes/archive.test.ts"],
  },
];

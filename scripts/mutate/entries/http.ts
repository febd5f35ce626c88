import type { Mutation } from "../mutation.ts";

const STREAM = ["tests/http/request/body-stream.test.ts"];
const APP = ["tests/http/server/app.test.ts"];
const PHASES = ["tests/http/routes/phases.test.ts"];
const SWARM = ["tests/http/routes/swarm.test.ts"];

export const HTTP: readonly Mutation[] = [
  {
    file: "src/http/openapi/document.ts",
    from: 'cell.replaceAll("|", "\\\\|")',
    to: "cell",
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/server/app.ts",
    from: 'request.url.includes("#")',
    to: "false",
    tests: ["tests/http/server/app.test.ts"],
  },
  {
    file: "src/http/server/unix-socket.ts",
    from: "removeSame(path, found);\n",
    to: "unlinkSync(path);\n",
    tests: ["tests/http/server/unix-socket.test.ts"],
  },
  {
    file: "src/work/listing/list-lease.ts",
    from: ", { retryAfter: RETRY_AFTER_S }",
    to: "",
    tests: ["tests/http/routes/list.test.ts"],
  },
  {
    file: "src/http/server/unix-socket.ts",
    from: "if (code === null) throw",
    to: "if (false) throw",
    tests: ["tests/http/server/unix-socket.test.ts"],
  },
  {
    file: "src/http/server/unix-socket.ts",
    from: "const before = process.umask(MASK);",
    to: "const before = process.umask();",
    tests: ["tests/http/server/unix-socket.test.ts"],
  },
  {
    file: "src/http/server/unix-socket.ts",
    from: "if (!found.isSocket()) throw",
    to: "if (false) throw",
    tests: ["tests/http/server/unix-socket.test.ts"],
  },
  {
    file: "src/http/server/client-address.ts",
    from: "if (peer === SOCKET_PEER) return true;",
    to: "",
    tests: ["tests/http/server/unix-socket.test.ts"],
  },
  {
    file: "src/http/answer/zip-body.ts",
    from: "if (this.untold.push(torrentId) === TOLD) this.tell();",
    to: "this.untold.push(torrentId);",
    tests: ["tests/http/answer/zip-body.test.ts"],
  },
  {
    file: "src/http/routes/torrents.ts",
    from: "  context.record.torrents = torrents.length;\n  return context.json({\n    torrents: torrents.map(torrentJson),",
    to: "  return context.json({\n    torrents: torrents.map(torrentJson),",
    tests: ["tests/http/routes/torrents.test.ts"],
  },
  {
    file: "src/http/request/body-stream.ts",
    from: "if (total > limit) throw",
    to: "if (total < 0) throw",
    tests: STREAM,
  },
  {
    file: "src/http/request/body-stream.ts",
    from: 'Number(request.headers.get("content-length") ?? 0) > limit',
    to: "limit < 0",
    tests: APP,
  },
  {
    file: "src/http/request/body-stream.ts",
    from: 'encoding.toLowerCase() !== "identity"',
    to: 'encoding === ""',
    tests: STREAM,
  },
  {
    file: "src/http/request/body-stream.ts",
    from: "if (!ended) reader.cancel().catch(() => {});",
    to: "",
    tests: STREAM,
  },
  {
    file: "src/http/request/problem.ts",
    from: '"The database is unavailable"',
    to: 'String(Error("x").stack)',
    tests: ["tests/http/routes/health.test.ts", "tests/http/server/app.test.ts"],
  },
  {
    file: "src/http/request/problem.ts",
    from: 'return { code: "SERVER_ERROR", message: SERVER_MESSAGE };',
    to: 'return { code: "SERVER_ERROR", message: String(error) };',
    tests: APP,
  },
  {
    file: "src/http/routes/metrics.ts",
    from: 'withToken(guard, "metrics")',
    to: 'withToken(guard, "match")',
    tests: ["tests/http/routes/metrics.test.ts"],
  },
  {
    file: "src/http/routes/history.ts",
    from: 'withToken(guard, "manage")',
    to: 'withToken(guard, "match")',
    tests: ["tests/http/routes/history.test.ts"],
  },
  {
    file: "src/http/routes/push.ts",
    from: 'withToken(guard, "manage")',
    to: 'withToken(guard, "match")',
    tests: ["tests/http/routes/push.test.ts"],
  },
  {
    file: "src/http/routes/torrents.ts",
    from: 'withToken(guard, "manage")',
    to: 'withToken(guard, "match")',
    tests: ["tests/http/routes/torrents.test.ts"],
  },
  {
    file: "src/http/routes/swarm.ts",
    from: 'withToken(guard, "manage")',
    to: 'withToken(guard, "match")',
    tests: SWARM,
  },
  {
    file: "src/http/routes/users.ts",
    from: 'withToken(guard, "manage")',
    to: 'withToken(guard, "match")',
    tests: ["tests/http/routes/users.test.ts"],
  },
  {
    file: "src/core/scrape/swarm-push.ts",
    from: "Math.min(now, readTime(",
    to: "Math.max(0, readTime(",
    tests: SWARM,
  },
  {
    file: "src/http/routes/phases.ts",
    from: "      requestLog.skipped(body.skippedIds, context.at);\n",
    to: "",
    tests: PHASES,
  },
  {
    file: "src/http/routes/archive.ts",
    from: "        leave();\n",
    to: "",
    tests: ["tests/http/routes/archive.test.ts"],
  },
  {
    file: "src/http/answer/answer-body.ts",
    from: "if (this.over) return;",
    to: "",
    tests: ["tests/http/answer/answer-body.test.ts"],
  },
  {
    file: "src/http/answer/streamed-body.ts",
    from: "cancel: () => end(false),",
    to: "cancel: () => {},",
    tests: ["tests/http/answer/answer-body.test.ts", "tests/http/routes/phases.test.ts"],
  },
  {
    file: "src/http/answer/asset.ts",
    from: "return weigh(best) > 0 ? best : null;",
    to: "return best;",
    tests: ["tests/http/answer/asset.test.ts"],
  },
  {
    file: "src/http/request/send-asset.ts",
    from: '{coding}"`, { ...vary',
    to: '{tag}"`, { ...vary',
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/request/send-asset.ts",
    from: 'const vary = { ...headers, vary: "accept-encoding" };',
    to: "const vary = { ...headers };",
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/request/send-asset.ts",
    from: '.replace(/^W\\//, "")',
    to: "",
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/routes/torrent-download.ts",
    from: "if (said === null || user !== null) return user;",
    to: "return user;",
    tests: ["tests/http/routes/torrent-download.test.ts"],
  },
  {
    file: "src/http/routes/torrents.ts",
    from: "depth: BODY_DEPTH,",
    to: "depth: 2,",
    tests: ["tests/http/routes/torrents.test.ts"],
  },
  {
    file: "src/http/openapi/errors.ts",
    from: '"torrent 1207: not in the index"',
    to: '"torrent 1207: nobody has seen it"',
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/openapi/match.ts",
    from: "t.listOf(matchedTorrent,",
    to: "t.listOf(matchedFile,",
    tests: ["tests/http/server/generated-client.test.ts"],
  },
  {
    file: "src/http/openapi/document.ts",
    from: "  ...userOperations,\n",
    to: "",
    tests: ["tests/http/routes/docs.test.ts"],
  },
  {
    file: "src/http/openapi/schema.ts",
    from: "filter((key) => !(OPTIONAL in",
    to: "filter((key) => (OPTIONAL in",
    tests: ["tests/http/routes/docs.test.ts"],
  },
];

import type { Mutation } from "../mutation.ts";

export const HTTP: readonly Mutation[] = [
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
];

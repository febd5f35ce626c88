import { JSON_FLAG } from "../../command.ts";

/** Flags of `reseeder match`. */
export const MATCH_FLAGS = {
  server: { type: "string", valueHint: "URL", description: "Ask this ReSeeder server" },
  archive: { type: "boolean", description: "Ask only for torrents you once downloaded" },
  torrents: { type: "string", valueHint: "PATH", description: "Use a folder or ZIP of .torrent files" },
  trackers: { type: "string", valueHint: "FILE", description: "Read server addresses from trackers.json" },
  tracker: { type: "string", valueHint: "ID", description: "Tracker to use from trackers.json" },
  include: { type: "string", valueHint: "GLOBS", description: "Only use files that match, comma-separated" },
  exclude: { type: "string", valueHint: "GLOBS", description: "Skip files and folders that match" },
  out: { type: "string", valueHint: "DIR", description: "Write the .torrent files and a manifest here" },
  partial: { type: "boolean", description: "Write partial torrents too" },
  all: { type: "boolean", description: "List everything, rejected torrents too" },
  "read-rate": { type: "string", valueHint: "BYTES", description: "Read at most this much a second, as in 50M" },
  fresh: { type: "boolean", description: "Ask and verify again what is known" },
  "no-report": { type: "boolean", description: "Do not tell the server what was found" },
  "user-id": { type: "string", valueHint: "ID", description: "Name to send to servers without access control" },
  insecure: { type: "boolean", description: "Allow plain http to other machines" },
  state: { type: "string", valueHint: "FILE", description: "Where to remember what was verified" },
  ...JSON_FLAG,
} as const;

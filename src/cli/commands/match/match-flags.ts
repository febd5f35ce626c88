import { type Flags, JSON_FLAG, type Values } from "../../command.ts";
import { STATE_FLAG } from "./state-flag.ts";

/** Flags of `reseeder match`. */
export const MATCH_FLAGS = {
  server: { type: "string", valueHint: "URL", description: "Ask this ReSeeder server" },
  archive: { type: "boolean", description: "Ask only for torrents you once downloaded" },
  torrents: { type: "string", valueHint: "PATH", description: "Use a folder or ZIP of .torrent files" },
  trackers: { type: "string", valueHint: "FILE", description: "Read server addresses from trackers.json" },
  tracker: { type: "string", valueHint: "ID", description: "Use this tracker of trackers.json" },
  include: { type: "string", valueHint: "GLOBS", description: "Use only files that match, comma-separated" },
  exclude: { type: "string", valueHint: "GLOBS", description: "Skip files and folders that match" },
  out: { type: "string", valueHint: "DIR", description: "Write .torrent files and a manifest to this folder" },
  partial: {
    type: "enum",
    options: ["copy"],
    bare: "write",
    valueHint: "copy",
    description: "Include partial torrents; with copy, download the rest",
  },
  link: { type: "string", valueHint: "DIR", many: true, description: "Create hard links below this folder" },
  client: {
    type: "string",
    valueHint: "KIND:URL",
    many: true,
    description: "Add torrents to this torrent client",
  },
  category: {
    type: "string",
    valueHint: "NAME",
    default: "reseed",
    description: "Set this category or label in the client",
  },
  map: {
    type: "string",
    valueHint: "LOCAL=CLIENT",
    many: true,
    description: "Map a local folder to the client's path of it",
  },
  "copy-max": {
    type: "string",
    valueHint: "SIZE",
    description: "Copy at most this much where links fail, such as 10G",
  },
  recheck: { type: "boolean", description: "Let the client recheck what was verified" },
  "only-unseeded": { type: "boolean", description: "Skip files that a client seeds already" },
  all: { type: "boolean", description: "List everything, including rejected torrents" },
  "read-rate": { type: "string", valueHint: "BYTES", description: "Read at most this much a second, such as 50M" },
  fresh: { type: "boolean", description: "Ask and verify again, ignoring earlier results" },
  report: { type: "boolean", default: true, description: "Do not report matches to the server" },
  "user-id": { type: "string", valueHint: "ID", description: "Send this name to servers without access control" },
  insecure: { type: "boolean", description: "Allow plain HTTP to other machines" },
  ...STATE_FLAG,
  ...JSON_FLAG,
} as const satisfies Flags;

/** Their values. */
export type MatchFlags = Values<typeof MATCH_FLAGS>;

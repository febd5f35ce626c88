import { type Flags, JSON_FLAG } from "../../command.ts";
import { STATE_FLAG } from "./state-flag.ts";

/** Flags of `reseeder match`. */
export const MATCH_FLAGS: Flags = {
  server: { type: "string", valueHint: "URL", description: "Ask this ReSeeder server" },
  archive: { type: "boolean", description: "Ask only for torrents you once downloaded" },
  torrents: { type: "string", valueHint: "PATH", description: "Use a folder or ZIP of .torrent files" },
  trackers: { type: "string", valueHint: "FILE", description: "Read server addresses from trackers.json" },
  tracker: { type: "string", valueHint: "ID", description: "Tracker to use from trackers.json" },
  include: { type: "string", valueHint: "GLOBS", description: "Only use files that match, comma-separated" },
  exclude: { type: "string", valueHint: "GLOBS", description: "Skip files and folders that match" },
  out: { type: "string", valueHint: "DIR", description: "Write the .torrent files and a manifest here" },
  partial: {
    type: "enum",
    options: ["copy"],
    bare: "write",
    valueHint: "copy",
    description: "Write partial torrents too; or copy, download the rest",
  },
  link: { type: "string", valueHint: "DIR", many: true, description: "Folder for hard links (repeatable)" },
  client: {
    type: "string",
    valueHint: "KIND:URL",
    many: true,
    description: "Torrent client to seed them (repeatable)",
  },
  category: { type: "string", valueHint: "NAME", default: "reseed", description: "Category or label in the client" },
  map: { type: "string", valueHint: "LOCAL=CLIENT", many: true, description: "A folder, and the client's path of it" },
  "copy-max": { type: "string", valueHint: "SIZE", description: "Copy at most this much where links fail, as in 10G" },
  recheck: { type: "boolean", description: "Let the client check what was verified here" },
  "only-unseeded": { type: "boolean", description: "Leave out files that a client seeds already" },
  all: { type: "boolean", description: "List everything, rejected torrents too" },
  "read-rate": { type: "string", valueHint: "BYTES", description: "Read at most this much a second, as in 50M" },
  fresh: { type: "boolean", description: "Ask and verify again what is known" },
  "no-report": { type: "boolean", description: "Do not tell the server what was found" },
  "user-id": { type: "string", valueHint: "ID", description: "Name to send to servers without access control" },
  insecure: { type: "boolean", description: "Allow plain http to other machines" },
  ...STATE_FLAG,
  ...JSON_FLAG,
};

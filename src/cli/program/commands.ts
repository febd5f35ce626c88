import type { CommandEntry } from "../command.ts";

/** Every command, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  match: {
    description: "Find and verify torrents that your files can seed",
    load: () => import("../commands/match.ts"),
  },
  scan: { description: "Index the .torrent files below folders", load: () => import("../commands/scan.ts") },
  serve: { description: "Answer match requests over HTTP", load: () => import("../commands/serve.ts") },
  watch: { description: "Keep the index up to date as files come and go", load: () => import("../commands/watch.ts") },
  scrape: {
    description: "Ask the tracker how many seed each torrent",
    load: () => import("../commands/scrape.ts"),
  },
  tracker: {
    description: "Read what may be offered from the tracker's database",
    load: () => import("../commands/tracker.ts"),
  },
  stats: {
    description: "Show what the index holds and what was asked of it",
    load: () => import("../commands/stats.ts"),
  },
  tui: { description: "Show what happens in a full screen", load: () => import("../commands/tui.ts") },
  inspect: { description: "Show what is understood of .torrent files", load: () => import("../commands/inspect.ts") },
  backup: { description: "Copy the database, or list and check copies", load: () => import("../commands/backup.ts") },
  restore: { description: "Put a backup in place of the database", load: () => import("../commands/restore.ts") },
  wipe: { description: "Forget users, or everything, for good", load: () => import("../commands/wipe.ts") },
  settings: { description: "Show and change settings", load: () => import("../commands/settings.ts") },
  torrents: {
    description: "Show torrents, put some in and take some out",
    load: () => import("../commands/torrents.ts"),
  },
  history: {
    description: "What users once downloaded, for their archives",
    load: () => import("../commands/history.ts"),
  },
  token: { description: "Make and revoke tokens for the API", load: () => import("../commands/token.ts") },
  access: { description: "Forget whom the tracker let in", load: () => import("../commands/access.ts") },
  "hand-outs": { description: "Show which torrents went to whom", load: () => import("../commands/hand-outs.ts") },
  "trackers-json": {
    description: "Print what clients need to know of this server",
    load: () => import("../commands/trackers-json.ts"),
  },
  paths: { description: "Show and change the scan paths", load: () => import("../commands/paths.ts") },
  doctor: { description: "Look for trouble and say what to do", load: () => import("../commands/doctor.ts") },
  service: { description: "Make systemd units and locations for nginx", load: () => import("../commands/service.ts") },
  completions: { description: "Make a shell complete commands", load: () => import("../commands/completions.ts") },
};

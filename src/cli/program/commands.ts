import { allCommands, type CommandGroup } from "../command.ts";

/** Every command below the title of its group, in the order of the help. */
export const GROUPS: readonly CommandGroup[] = [
  [
    "Match",
    {
      match: {
        description: "Find and verify torrents that your files can seed",
        load: () => import("../commands/match.ts"),
      },
    },
  ],
  [
    "Index",
    {
      scan: { description: "Index the .torrent files below folders", load: () => import("../commands/scan.ts") },
      watch: {
        description: "Keep the index up to date as files come and go",
        load: () => import("../commands/watch.ts"),
      },
      paths: { description: "List, add and remove scan paths", load: () => import("../commands/paths.ts") },
      torrents: {
        description: "List, import, export, flag and remove torrents",
        load: () => import("../commands/torrents.ts"),
      },
      inspect: { description: "Show what is in .torrent files", load: () => import("../commands/inspect.ts") },
      tracker: {
        description: "Sync with the tracker's database or API",
        load: () => import("../commands/tracker.ts"),
      },
      scrape: {
        description: "Ask the tracker for seeders and leechers",
        load: () => import("../commands/scrape.ts"),
      },
    },
  ],
  [
    "Serve",
    {
      serve: { description: "Run the API server", load: () => import("../commands/serve.ts") },
      service: {
        description: "Generate systemd units and nginx configuration",
        load: () => import("../commands/service.ts"),
      },
      "trackers-json": {
        description: "Print this server's entry for trackers.json",
        load: () => import("../commands/trackers-json.ts"),
      },
    },
  ],
  [
    "Users",
    {
      token: { description: "Create, list and revoke API tokens", load: () => import("../commands/token.ts") },
      access: {
        description: "Forget which users the tracker let in",
        load: () => import("../commands/access.ts"),
      },
      history: {
        description: "Import, list and remove download histories",
        load: () => import("../commands/history.ts"),
      },
      "hand-outs": {
        description: "List the torrents handed out to users",
        load: () => import("../commands/hand-outs.ts"),
      },
      wipe: { description: "Delete user data, or everything, for good", load: () => import("../commands/wipe.ts") },
    },
  ],
  [
    "Operate",
    {
      settings: { description: "Show and change settings", load: () => import("../commands/settings.ts") },
      stats: { description: "Show statistics of the index and its use", load: () => import("../commands/stats.ts") },
      tui: { description: "Open the dashboard in the terminal", load: () => import("../commands/tui.ts") },
      doctor: { description: "Check for problems and suggest fixes", load: () => import("../commands/doctor.ts") },
      backup: {
        description: "Back up the database, list or verify backups",
        load: () => import("../commands/backup.ts"),
      },
      restore: { description: "Replace the database with a backup", load: () => import("../commands/restore.ts") },
    },
  ],
  [
    "Help",
    {
      help: { description: "Show the help of a command, or a document", load: () => import("../commands/help.ts") },
      completions: {
        description: "Print a shell's completion script",
        load: () => import("../commands/completions.ts"),
      },
    },
  ],
];

/** Every command by its name. */
export const COMMANDS = allCommands(GROUPS);

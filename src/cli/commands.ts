import type { CommandEntry } from "./command.ts";

/** Every command, in the order of the help. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  scan: { description: "Index the .torrent files below folders", load: () => import("./commands/scan.ts") },
  serve: { description: "Answer match requests over HTTP", load: () => import("./commands/serve.ts") },
  stats: {
    description: "Show what the index holds and what was asked of it",
    load: () => import("./commands/stats.ts"),
  },
  inspect: { description: "Show what is understood of .torrent files", load: () => import("./commands/inspect.ts") },
};

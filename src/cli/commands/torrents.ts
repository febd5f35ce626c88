import { defineCommand } from "../command.ts";

/** `reseeder torrents …` */
const command = defineCommand({
  args: {},
  examples: [
    ["reseeder torrents list --search Night.Train", "Search names and file names"],
    ["reseeder torrents show id:1207", "Show everything about one torrent"],
    ["reseeder torrents flag external:4711", "Stop offering a torrent"],
    ["reseeder torrents import torrents.tar.gz", "Import everything in an archive"],
  ],
  subcommands: {
    import: { description: "Import torrents from files or archives", load: () => import("./torrents/import.ts") },
    export: {
      description: "Export all torrents to an archive or folder",
      load: () => import("./torrents/export.ts"),
    },
    list: { description: "List or search torrents", load: () => import("./torrents/list.ts") },
    show: { description: "Show one torrent", load: () => import("./torrents/show.ts") },
    sync: { description: "Apply a list of the torrents that may be offered", load: () => import("./torrents/sync.ts") },
    flag: { description: "Stop offering torrents until they are unflagged", load: () => import("./torrents/flag.ts") },
    unflag: { description: "Offer flagged torrents again", load: () => import("./torrents/unflag.ts") },
    remove: { description: "Remove torrents for good", load: () => import("./torrents/remove.ts") },
    unremove: { description: "Undo a removal", load: () => import("./torrents/unremove.ts") },
  },
});

export default command;

import type { Command } from "../command.ts";

/** `reseeder torrents …` */
const command: Command = {
  definition: { meta: { description: "Shows the torrents of the index, puts some in and takes some out." } },
  args: {},
  examples: [
    ["reseeder torrents list --search Night.Train", "Torrents with these words"],
    ["reseeder torrents show id:1207", "Everything about one"],
    ["reseeder torrents flag external:4711", "No match offers it from now on"],
    ["reseeder torrents import torrents.tar.gz", "Put everything in that lies in an archive"],
  ],
  subcommands: {
    import: { description: "Put torrents into the database", load: () => import("./torrents/import.ts") },
    export: {
      description: "Write all torrents into an archive or a folder",
      load: () => import("./torrents/export.ts"),
    },
    list: { description: "List torrents, or search for some", load: () => import("./torrents/list.ts") },
    show: { description: "Show everything about one torrent", load: () => import("./torrents/show.ts") },
    sync: { description: "Take in the list of what may be offered", load: () => import("./torrents/sync.ts") },
    flag: { description: "Take torrents off offer for a while", load: () => import("./torrents/flag.ts") },
    unflag: { description: "Offer flagged torrents again", load: () => import("./torrents/unflag.ts") },
    remove: { description: "Take torrents off offer for good", load: () => import("./torrents/remove.ts") },
    unremove: { description: "Take a removal back", load: () => import("./torrents/unremove.ts") },
  },
};

export default command;

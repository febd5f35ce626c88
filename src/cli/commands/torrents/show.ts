import { shownTorrentJson } from "../../../core/api/torrent-json.ts";
import { findTorrent } from "../../../work/torrents/find-torrent.ts";
import { showTorrent } from "../../../work/torrents/torrent-details.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { withStore } from "../../open-store.ts";
import { writeJson } from "../../output/output.ts";
import { formatTorrent } from "../../output/torrents-output.ts";

/** `reseeder torrents show TORRENT` */
const command = defineCommand({
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: { names: { TORRENT: "Torrent by id:ID, external:ID or info-hash" }, min: 1, max: 1 },
  examples: [
    ["reseeder torrents show id:1207", "Show a torrent by its ID"],
    ["reseeder torrents show external:4711", "Show a torrent by the tracker's ID"],
    ["reseeder torrents show d2474e86c95b19b8bcfdb92bc12c9d44667cfa36 --json", "Show a torrent with all of its files"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    return withStore(invocation, { readonly: true }, (store) => {
      const page = { offset: 0, limit: Number.POSITIVE_INFINITY };
      const torrent = showTorrent(store, findTorrent(store, operands[0] ?? ""), page);
      if (flags.json) writeJson(io.out, shownTorrentJson(torrent));
      else io.out.write(formatTorrent(torrent));
      return 0;
    });
  },
});

export default command;

import { defineCommand } from "../../command.ts";
import { CHANGE_FLAGS, CHANGE_OPERANDS, changeTorrents } from "./change-torrents.ts";

/** `reseeder torrents unflag TORRENT…` */
const command = defineCommand({
  details: "They are offered if their file is there and they are not removed.",
  args: CHANGE_FLAGS,
  operands: CHANGE_OPERANDS,
  examples: [
    ["reseeder torrents unflag d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", "Offer a torrent again"],
    ["reseeder torrents unflag - < hashes.txt", "Read torrents from a file, one per line"],
  ],
  run: (invocation) =>
    changeTorrents(invocation, "unflag", "offered again, if their file exists and they are not removed."),
});

export default command;

import { defineCommand } from "../../command.ts";
import { CHANGE_FLAGS, CHANGE_OPERANDS, changeTorrents } from "./change-torrents.ts";

/** `reseeder torrents flag TORRENT…` */
const command = defineCommand({
  details: "A running server honours it from the next match on.",
  args: CHANGE_FLAGS,
  operands: CHANGE_OPERANDS,
  examples: [
    ["reseeder torrents flag d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", "Stop offering a torrent"],
    ["reseeder torrents flag external:4711 id:1207", "Name torrents by the tracker's ID and by ID"],
    ["reseeder torrents flag - < hashes.txt", "Read torrents from a file, one per line"],
  ],
  run: (invocation) => changeTorrents(invocation, "flag", "not offered until unflagged."),
});

export default command;

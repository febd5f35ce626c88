import { defineCommand } from "../../command.ts";
import { CHANGE_FLAGS, CHANGE_OPERANDS, changeTorrents } from "./change-torrents.ts";

/** `reseeder torrents flag TORRENT…` */
const command = defineCommand({
  details: "A running server honours it from the next match on.",
  args: CHANGE_FLAGS,
  operands: CHANGE_OPERANDS,
  examples: [
    ["reseeder torrents flag d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", "No match offers it from now on"],
    ["reseeder torrents flag external:4711 id:1207", "By the tracker's id, and by ours"],
    ["reseeder torrents flag - < hashes.txt", "One torrent a line"],
  ],
  run: (invocation) => changeTorrents(invocation, "flag", "not offered until unflagged."),
});

export default command;

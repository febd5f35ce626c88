import { defineCommand } from "../../command.ts";
import { CHANGE_FLAGS, CHANGE_OPERANDS, changeTorrents } from "./change-torrents.ts";

/** `reseeder torrents unremove TORRENT…` */
const command = defineCommand({
  args: CHANGE_FLAGS,
  operands: CHANGE_OPERANDS,
  examples: [
    ["reseeder torrents unremove d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", "Restore a torrent"],
    ["reseeder torrents unremove - < hashes.txt", "Read torrents from a file, one per line"],
  ],
  run: (invocation) =>
    changeTorrents(
      invocation,
      "unremove",
      "offered again, if they have a file and are not flagged. Upload or import those without a file again.",
    ),
});

export default command;

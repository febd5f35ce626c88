import { defineCommand } from "../../command.ts";
import { CHANGE_FLAGS, CHANGE_OPERANDS, changeTorrents } from "./change-torrents.ts";

/** `reseeder torrents remove TORRENT…` */
const command = defineCommand({
  details: "Their bytes are deleted from the database. Files stay where they are.",
  args: CHANGE_FLAGS,
  operands: CHANGE_OPERANDS,
  examples: [
    ["reseeder torrents remove d2474e86c95b19b8bcfdb92bc12c9d44667cfa36", "Remove a torrent"],
    ["reseeder torrents remove - < hashes.txt", "Read torrents from a file, one per line"],
  ],
  run: (invocation) =>
    changeTorrents(
      invocation,
      "remove",
      "no longer offered. Files in scan paths are kept but not offered; copies in the database are deleted. Undo with `unremove`.",
    ),
});

export default command;

import { ReseederError } from "../../core/errors.ts";
import { bytesToHex } from "../../core/hex.ts";
import { isoTime } from "../../core/iso-time.ts";
import { readInfoHash } from "../../core/torrent/infohash.ts";
import type { HandOut } from "../../store/people/hand-outs.ts";
import { storedUserId } from "../../work/users/user-name.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../command.ts";
import { wholeNumber } from "../flags.ts";
import { type Columns, hashColumn, textColumn, timeColumn } from "../lists/columns.ts";
import { ListWriter, listFlags } from "../lists/list-writer.ts";
import { look } from "../open-store.ts";
import { writeJson } from "../output/output.ts";

const COLUMNS = {
  time: timeColumn(({ at }) => at),
  user: textColumn(({ identity }) => identity),
  hash: hashColumn(({ infoHash }) => bytesToHex(infoHash)),
  name: textColumn(({ name }) => name),
} satisfies Columns<HandOut>;

const args = {
  ...DB_FLAG,
  ...JSON_FLAG,
  user: { type: "string", valueHint: "USER", description: "Show only what this user got" },
  torrent: { type: "string", valueHint: "HASH", description: "Show only the torrent with this info-hash" },
  limit: { type: "string", valueHint: "N", default: "100", description: "Show at most this many, newest first" },
  ...listFlags(COLUMNS),
} as const;

/** `reseeder hand-outs` */
const command = defineCommand({
  args,
  examples: [
    ["reseeder hand-outs --user alice", "List what one user got"],
    ["reseeder hand-outs --torrent c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "List who got this torrent"],
  ],
  async run(invocation) {
    const { io, flags } = invocation;
    const limit = wholeNumber("limit", flags.limit, 1, 1_000_000);
    const user = flags.user ?? null;
    const infoHash = flags.torrent === undefined ? null : hashOf(flags.torrent);
    const list = new ListWriter(io, COLUMNS, flags);
    return look(invocation, async (store) => {
      const rows = store.handOuts.newest(limit, { identity: storedUserId(store, user), infoHash });
      if (flags.json) for (const row of rows) writeJson(io.out, json(row));
      else if (rows.length === 0 && !flags.null) io.out.write("No hand-outs\n");
      else await list.write(rows);
      return 0;
    });
  },
});

export default command;

function hashOf(text: string): Uint8Array {
  const hash = readInfoHash(text);
  if (hash) return hash;
  throw new ReseederError(
    "USAGE",
    `--torrent: expected an info-hash of 40 or 64 hexadecimal digits, got ${JSON.stringify(text)}`,
  );
}

function json({ at, identity, torrentId, infoHash, name }: HandOut): unknown {
  const time = isoTime(at);
  return { time, user: identity, torrent_id: torrentId, info_hash: bytesToHex(infoHash), name };
}

import { ReseederError } from "../../../core/errors.ts";
import { displayPath } from "../../../core/path-bytes.ts";
import { type ChangedTorrent, changeTorrent, type TorrentChange } from "../../../work/torrents/change-torrent.ts";
import { DB_FLAG, type Invocation, JSON_FLAG } from "../../command.ts";
import { lines } from "../../io/lines.ts";
import { withStore } from "../../open-store.ts";
import { formatAmount, writeJson } from "../../output/output.ts";

/** Flags of the commands that change torrents. */
export const CHANGE_FLAGS = { ...DB_FLAG, ...JSON_FLAG } as const;
/** Their arguments. */
export const CHANGE_OPERANDS = {
  names: { "TORRENT…": "Torrents by id:ID, external:ID or info-hash, or - for stdin" },
  min: 1,
  max: Number.POSITIVE_INFINITY,
} as const;

/** Torrents of one write transaction. */
const BATCH = 500;

/**
 * Changes the torrents that the arguments name, or the lines of standard input in place of `-`. A number alone names none:
 * it may be ours or the tracker's.
 * @param means what it means that they were changed
 * @returns the exit code: 3 where some were never in the index, 1 where all were
 */
export async function changeTorrents(
  invocation: Invocation<typeof CHANGE_FLAGS>,
  change: TorrentChange,
  means: string,
): Promise<number> {
  const { io, flags } = invocation;
  return withStore(invocation, {}, async (store) => {
    const total = { asked: 0, failed: 0, changed: 0 };
    const settle = (names: readonly string[]) => {
      const results = store.write((writer) =>
        names.map((name) => attempt(() => changeTorrent(store, writer, name, change, "rejected"))),
      );
      for (const [index, result] of results.entries()) {
        const asked = names[index] ?? "";
        total.asked++;
        if (result instanceof ReseederError) {
          total.failed++;
          io.err.write(`${displayPath(result.message)}\n`);
        } else if (result.changed) total.changed++;
        if (flags.json) writeJson(io.out, resultJson(asked, result));
        else if (!(result instanceof ReseederError)) {
          io.out.write(`${result.infoHash}  ${result.state}  ${displayPath(result.name)}\n`);
        }
      }
    };
    let batch: string[] = [];
    for await (const name of names(invocation)) {
      if (batch.push(name) < BATCH) continue;
      settle(batch);
      batch = [];
    }
    settle(batch);
    if (!flags.json && total.changed > 0) {
      io.out.write(`${formatAmount(total.changed, "torrent")}: ${means}\n`);
    }
    if (total.failed === 0) return 0;
    return total.failed === total.asked ? 1 : 3;
  });
}

function attempt(make: () => ChangedTorrent): ChangedTorrent | ReseederError {
  try {
    return make();
  } catch (error) {
    if (error instanceof ReseederError && /^(NOT_FOUND|INVALID_REQUEST)$/.test(error.code)) return error;
    throw error;
  }
}

function resultJson(asked: string, result: ChangedTorrent | ReseederError): unknown {
  const isError = result instanceof ReseederError;
  return {
    asked,
    torrent_id: isError ? null : result.torrentId,
    info_hash: isError ? null : result.infoHash,
    name: isError ? null : result.name,
    state: isError ? null : result.state,
    changed: !isError && result.changed,
  };
}

async function* names({ io, operands }: Pick<Invocation, "io" | "operands">): AsyncGenerator<string> {
  for (const operand of operands) {
    if (operand === "-") yield* lines(io.stdin());
    else yield operand;
  }
}

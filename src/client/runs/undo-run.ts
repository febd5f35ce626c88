import { ReseederError } from "../../core/errors.ts";
import type { HandedOver, HandoverJournal, HandoverRun } from "../../store/client/handover-journal.ts";
import type { ClientPool } from "../clients/client-pool.ts";
import type { OwnCtimes } from "./own-ctimes.ts";
import { isRunning } from "./process-name.ts";
import { undoTorrent } from "./undo-torrent.ts";

/** What became of one torrent of a run that is undone. */
export interface UndoneTorrent {
  torrent: HandedOver;
  /** Files that were removed from its folder. */
  removed: number;
  left: string[];
  /** Why it is not undone, or what is to be known; null where there is nothing to say. */
  problem: string | null;
  isUndone: boolean;
}

/**
 * Takes back a run: its torrents from their clients, the newest first, then what was made for them.
 * @param name of the run; null for the newest that is not undone
 * @param onTorrent told of each as it is done
 * @throws ReseederError USAGE where there is no such run, or it is under way; `DATABASE_…`
 */
export async function undoRun(
  journal: HandoverJournal,
  name: string | null,
  pool: ClientPool,
  ctimes: OwnCtimes,
  now: number,
  onTorrent: (undone: UndoneTorrent) => void,
): Promise<{ run: HandoverRun; isWhole: boolean }> {
  const run = chosen(journal, name);
  let isWhole = true;
  for (const torrent of journal.torrents(run.id).toReversed()) {
    if (torrent.state === "undone") continue;
    const undone = await undo(journal, torrent, pool, ctimes);
    isWhole &&= undone.isUndone;
    onTorrent(undone);
  }
  for (const { client, label } of journal.labels(run.id)) {
    // A label that stays costs nobody anything.
    await pool
      .get(client)
      .then((open) => open.removeLabel(label))
      .catch(() => {});
  }
  if (run.finishedAt === null) journal.finish(run.id, now);
  if (isWhole) journal.noteUndone(run.id, now);
  return { run, isWhole };
}

function chosen(journal: HandoverJournal, name: string | null): HandoverRun {
  const runs = journal.runs();
  const holdsSomething = ({ id }: HandoverRun) => journal.torrents(id).some(({ state }) => state !== "undone");
  const run = runs.find((each) => {
    return name === null ? each.undoneAt === null && holdsSomething(each) : each.name === name;
  });
  const hint =
    runs.length === 0
      ? ""
      : `One of ${runs
          .slice(0, 5)
          .map((each) => each.name)
          .join(", ")}.`;
  if (!run) {
    if (name === null) throw new ReseederError("USAGE", "There is no run to undo", { hint: "" });
    throw new ReseederError("USAGE", `There is no run ${JSON.stringify(name)}`, { hint });
  }
  if (run.undoneAt !== null) throw new ReseederError("USAGE", `${run.name} is undone already`, { hint });
  if (run.finishedAt === null && isRunning(run.process)) {
    throw new ReseederError("USAGE", `${run.name} is under way`, { hint: "Wait for it, or end it first." });
  }
  return run;
}

async function undo(
  journal: HandoverJournal,
  torrent: HandedOver,
  pool: ClientPool,
  ctimes: OwnCtimes,
): Promise<UndoneTorrent> {
  try {
    const { removed, left, isElsewhere } = await undoTorrent(journal, torrent, await pool.get(torrent.client), ctimes);
    const problem = isElsewhere ? "the client has moved it to another folder, where it stays" : null;
    return { torrent, removed, left, problem, isUndone: true };
  } catch (error) {
    if (!(error instanceof ReseederError) || !error.code.startsWith("CLIENT_")) throw error;
    return { torrent, removed: 0, left: [], problem: error.message, isUndone: false };
  }
}

import { unlinkSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { systemPath } from "../../core/path-bytes.ts";
import type { HandedOver, HandoverJournal } from "../../store/client/handover-journal.ts";
import { isWhole } from "../clients/client.ts";
import type { ClientPool } from "../clients/client-pool.ts";
import type { OwnCtimes } from "./own-ctimes.ts";
import { isRunning } from "./process-name.ts";
import { undoTorrent } from "./undo-torrent.ts";

/** What a run that was cut short left, and what became of it. */
export interface Recovered {
  torrent: HandedOver;
  /** `finished`: it seeds; `undone`: taken away again; `waiting`: its client cannot be asked now. */
  outcome: "finished" | "undone" | "waiting";
  /** What somebody else put into its folder. */
  left: string[];
  problem: string | null;
}

/**
 * Finishes or undoes every torrent that a run was at when it was killed or lost its client. Runs that are under way in
 * another process are left alone.
 * @throws ReseederError `DATABASE_…`
 */
export async function recover(
  journal: HandoverJournal,
  pool: ClientPool,
  ctimes: OwnCtimes,
  now: number,
): Promise<Recovered[]> {
  const recovered: Recovered[] = [];
  for (const run of journal.runs()) {
    if (run.finishedAt === null && isRunning(run.process)) continue;
    removeProbes(journal, run.id);
    for (const torrent of journal.torrents(run.id)) {
      if (!["begun", "linked", "starting"].includes(torrent.state)) continue;
      recovered.push(await settle(journal, torrent, pool, ctimes));
    }
    if (run.finishedAt === null) journal.finish(run.id, now);
  }
  return recovered;
}

async function settle(
  journal: HandoverJournal,
  torrent: HandedOver,
  pool: ClientPool,
  ctimes: OwnCtimes,
): Promise<Recovered> {
  try {
    const client = await pool.get(torrent.client);
    const held = torrent.state === "starting" ? await client.find(torrent.hashes) : null;
    if (held !== null && isWhole(held.state) && ["seeding", "waiting"].includes(held.state.phase)) {
      journal.setState(torrent, "started");
      return { torrent, outcome: "finished", left: [], problem: null };
    }
    const { left } = await undoTorrent(journal, torrent, client, ctimes);
    return { torrent, outcome: "undone", left, problem: null };
  } catch (error) {
    if (!(error instanceof ReseederError) || !error.code.startsWith("CLIENT_")) throw error;
    return { torrent, outcome: "waiting", left: [], problem: error.message };
  }
}

/** Their names are random: nothing else can have them. */
function removeProbes(journal: HandoverJournal, run: number): void {
  const probes = journal.probes(run);
  if (probes.length === 0) return;
  for (const { path } of probes) {
    try {
      unlinkSync(systemPath(path));
    } catch {
      // It was not made, or taken away already.
    }
  }
  journal.forget(probes);
}

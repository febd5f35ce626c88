import { ReseederError } from "../../core/errors.ts";
import type { HandedOver, HandoverJournal } from "../../store/client/handover-journal.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import type { MatchResult } from "../match-result.ts";
import type { OwnCtimes } from "../runs/own-ctimes.ts";
import { undoTorrent } from "../runs/undo-torrent.ts";
import type { Handover } from "./hand-over.ts";
import type { Destination, HandoverOutcome } from "./handover-outcome.ts";
import type { SeedingIndex } from "./held-torrents.ts";
import { hashesOf } from "./torrent-to-add.ts";

/** One torrent and what became of it; null where a client holds it already. */
export type Handed = (result: MatchResult, outcome: HandoverOutcome | null) => void;

/**
 * Hands torrents over to the first client that takes them, never one that a client holds; a client that goes away gets no
 * more. One that an earlier run left stopped in its client is taken back first.
 * @returns what is wrong with clients that went away
 * @throws ReseederError `DATABASE_…`
 */
export async function handOverAll(
  results: Iterable<MatchResult>,
  destinations: readonly Destination[],
  handover: Handover,
  { journal, ctimes, seeding, signal }: HandoverWorld,
  onHanded: Handed,
): Promise<string[]> {
  const problems: string[] = [];
  const ready = [...destinations];
  const kept = new Map(
    journal
      .torrents()
      .filter(({ state }) => state === "kept")
      .flatMap((torrent) => torrent.hashes.map((hash) => [hash, torrent])),
  );
  const giveUp = (destination: Destination, error: unknown): void => {
    if (!(error instanceof ReseederError) || !error.code.startsWith("CLIENT_")) throw error;
    ready.splice(ready.indexOf(destination), 1);
    problems.push(error.message);
  };
  const takeBack = async (before: HandedOver): Promise<void> => {
    const owner = ready.find(({ address }) => address === before.client);
    if (!owner) return;
    try {
      await undoTorrent(journal, before, owner.client, ctimes);
      seeding.forget(before.hashes);
    } catch (error) {
      giveUp(owner, error);
    }
  };
  const memory = new MemoryLimit(1_000);
  for (const result of results) {
    memory.note(result.files.length);
    signal.throwIfAborted();
    const hashes = hashesOf(result.torrent.infoHashV1, result.torrent.infoHashV2);
    const before = kept.get(hashes[0] ?? "");
    if (before) await takeBack(before);
    if (seeding.holderOf(hashes) !== null) {
      onHanded(result, null);
      continue;
    }
    let outcome: HandoverOutcome | null = null;
    for (const destination of [...ready]) {
      try {
        outcome = await handover.handOver(result, destination);
      } catch (error) {
        giveUp(destination, error);
        continue;
      }
      if (!outcome.isRefused) break;
    }
    if (outcome !== null) {
      if (outcome.client !== null) seeding.noteHeld(hashes, outcome.client);
      onHanded(result, outcome);
    }
    if (ready.length === 0) break;
  }
  return problems;
}

/** What handing over works with. */
export interface HandoverWorld {
  journal: HandoverJournal;
  ctimes: OwnCtimes;
  seeding: SeedingIndex;
  signal: AbortSignal;
}

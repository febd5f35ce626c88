import { MemoryLimit } from "../library/memory-limit.ts";
import type { Gathered } from "./gathered.ts";
import type { MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";
import { type Incomplete, settle } from "./settle.ts";
import { tick } from "./tick.ts";
import { type VerifiedTorrent, verifyWave } from "./verify-wave.ts";
import { contentOfAll, type Wave, wavesOf } from "./waves.ts";

/** Reads and verifies torrents wave by wave; each is told of when its wave is through. */
export async function* verifyAll(
  unknown: readonly Gathered[],
  incomplete: Incomplete[],
  options: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const { library, signal, summary } = options;
  const progress = { read: 0, total: contentOfAll(unknown, library) };
  const memory = new MemoryLimit(1);
  for (const wave of wavesOf(unknown, library)) {
    if (signal.aborted) return;
    yield* verifyOne(wave, progress, incomplete, options);
    summary.bytes_read = progress.read;
    memory.note(1);
  }
}

/** Bytes read, of those that are to be read. */
interface Progress {
  read: number;
  total: number;
}

async function* verifyOne(
  wave: Wave,
  progress: Progress,
  incomplete: Incomplete[],
  options: MatchOptions,
): AsyncGenerator<MatchEvent> {
  const { library, pace, signal } = options;
  const faults = new Map<number, string>();
  const started = progress.read;
  const due = contentOfAll(wave, library);
  const working = verifyWave(wave, {
    ...{ library, pace, signal },
    onRead: (bytes) => {
      progress.read += bytes;
    },
    onFault: (local, message) => faults.set(local, message),
  });
  // Told from outside of the reading, so that drawing never waits for a disk.
  for (let verified: VerifiedTorrent[] | null = null; verified === null; ) {
    verified = await Promise.race([working, tick()]);
    yield { type: "verifying", read: progress.read, total: Math.max(progress.total, progress.read) };
  }
  // What was not worth reading is done as well.
  progress.total += Math.min(0, progress.read - started - due);
  for (const [local, message] of faults) yield { type: "problem", message: `${library.path(local)}: ${message}` };
  for (const torrent of await working) {
    if (torrent.settled || !signal.aborted) yield* settle(torrent, false, incomplete, options);
  }
}

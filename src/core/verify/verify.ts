import { pieceSegments } from "../torrent/pieces.ts";
import { feedZeros } from "./borders.ts";
import type { PieceHashing } from "./hashing.ts";
import { type ByteRun, eachPart, type LocalFile } from "./local-file.ts";
import type { PieceMap } from "./piece-map.ts";
import type { PieceStates } from "./piece-states.ts";
import { TorrentCheck } from "./torrent-check.ts";

/** One torrent to verify. */
export interface VerifyTask {
  map: PieceMap;
  /** For each file of the torrent the index in `files` of the local file that is taken for it; null where none is. */
  sources: readonly (number | null)[];
}

/** How to verify. */
export interface VerifyOptions {
  hashing: PieceHashing;
  /** Ends it between two reads; what was verified until then stays so. */
  signal?: AbortSignal;
  /** Told the bytes that were read since it was last called; what it returns is waited for, which is how a rate is kept. */
  onRead?: (bytes: number, file: number) => Promise<void> | undefined;
  /** Groups of indexes of files: those of a group are read one after the other, in that order, groups beside each other. One group in the order of `files` unless told. */
  lanes?: readonly (readonly number[])[];
  /** Most bytes kept of pieces across files that are read in another order than the torrent's; 16 MiB unless told. */
  keptBytes?: number;
}

/** What came of it. */
export interface Verification {
  /** For each task, in order. */
  states: PieceStates[];
  /** What kept a file from being read, by its index in `files`: an error, or that it changed meanwhile. Its pieces are unknown. */
  faults: Map<number, string>;
  /** False where the signal ended it. */
  finished: boolean;
}

const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * Verifies torrents against local files: every piece whose bytes are there, v1 across files, v2, both of a hybrid.
 * Each file is read once, whatever the number of torrents that want it; only pieces across files that were read far
 * apart are read again by themselves. A source of another size than its file counts as not there. Never throws for
 * what is in files; errors of `hashing` and `onRead` pass through.
 */
export async function verify(
  files: readonly LocalFile[],
  tasks: readonly VerifyTask[],
  options: VerifyOptions,
): Promise<Verification> {
  const room = { left: options.keptBytes ?? KEPT_BYTES };
  const checks = tasks.map(({ map, sources }) => {
    const fitting = map.files.map(({ length, pad }, i) => {
      const source = sources[i] ?? null;
      return pad || source === null || files[source]?.size !== length ? null : source;
    });
    return new TorrentCheck(map, fitting, options.hashing, room);
  });
  const faults = new Map<number, string>();
  const wanted = usesOf(checks);
  const lanes = options.lanes ?? [[...files.keys()]];
  await Promise.all(
    lanes.map(async (lane) => {
      for (const file of lane) {
        const uses = wanted.get(file);
        if (uses === undefined) continue;
        if (options.signal?.aborted) return;
        wanted.delete(file);
        const fault = await readFile(files[file] as LocalFile, file, uses, options);
        if (fault === null) continue;
        if (fault !== ABORTED) faults.set(file, fault);
        for (const [check, index] of uses) check.lose(index);
      }
    }),
  );
  if (!options.signal?.aborted) await readPutOff(files, checks, faults, options);
  return { states: checks.map(({ states }) => states), faults, finished: !options.signal?.aborted };
}

const ABORTED = "stopped";

type Use = [check: TorrentCheck, file: number];

function usesOf(checks: readonly TorrentCheck[]): Map<number, Use[]> {
  const uses = new Map<number, Use[]>();
  for (const check of checks) {
    for (const [i, source] of check.sources.entries()) {
      if (source === null || check.map.files[i]?.length === 0) continue;
      const list = uses.get(source);
      if (list === undefined) uses.set(source, [[check, i]]);
      else list.push([check, i]);
    }
  }
  return uses;
}

/** Reads a file once for all that want it; tells what was wrong with it, or null. */
async function readFile(
  file: LocalFile,
  index: number,
  uses: readonly Use[],
  { signal, onRead }: VerifyOptions,
): Promise<string | null> {
  let run: ByteRun;
  try {
    run = await file.open();
  } catch (error) {
    return messageOf(error);
  }
  const feeds = uses.map(([check, i]) => check.feedOf(i));
  let fault: string | null = null;
  let left = file.size;
  while (fault === null) {
    let bytes: Uint8Array | null;
    try {
      const next = run.next();
      bytes = next instanceof Promise ? await next : next;
    } catch (error) {
      fault = messageOf(error);
      break;
    }
    if (bytes === null || bytes.length === 0) break;
    left -= bytes.length;
    if (left < 0) break;
    for (const feed of feeds) {
      const fed = feed.feed(bytes);
      if (fed instanceof Promise) await fed;
    }
    const pause = onRead?.(bytes.length, index);
    if (pause !== undefined) await pause;
    if (signal?.aborted) fault = ABORTED;
  }
  if (fault === null && left !== 0) fault = left < 0 ? "it has grown" : `it ends ${left} bytes early`;
  for (const feed of feeds) await feed.end();
  const closed = await run.close();
  return fault ?? closed;
}

/** Reads the pieces that files read in another order have put off. */
async function readPutOff(
  files: readonly LocalFile[],
  checks: readonly TorrentCheck[],
  faults: Map<number, string>,
  { hashing, signal, onRead }: VerifyOptions,
): Promise<void> {
  const hash = hashing.sha1();
  for (const check of checks) {
    for (const piece of [...(check.borders?.putOff ?? [])]) {
      if (signal?.aborted) return;
      try {
        for (const { file, offset, length } of pieceSegments(check.map, piece)) {
          const source = check.sources[file] ?? null;
          if (source === null) feedZeros(hash, length);
          else {
            await eachPart(files[source] as LocalFile, offset, length, (part) => hash.update(part));
            const pause = onRead?.(length, source);
            if (pause !== undefined) await pause;
          }
        }
        check.decide(piece, hash.digest());
      } catch (error) {
        hash.digest();
        const lost = pieceSegments(check.map, piece).map(({ file }) => check.sources[file] ?? null);
        for (const source of lost) if (source !== null) faults.set(source, messageOf(error));
      }
      await check.settled();
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

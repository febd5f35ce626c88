import { type Candidates, candidatesOf } from "../../core/completion/candidates.ts";
import { chooseFiles } from "../../core/completion/choose.ts";
import { judge, type Verdict } from "../../core/completion/verdict.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import type { LocalFile } from "../../core/verify/local-file.ts";
import { type PieceMap, pieceMapOf } from "../../core/verify/piece-map.ts";
import { verify } from "../../core/verify/verify.ts";
import { diskFile, READ_BYTES } from "../library/disk-file.ts";
import type { Library } from "../library/library.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import { nativeHashing } from "../library/native-hashing.ts";
import type { Gathered } from "./gathered.ts";
import type { ReadPace } from "./read-pace.ts";
import type { Wave } from "./waves.ts";

/** A torrent after it was read. */
export interface VerifiedTorrent {
  gathered: Gathered;
  metainfo: Metainfo;
  bytes: Uint8Array;
  verdict: Verdict;
  /** False where a signal ended it before all of its files were read, or one of them changed: not to be remembered. */
  settled: boolean;
}

export interface WaveOptions {
  library: Library;
  pace: ReadPace;
  signal: AbortSignal;
  /** Told the bytes that were read. */
  onRead: (bytes: number) => void;
  /** A file that could not be read, or that changed. */
  onFault: (local: number, message: string) => void;
}

/** One torrent of a wave, ready to be read. */
interface Prepared {
  gathered: Gathered;
  metainfo: Metainfo;
  bytes: Uint8Array;
  map: PieceMap;
  candidates: Candidates;
  chosen: (number | null)[];
}

/** Rounds of choosing: where another local file would do, what differs is not the last word. */
const MAX_ROUNDS = 3;

/**
 * Chooses local files for the torrents of a wave, reads each of them once, and judges. A torrent some of whose files
 * differ, and have other candidates, is tried again with those.
 */
export async function verifyWave(wave: Wave, options: WaveOptions): Promise<VerifiedTorrent[]> {
  const fileOf = readersOf(options.library);
  const settled = new Map<Gathered, VerifiedTorrent>();
  let open: Prepared[] = [];
  const memory = new MemoryLimit(1_000);
  for (const gathered of wave) {
    const bytes = await gathered.bytes();
    const metainfo = parseMetainfo(bytes, {}, { hashPieces: false });
    const map = pieceMapOf(metainfo, bytes);
    const candidates = candidatesOf(metainfo, options.library.index);
    const chosen = await chooseFiles(map, candidates, { hashing: nativeHashing, fileOf, signal: options.signal });
    open.push({ gathered, metainfo, bytes, map, candidates, chosen });
    memory.note(gathered.files);
    await options.pace.read(0);
  }
  for (let round = 1; open.length > 0; round++) {
    const { verified, differing } = await verifyRound(open, fileOf, options);
    for (const torrent of verified) {
      const before = settled.get(torrent.gathered);
      if (before === undefined || torrent.verdict.piecesVerified > before.verdict.piecesVerified) {
        settled.set(torrent.gathered, torrent);
      }
    }
    if (round === MAX_ROUNDS || options.signal.aborted) break;
    open = await otherChoices(open, differing, fileOf, options);
  }
  return wave.map((gathered) => settled.get(gathered) as VerifiedTorrent);
}

/** One reader a disk, and so one buffer. */
function readersOf(library: Library): (local: number) => LocalFile {
  const buffers = new Map<number, Uint8Array>();
  return (local) => {
    const disk = library.device(local);
    const buffer = buffers.get(disk) ?? new Uint8Array(READ_BYTES);
    buffers.set(disk, buffer);
    return diskFile(library.path(local), library.stat(local), buffer, library.disks > 1);
  };
}

/** Torrents for which other local files may do, with those chosen. */
async function otherChoices(
  open: readonly Prepared[],
  differing: ReadonlyMap<Prepared, Set<number>>,
  fileOf: (local: number) => LocalFile,
  { signal }: WaveOptions,
): Promise<Prepared[]> {
  const others: Prepared[] = [];
  for (const torrent of open) {
    const avoid = differing.get(torrent);
    if (avoid === undefined) continue;
    const chosen = await chooseFiles(torrent.map, torrent.candidates, {
      hashing: nativeHashing,
      fileOf,
      signal,
      avoid,
    });
    if (chosen.some((local, i) => local !== torrent.chosen[i])) others.push({ ...torrent, chosen });
  }
  return others;
}

async function verifyRound(
  open: readonly Prepared[],
  readerOf: (local: number) => LocalFile,
  { library, signal, pace, onRead, onFault }: WaveOptions,
): Promise<{ verified: VerifiedTorrent[]; differing: Map<Prepared, Set<number>> }> {
  const memory = new MemoryLimit(500);
  // Several names of one file are read once.
  const fileOf = (local: number | null) => (local === null ? null : library.index.fileOf(local));
  const locals = open.flatMap(({ chosen }) => chosen.map(fileOf).filter((local) => local !== null));
  const ids = [...new Set(locals)].sort(library.byPlace);
  const fileIds = new Map<number | null, number>(ids.map((local, file) => [local, file]));
  const tasks = open.map(({ map, chosen }) => ({
    map,
    sources: chosen.map((local) => fileIds.get(fileOf(local)) ?? null),
  }));
  const lanes = [...Map.groupBy(ids.keys(), (file) => library.device(ids[file] as number)).values()];
  const { states, faults, finished } = await verify(ids.map(readerOf), tasks, {
    ...{ hashing: nativeHashing, signal, lanes },
    onRead: (bytes) => {
      onRead(bytes);
      memory.note(1);
      return pace.read(bytes);
    },
  });
  const byFile = new Map<number | null, string>([...faults].map(([file, message]) => [ids[file] as number, message]));
  for (const [file, message] of faults) onFault(ids[file] as number, message);
  const differing = new Map<Prepared, Set<number>>();
  const verified = open.map((torrent, i) => {
    const { gathered, metainfo, bytes, chosen, candidates } = torrent;
    const state = states[i] as (typeof states)[number];
    const faulty = new Map<number, string>();
    for (const local of chosen) {
      const message = byFile.get(fileOf(local));
      if (local !== null && message !== undefined) faulty.set(local, message);
    }
    const verdict = judge(metainfo, state, chosen, library.index, faulty);
    const bad = chosen.filter((local, file) => local !== null && state.countOf(file).differs > 0) as number[];
    const hasOthers = chosen.some((_, file) => state.countOf(file).differs > 0 && (candidates[file]?.length ?? 0) > 1);
    if (hasOthers) differing.set(torrent, new Set(bad));
    return {
      gathered,
      metainfo,
      bytes,
      verdict,
      settled: faulty.size === 0 && (finished || verdict.status === "ready"),
    };
  });
  return { verified, differing };
}

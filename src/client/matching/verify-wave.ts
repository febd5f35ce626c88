import { candidatesOf } from "../../core/completion/candidates.ts";
import { chooseFiles } from "../../core/completion/choose.ts";
import { judge, type Verdict } from "../../core/completion/verdict.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import type { LocalFile } from "../../core/verify/local-file.ts";
import { pieceMapOf } from "../../core/verify/piece-map.ts";
import { type VerifyTask, verify } from "../../core/verify/verify.ts";
import { diskFile, READ_BYTES } from "../library/disk-file.ts";
import type { Library } from "../library/library.ts";
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

/** Chooses local files for the torrents of a wave, reads each of them once, and judges. */
export async function verifyWave(wave: Wave, options: WaveOptions): Promise<VerifiedTorrent[]> {
  const { library, signal, pace, onRead, onFault } = options;
  const buffers = new Map<number, Uint8Array>();
  const fileOf = (local: number): LocalFile => {
    const disk = library.device(local);
    // One reader a disk, and so one buffer.
    const buffer = buffers.get(disk) ?? new Uint8Array(READ_BYTES);
    buffers.set(disk, buffer);
    return diskFile(library.path(local), library.stat(local), buffer, library.disks > 1);
  };
  const prepared: { gathered: Gathered; metainfo: Metainfo; bytes: Uint8Array; task: VerifyTask }[] = [];
  const locals = new Map<number, number>();
  for (const gathered of wave) {
    const bytes = await gathered.bytes();
    const metainfo = parseMetainfo(bytes, {}, { hashPieces: false });
    const map = pieceMapOf(metainfo, bytes);
    const candidates = candidatesOf(metainfo, library.index);
    const chosen = await chooseFiles(map, candidates, { hashing: nativeHashing, fileOf, signal });
    await pace.read(0);
    for (const local of chosen) if (local !== null && !locals.has(local)) locals.set(local, locals.size);
    const sources = chosen.map((local) => (local === null ? null : (locals.get(local) as number)));
    prepared.push({ gathered, metainfo, bytes, task: { map, sources } });
  }
  const ids = [...locals.keys()];
  const files = ids.map(fileOf);
  const order = [...files.keys()].sort((a, b) => library.byPlace(ids[a] as number, ids[b] as number));
  const lanes = [...Map.groupBy(order, (file) => library.device(ids[file] as number)).values()];
  const { states, faults, finished } = await verify(
    files,
    prepared.map(({ task }) => task),
    {
      hashing: nativeHashing,
      signal,
      lanes,
      onRead: (bytes) => {
        onRead(bytes);
        return pace.read(bytes);
      },
    },
  );
  const byLocal = new Map([...faults].map(([file, message]) => [ids[file] as number, message]));
  for (const [local, message] of byLocal) onFault(local, message);
  return prepared.map(({ gathered, metainfo, bytes, task }, i) => {
    const sources = task.sources.map((file) => (file === null ? null : (ids[file] as number)));
    const verdict = judge(metainfo, states[i] as (typeof states)[number], sources, library.index, byLocal);
    const isFaulty = sources.some((local) => local !== null && byLocal.has(local));
    return { gathered, metainfo, bytes, verdict, settled: !isFaulty && (finished || verdict.status === "ready") };
  });
}

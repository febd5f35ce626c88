import type { LibraryIndex } from "../../core/completion/library-index.ts";
import { fileKey } from "../../core/content/names.ts";
import { bytesToHex, hexToBytes } from "../../core/hex.ts";
import { type AskEvent, askAll } from "../../core/protocol/ask-all.ts";
import { type Handshake, handshake } from "../../core/protocol/handshake.ts";
import type { AskedFile } from "../../core/protocol/phases.ts";
import { sendReport } from "../../core/protocol/report.ts";
import type { ServerAddress } from "../../core/protocol/server-address.ts";
import type { Transport } from "../../core/protocol/transport.ts";
import { formatAmount } from "../../core/quantity.ts";
import type { MatchState } from "../../store/client/match-state.ts";
import { MemoryLimit } from "../library/memory-limit.ts";
import type { SourceEvent, TorrentSource, Wanted } from "./torrent-source.ts";

/** What a server is asked with. */
export interface ServerOptions {
  /** For people and for the state: without secrets. */
  name: string;
  address: ServerAddress;
  transport: Transport;
  state: MatchState;
  /** Unix milliseconds. */
  clock: () => number;
  /** Ask about every file, whatever was asked before. */
  fresh: boolean;
  report: boolean;
}

/** A file is asked about again after a week: other torrents come to the tracker. */
const ASK_AGAIN_MS = 7 * 24 * 60 * 60 * 1000;

/** A server of the match protocol. What it offered is remembered, so that a second run asks only about what is new. */
export function serverSource(options: ServerOptions): TorrentSource {
  const { name, address, transport, state, report } = options;
  return {
    name,
    torrents: (library, signal) => offers(library, signal, options),
    complete: (wanted, signal) => again(wanted, signal, options),
    remember: ({ infoHash, torrentId, seeders, bytes }) =>
      state.noteOffered(state.source(name), {
        ...{ infoHash: hashBytes(infoHash), torrentId, seeders, torrent: bytes, reported: false },
      }),
    forget: (infoHash) => state.forgetOffered(state.source(name), hashBytes(infoHash)),
    report: report
      ? async ({ confirmed, rejected }, signal) => {
          const body = {
            confirmed: confirmed.map(({ infoHash, pieces }) => ({ info_hash: infoHash, pieces_verified: pieces })),
            rejected: rejected.map((infoHash) => ({ info_hash: infoHash })),
          };
          const outcome = await sendReport(transport, address, body, { signal });
          if (!outcome.ok) return outcome.problem.message;
          const hashes = [...confirmed.map(({ infoHash }) => infoHash), ...rejected];
          state.noteReported(state.source(name), hashes.map(hashBytes));
          return null;
        }
      : null,
  };
}

async function* offers(
  library: LibraryIndex,
  signal: AbortSignal,
  options: ServerOptions,
): AsyncGenerator<SourceEvent> {
  const { name, state, clock, fresh } = options;
  const limits = await limitsOf(options, signal);
  if ("type" in limits) {
    yield limits;
    return;
  }
  const source = state.source(name);
  const asked = fresh ? new Set<number>() : state.asked(source, clock() - ASK_AGAIN_MS);
  const files = new FilesToAsk(library, limits.minFileSize, asked);
  const exclude: number[] = [];
  for (const { infoHash, torrentId, seeders, torrent, reported } of state.offered(source)) {
    exclude.push(torrentId);
    if (fresh) continue;
    const label = bytesToHex(infoHash);
    const again = async () => state.offeredTorrent(source, infoHash) ?? new Uint8Array();
    yield {
      type: "torrent",
      torrent: { bytes: torrent, label, claimed: label, seeders, torrentId, again, stripped: true, reported },
    };
  }
  if (files.length > 0) yield* ask(files, fresh ? [] : exclude, limits, source, signal, options);
  yield { type: "asked", files: files.length, known: files.known };
}

/** Files that are large enough and were not asked about of late, made as they are gone through. */
class FilesToAsk implements Iterable<AskedFile> {
  length = 0;
  /** How many were asked about. */
  known = 0;
  private readonly memory = new MemoryLimit(5_000);

  constructor(
    private readonly library: LibraryIndex,
    private readonly minFileSize: number,
    private readonly asked: ReadonlySet<number>,
  ) {
    for (let id = 0; id < library.length; id++) {
      this.memory.note(1);
      if (!this.isLarge(id)) continue;
      if (this.isKnown(id)) this.known++;
      else this.length++;
    }
  }

  *[Symbol.iterator](): Generator<AskedFile> {
    const { library } = this;
    for (let id = 0; id < library.length; id++) {
      this.memory.note(1);
      if (this.isLarge(id) && !this.isKnown(id)) yield { name: library.name(id), size: library.size(id) };
    }
  }

  /** Keys of those that have one of the sizes, each of which comes once. */
  *keysOf(sizes: Iterable<{ size: number }>): Generator<number> {
    for (const { size } of sizes) {
      for (const id of this.library.ofSize(size)) {
        this.memory.note(1);
        if (!this.isKnown(id)) yield fileKey(this.library.name(id), size);
      }
    }
  }

  private isLarge(id: number): boolean {
    return this.library.size(id) >= Math.max(this.minFileSize, 1);
  }

  private isKnown(id: number): boolean {
    return this.asked.size > 0 && this.asked.has(fileKey(this.library.name(id), this.library.size(id)));
  }
}

async function limitsOf({ transport, address }: ServerOptions, signal: AbortSignal): Promise<Handshake | SourceEvent> {
  const outcome = await handshake(transport, address, { signal });
  if (outcome.ok) return outcome.value;
  const { kind, message } = outcome.problem;
  const hint = kind === "unauthorized" ? ". Set RESEEDER_PASSKEY or RESEEDER_TOKEN to what the tracker gave you" : "";
  return { type: "problem", message: `${message}${hint}`, fatal: true };
}

async function* ask(
  files: FilesToAsk,
  exclude: readonly number[],
  limits: Handshake,
  source: number,
  signal: AbortSignal,
  { transport, address, state, clock }: ServerOptions,
): AsyncGenerator<SourceEvent> {
  const waits: SourceEvent[] = [];
  const onWait = (ms: number, status: number) => waits.push({ type: "waiting", ms, status });
  const failed = new Set<number>();
  const memory = new MemoryLimit(1);
  for await (const event of askAll(transport, address, limits, files, { exclude, signal, onWait })) {
    yield* waits.splice(0);
    if (event.type === "failed") for (const file of event.files) failed.add(fileKey(file.name, file.size));
    // After phase 2, and never what phase 1 could not be asked about: a size may stand for several names.
    if (event.type === "asked" && event.phase === 2) {
      const keys = files.keysOf(event.files).filter((key) => !failed.has(key));
      state.noteAsked(source, keys, clock());
    }
    yield* translated(event);
    // An answer has megabytes, and the next one comes at once.
    if (event.type === "asked") memory.note(1);
  }
}

function* translated(event: AskEvent): Generator<SourceEvent> {
  if (event.type === "torrent") {
    const { torrent: bytes, name, infoHash, seeders, torrentId } = event.torrent;
    yield {
      type: "torrent",
      torrent: {
        bytes,
        label: name,
        claimed: infoHash,
        seeders,
        torrentId,
        again: null,
        stripped: false,
        reported: false,
      },
    };
  } else if (event.type === "failed") {
    const message = `${formatAmount(event.files.length, "file")} could not be asked about: ${event.problem.message}`;
    yield { type: "problem", message, fatal: false };
  } else if (event.type === "left_out") yield event;
}

/** Asks for torrents that are known without the user's own announce address. */
async function* again(
  wanted: readonly Wanted[],
  signal: AbortSignal,
  options: ServerOptions,
): AsyncGenerator<SourceEvent> {
  const limits = await limitsOf(options, signal);
  if ("type" in limits) {
    yield limits;
    return;
  }
  const hashes = new Set(wanted.map(({ infoHash }) => infoHash));
  const files = wanted.flatMap((torrent) => torrent.files);
  for await (const event of askAll(options.transport, options.address, limits, files, { signal })) {
    if (event.type === "torrent" && !hashes.delete(event.torrent.infoHash)) continue;
    yield* translated(event);
    if (hashes.size === 0) return;
  }
}

/** The bytes of an info-hash in hexadecimal digits. */
export function hashBytes(infoHash: string): Uint8Array {
  return hexToBytes(infoHash, infoHash.length / 2) ?? new Uint8Array();
}

import { ARCHIVE_LIMITS } from "../../core/archive/archive.ts";
import { ReseederError } from "../../core/errors.ts";
import { fetchArchive } from "../../core/protocol/archive.ts";
import type { Problem } from "../../core/protocol/problem.ts";
import type { ServerAddress } from "../../core/protocol/server-address.ts";
import type { Transport } from "../../core/protocol/transport.ts";
import { Spool } from "../../work/files/spool.ts";
import { readZipPaced } from "../../work/ingest/archive-source.ts";
import { torrentEvent } from "./folder-source.ts";
import type { SourceEvent, TorrentSource } from "./torrent-source.ts";

/** Where an archive comes from. */
export interface ArchiveOptions {
  /** For people: without secrets. */
  name: string;
  address: ServerAddress;
  transport: Transport;
  /** The file of the state, beside which the archive is kept while it is read. */
  state: string;
}

/** A server's lite tier: the torrents that the user once downloaded. Neither names nor sizes of files leave the machine. */
export function archiveSource(options: ArchiveOptions): TorrentSource {
  return {
    name: options.name,
    torrents: (_library, signal) => ofArchive(options, signal),
    complete: null,
    remember: null,
    forget: null,
    report: null,
  };
}

/** @throws ReseederError `DATABASE_FULL`, `DATABASE_IO` where the archive cannot be kept */
async function* ofArchive(
  { name, address, transport, state }: ArchiveOptions,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent> {
  using spool = Spool.beside(state);
  const problem = await keep(fetchArchive(transport, address, { signal }), spool);
  if (problem !== null) {
    yield { type: "problem", message: problem.message, fatal: true };
    return;
  }
  try {
    for await (const entry of readZipPaced(spool.length, spool.readAt, ARCHIVE_LIMITS)) {
      if (signal.aborted) return;
      if (entry.kind === "file") yield torrentEvent(entry.bytes, entry.name, null);
      else if (entry.kind === "rejected") yield { type: "problem", message: `${name}: ${entry.message}`, fatal: false };
    }
  } catch (error) {
    if (!(error instanceof ReseederError || error instanceof RangeError)) throw error;
    yield { type: "problem", message: `${name}: ${error.message}`, fatal: true };
  }
}

async function keep(archive: ReturnType<typeof fetchArchive>, spool: Spool): Promise<Problem | null> {
  try {
    let step = await archive.next();
    for (; !step.done; step = await archive.next()) spool.write(step.value);
    return step.value;
  } finally {
    // A disk that is full ends the request as well.
    await archive.return(null);
  }
}

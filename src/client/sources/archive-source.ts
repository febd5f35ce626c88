import { ARCHIVE_LIMITS } from "../../core/archive/archive.ts";
import { ReseederError } from "../../core/errors.ts";
import { fetchArchive } from "../../core/protocol/archive.ts";
import type { ServerAddress } from "../../core/protocol/server-address.ts";
import type { Transport } from "../../core/protocol/transport.ts";
import { readZipPaced } from "../../work/ingest/archive-source.ts";
import { torrentEvent } from "./folder-source.ts";
import type { SourceEvent, TorrentSource } from "./torrent-source.ts";

/** A server's lite tier: the torrents that the user once downloaded. Neither names nor sizes of files leave the machine. */
export function archiveSource(name: string, address: ServerAddress, transport: Transport): TorrentSource {
  return {
    name,
    torrents: (_library, signal) => ofArchive(name, address, transport, signal),
    complete: null,
    remember: null,
    forget: null,
    report: null,
  };
}

async function* ofArchive(
  name: string,
  address: ServerAddress,
  transport: Transport,
  signal: AbortSignal,
): AsyncGenerator<SourceEvent> {
  const outcome = await fetchArchive(transport, address, { signal, timeoutMs: 600_000 });
  if (!outcome.ok) {
    yield { type: "problem", message: outcome.problem.message, fatal: true };
    return;
  }
  const bytes = outcome.value;
  try {
    const readAt = (offset: number, length: number) => {
      if (offset < 0 || offset + length > bytes.length) throw new RangeError("the archive ends early");
      return bytes.subarray(offset, offset + length);
    };
    for await (const entry of readZipPaced(bytes.length, readAt, ARCHIVE_LIMITS)) {
      if (signal.aborted) return;
      if (entry.kind === "file") yield torrentEvent(entry.bytes, entry.name, async () => entry.bytes);
      else if (entry.kind === "rejected") yield { type: "problem", message: `${name}: ${entry.message}`, fatal: false };
    }
  } catch (error) {
    if (!(error instanceof ReseederError || error instanceof RangeError)) throw error;
    yield { type: "problem", message: `${name}: ${error.message}`, fatal: true };
  }
}

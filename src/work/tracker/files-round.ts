import type { Settings } from "../../core/settings/settings.ts";
import { readFile } from "../../core/tracker/rows.ts";
import { ingest, ingestOptions, type Offered } from "../ingest/ingest.ts";
import type { Stores } from "../runtime/stores.ts";
import type { Connector } from "./connector.ts";
import { valuesOf } from "./offered-pages.ts";
import type { Session } from "./session.ts";
import type { WantedFiles } from "./wanted-files.ts";

/** What became of .torrents that lie in the tracker's database. */
export interface FilesResult {
  /** Torrents of the list without a .torrent before. */
  wanted: number;
  putIn: number;
  rejected: number;
  /** The first of those that were rejected: the tracker's own id, and why. */
  problems: { id: string; message: string }[];
}

const MAX_PROBLEMS = 10;
/** Keys that are not asked for again by this process. */
const MAX_FAILED = 100_000;

export interface FilesOptions {
  settings: Settings;
  /** Filled with the keys of what was rejected. */
  failed: Set<string>;
  signal: AbortSignal;
  /** Of `Date.now()`: what is not read by then is for the next round. */
  until: number;
  clock: () => number;
}

/**
 * Puts in the .torrents that a list misses, from the tracker's database, without anybody's passkey.
 * @throws ReseederError as `Session.query`; what was put in before stays
 */
export async function putInFiles(
  stores: Stores,
  session: Session,
  connector: Connector,
  wanted: WantedFiles,
  options: FilesOptions,
): Promise<FilesResult> {
  const { failed, settings } = options;
  const result: FilesResult = { wanted: 0, putIn: 0, rejected: 0, problems: [] };
  for (const { torrents } of wanted.runs) result.wanted += torrents.length;
  const offers = readFiles(session, connector, wanted, options);
  for await (const batch of ingest(stores, offers, ingestOptions(settings, false))) {
    for (const each of batch) {
      if (each.outcome !== "rejected") result.putIn++;
      else {
        result.rejected++;
        if (failed.size < MAX_FAILED) failed.add(each.name);
        if (result.problems.length < MAX_PROBLEMS) result.problems.push({ id: each.name, message: each.message });
      }
    }
  }
  return result;
}

/** The name of an offer is its key. */
async function* readFiles(
  session: Session,
  { statements: { files } }: Connector,
  wanted: WantedFiles,
  { signal, until, clock }: FilesOptions,
): AsyncGenerator<Offered> {
  if (!files) return;
  for (const { after, torrents } of wanted.runs) {
    if (signal.aborted || clock() > until) return;
    const rows = await session.query(files.sql, valuesOf(files, { after, limit: torrents.length }), "files");
    const hashes = new Map(torrents.map(({ key, infoHash }) => [String(key), infoHash]));
    for (const row of rows) {
      const file = readFile(row);
      const infoHash = file && hashes.get(String(file.key));
      // A row of another torrent: one of these has no file, and its neighbour took its place.
      if (!file || !infoHash) continue;
      const { key, externalId, torrent: bytes } = file;
      const name = String(key);
      hashes.delete(name);
      if (isSerialisedPhp(bytes))
        yield { kind: "rejected", name, code: "SYNTAX", message: "is serialised PHP in base64" };
      else yield { kind: "file", name, bytes, externalId, infoHash };
    }
    for (const name of hashes.keys())
      yield { kind: "rejected", name, code: "UNREADABLE", message: "has no .torrent in the database" };
  }
}

/** As the oldest versions of Gazelle stored torrents. */
function isSerialisedPhp(bytes: Uint8Array): boolean {
  const beginning = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(beginning) && /^[aO]:\d+:/.test(Buffer.from(beginning, "base64").toString("latin1"))
  );
}

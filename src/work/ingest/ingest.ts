import type { ArchiveEntry } from "../../core/archive/archive.ts";
import { type ExternalIdPattern, externalIdOf, externalIdPattern } from "../../core/content/external-id.ts";
import { type TorrentRecord, toRecord } from "../../core/content/record.ts";
import { ReseederError } from "../../core/errors.ts";
import { bytesToHex } from "../../core/hex.ts";
import { storable } from "../../core/personal/storable.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { shownInfoHash } from "../../core/torrent/infohash.ts";
import { parseMetainfo } from "../../core/torrent/parse.ts";
import type { RejectionCode } from "../../core/torrent/rejection.ts";
import { TorrentError } from "../../core/torrent/torrent-error.ts";
import { ID_SAID_BY, type IndexWriter } from "../../store/index/index-writer.ts";
import { PostingsBuffer } from "../../store/index/postings-buffer.ts";
import type { Store } from "../../store/store.ts";
import { retryWhileBusy } from "../runtime/retry-while-busy.ts";
import type { Stores } from "../runtime/stores.ts";
import { YieldEvery } from "../runtime/yield-every.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { finishIndexing } from "../scan/finish-indexing.ts";
import { Checkpointer } from "./checkpointer.ts";

/** What is to be put in: an entry of an archive, with what is said of it besides. */
export type Offered = ArchiveEntry & {
  /** The tracker's own id; where nothing is said, the name may say it. */
  externalId?: string | null;
  /** Of version 1 or 2; another torrent is rejected. */
  infoHash?: Uint8Array;
};

/** What became of one; in this form it is printed and answered. */
export type IngestResult =
  | {
      name: string;
      /** `removed`: an operator took it off offer for good, and nothing was stored. */
      outcome: "added" | "returned" | "known" | "removed";
      torrent_id: number;
      info_hash: string;
      external_id: string | null;
      /** Another torrent that has the same id of the tracker. */
      external_id_also_of?: number;
    }
  | { name: string; outcome: "rejected"; code: RejectionCode; message: string };

export interface IngestOptions {
  /** As the setting `hash_pieces`. */
  hashPieces: boolean;
  /** As the setting `external_id_pattern`. */
  idPattern: ExternalIdPattern | null;
  /** Write postings first that a killed process left unwritten; not while another ingest of this process runs. */
  finishOthers: boolean;
  /** Takes out what belongs to one user alone, `withoutSecrets` unless told; what comes of it is not believed unseen. */
  strip?: (bytes: Uint8Array) => Uint8Array;
}

/** As the settings say. */
export function ingestOptions(settings: Settings, finishOthers: boolean): IngestOptions {
  const idPattern = externalIdPattern(settings.external_id_pattern);
  return { hashPieces: settings.hash_pieces === 1, idPattern, finishOthers };
}

/** Torrents and their bytes put in by one transaction: some 10 ms, for which other requests and writers wait. */
const PER_WRITE = { torrents: 128, bytes: 1024 * 1024 };
/** Postings held back to be written sorted. */
const ROWS_HELD = 40_000;

/** A torrent that is ready to be put in. */
interface Prepared {
  name: string;
  record: TorrentRecord;
  bytes: Uint8Array;
  infoOffset: number;
  externalId: string | null;
}

/**
 * Puts torrents into the index together with their bytes, which are stored without anybody's passkey. What was known
 * stays as it is; what was missing is offered again; what was flagged or removed stays so. A bad one is a result and
 * stops nothing. Small transactions, in between which everything else goes on; each batch is a promise kept.
 * @param stores whose busy timeout is short: a locked database is waited for between tries
 * @throws ReseederError `DATABASE_…`; and what `offers` throws, once what came before it is put in
 */
export async function* ingest(
  stores: Stores,
  offers: AsyncIterable<Offered>,
  options: IngestOptions,
): AsyncGenerator<IngestResult[]> {
  const borrowed = stores.borrow();
  const rows = new PostingsBuffer(borrowed.store);
  const yieldEvery = new YieldEvery();
  await using log = new Checkpointer(stores.path);
  let batch: (Prepared | IngestResult)[] = [];
  let bytes = 0;
  try {
    if (options.finishOthers) await retryWhileBusy(() => finishIndexing(borrowed.store));
    const end = { error: null as unknown };
    const given = until(offers, end);
    for await (const offered of given) {
      if (offered.kind === "other") continue;
      const prepared = prepare(offered, options);
      batch.push(prepared);
      if ("bytes" in prepared) bytes += prepared.bytes.length;
      if (yieldEvery.isDue) await yieldEvery.rest();
      if (batch.length < PER_WRITE.torrents && bytes < PER_WRITE.bytes) continue;
      const full = { batch, bytes };
      [batch, bytes] = [[], 0];
      yield await putIn(stores, borrowed.store, full.batch, rows);
      await log.wrote(full.bytes);
      if (rows.length > ROWS_HELD) await flush(rows);
    }
    if (batch.length > 0) yield await putIn(stores, borrowed.store, batch, rows);
    if (end.error !== null) throw end.error;
  } finally {
    await flush(rows);
    borrowed.release();
  }
}

/** All that comes before an error, which is noted in `end`. */
async function* until<T>(items: AsyncIterable<T>, end: { error: unknown }): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    end.error = error;
  }
}

function prepare(offered: Exclude<Offered, { kind: "other" }>, options: IngestOptions): Prepared | IngestResult {
  const { name } = offered;
  if (offered.kind === "rejected") {
    return { name, outcome: "rejected", code: offered.code, message: offered.message };
  }
  try {
    const { bytes, externalId = externalIdOf(name, options.idPattern) } = offered;
    const metainfo = parseMetainfo(bytes, {}, { hashPieces: options.hashPieces });
    checkHash(offered.infoHash, metainfo);
    return { name, record: toRecord(metainfo), ...storable(bytes, options.strip), externalId };
  } catch (error) {
    if (error instanceof TorrentError || error instanceof WrongHash) {
      return { name, outcome: "rejected", code: error.code, message: error.message };
    }
    throw error;
  }
}

/** The torrent is another one than was said. */
class WrongHash extends Error {
  readonly code = "INFO_HASH_MISMATCH";
}

type Hashes = Pick<TorrentRecord, "infoHashV1" | "infoHashV2">;

function checkHash(said: Uint8Array | undefined, { infoHashV1, infoHashV2 }: Hashes): void {
  if (!said) return;
  const own = [infoHashV1, infoHashV2].filter((hash) => hash !== null);
  if (own.some((hash) => Buffer.compare(hash, said) === 0)) return;
  throw new WrongHash(`its info-hash is ${own.map(bytesToHex).join(" and ")}, not ${bytesToHex(said)}`);
}

async function putIn(
  stores: Stores,
  store: Store,
  batch: readonly (Prepared | IngestResult)[],
  rows: PostingsBuffer,
): Promise<IngestResult[]> {
  const results = await retryWhileBusy(() =>
    stores.use((current) => {
      if (current !== store) {
        throw new ReseederError("DATABASE_IN_USE", `The database ${stores.path} was replaced during the import`);
      }
      return store.write((writer) => batch.map((each) => ("bytes" in each ? keep(writer, each) : each)));
    }),
  );
  for (const [i, result] of results.entries()) {
    const each = batch[i];
    if (result.outcome === "added" && each && "bytes" in each) rows.add(result.torrent_id, each.record);
  }
  await yieldToEventLoop();
  return results;
}

/** Puts one in, inside a write transaction. */
function keep(writer: IndexWriter, { name, record, bytes, infoOffset, externalId }: Prepared): IngestResult {
  const said = { info_hash: shownInfoHash(record), external_id: externalId };
  const present = writer.idOf(record);
  if (present !== null && writer.isRemoved(present)) return { name, outcome: "removed", torrent_id: present, ...said };
  const { id, outcome } = writer.keep(record);
  const isBack = writer.store(id, bytes, infoOffset);
  if (externalId !== null) writer.setExternalId(id, externalId, ID_SAID_BY.PUSH);
  const other = externalId === null ? null : writer.otherWithExternalId(id, externalId);
  return {
    name,
    outcome: outcome === "known" && isBack ? "returned" : outcome,
    torrent_id: id,
    ...said,
    ...(other === null ? {} : { external_id_also_of: other }),
  };
}

/** Begun anew, it writes again what it had written, which changes nothing. */
async function flush(rows: PostingsBuffer): Promise<void> {
  await retryWhileBusy(async () => {
    for (const _ of rows.flush()) await yieldToEventLoop();
  });
}

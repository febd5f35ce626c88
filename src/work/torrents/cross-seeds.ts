import type { ListedTorrent, TorrentDetails } from "../../core/api/torrent-json.ts";
import { contentSignature } from "../../core/content/content-signature.ts";
import { decodeFileList, isMatchable, type ListedFile } from "../../core/content/file-list.ts";
import { sha1Of } from "../../core/hashing/native-digests.ts";
import { bytesToHex } from "../../core/hex.ts";
import { BencodeReader } from "../../core/torrent/bencode.ts";
import { readOuter } from "../../core/torrent/outer.ts";
import { DEFAULT_LIMITS } from "../../core/torrent/parse.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";
import { unknownTorrent } from "./find-torrent.ts";
import { TorrentBytes } from "./torrent-bytes.ts";

/** By what two torrents are taken to have the same content. */
export type SameBy = "pieces_hash" | "v2_roots" | "content_signature";

export interface CrossSeeds {
  torrents: (ListedTorrent & { by: SameBy[] })[];
  /** How many were found; `torrents` holds the first of them. */
  total: number;
  /** True when there may be more: not all that come into question were compared. */
  truncated: boolean;
}

/** Torrents that are looked at, because they share a file's size, and that are named in the end. */
const MAX_CANDIDATES = 1_000;
const MAX_NAMED = 50;
/** Bytes of file lists that are unpacked, and .torrent files that are read for their pieces, for one answer. */
const MAX_LIST_BYTES = 32 * 1024 * 1024;
const MAX_READ = 50;

/**
 * Finds torrents with the same content as one, whatever their state. Those that share its rarest file size are compared;
 * where pieces hashes are in the index, those with the same one besides.
 * @throws ReseederError `NOT_FOUND`, `DATABASE_…`
 */
export async function crossSeeds(store: Store, id: number): Promise<CrossSeeds> {
  const own = store.torrentList.details(id);
  if (!own) throw unknownTorrent(id);
  const subject = new Comparison(store, own, store.torrents.files(id));
  const candidates = candidatesFor(store, own, subject.sizes);
  let truncated = candidates.truncated;
  let bytes = 0;
  const found = new Map<number, SameBy[]>();
  for (const candidate of candidates.ids) {
    const details = store.torrentList.details(candidate);
    const list = store.torrents.fileLists([candidate]).get(candidate);
    bytes += list?.length ?? 0;
    if (bytes > MAX_LIST_BYTES) {
      truncated = true;
      break;
    }
    const by = details && list ? await subject.with(details, decodeFileList(list)) : [];
    if (by.length > 0) found.set(candidate, by);
    await yieldToEventLoop();
  }
  const ids = [...found.keys()].slice(0, MAX_NAMED);
  const torrents = store.torrentList.among({}, "oldest", ids, MAX_NAMED);
  return {
    torrents: torrents.map((torrent) => ({ ...torrent, by: found.get(torrent.id) ?? [] })),
    total: found.size,
    truncated: truncated || subject.isExhausted,
  };
}

function candidatesFor(
  store: Store,
  own: TorrentDetails,
  sizes: readonly number[],
): { ids: number[]; truncated: boolean } {
  const counts = store.postings.counts("size", sizes, MAX_CANDIDATES + 2);
  const [rarest] = [...counts].sort(([, a], [, b]) => a - b);
  const near = rarest ? store.postings.page("size", rarest[0], 0, MAX_CANDIDATES + 2).map((hit) => hit.torrentId) : [];
  const others = near.filter((id) => id !== own.id);
  const alike = store.torrentList.ofSize(others.slice(0, MAX_CANDIDATES), own.size, own.totalSize);
  const same = own.piecesHash ? store.torrentList.withPiecesHash(own.piecesHash, MAX_CANDIDATES) : [];
  const ids = new Set([...alike, ...same]);
  ids.delete(own.id);
  return { ids: [...ids].sort((a, b) => a - b), truncated: others.length > MAX_CANDIDATES };
}

/** What one torrent is compared by with others; each part is made when it is first wanted. */
class Comparison {
  /** True when a pieces hash could not be compared because too many were. */
  isExhausted = false;
  /** Distinct sizes of its files. */
  readonly sizes: number[];
  private readonly signature: string | null;
  private readonly roots: string | null;
  private ownPieces: string | null | undefined;
  private read = 0;

  constructor(
    private readonly store: Store,
    private readonly own: TorrentDetails,
    files: readonly ListedFile[],
  ) {
    this.sizes = [...new Set(files.filter(isMatchable).map((file) => file.length))].sort((a, b) => a - b);
    this.signature = signatureOf(own, files);
    this.roots = rootsOf(files);
  }

  /** By what another torrent has the same content. */
  async with(other: TorrentDetails, files: readonly ListedFile[]): Promise<SameBy[]> {
    const by: SameBy[] = [];
    if (await this.hasPiecesOf(other)) by.push("pieces_hash");
    if (this.roots !== null && this.roots === rootsOf(files)) by.push("v2_roots");
    if (this.signature !== null && this.signature === signatureOf(other, files)) by.push("content_signature");
    return by;
  }

  private async hasPiecesOf(other: TorrentDetails): Promise<boolean> {
    const { own } = this;
    if (!own.infoHashV1 || !other.infoHashV1 || own.totalSize !== other.totalSize) return false;
    if (own.pieceLength !== other.pieceLength || own.pieceCount !== other.pieceCount) return false;
    if (this.ownPieces === undefined) this.ownPieces = await this.piecesHash(own);
    return this.ownPieces !== null && this.ownPieces === (await this.piecesHash(other));
  }

  /** From the index or, where it has none, from the .torrent itself. */
  private async piecesHash({ id, piecesHash }: TorrentDetails): Promise<string | null> {
    if (piecesHash) return bytesToHex(piecesHash);
    if (++this.read > MAX_READ) {
      this.isExhausted = true;
      return null;
    }
    const description = this.store.torrents.describe([id]).get(id);
    const pieces = this.store.torrentList.piecesRange(id);
    if (!description || !pieces) return null;
    const locations = this.store.locations.ofTorrents([id]);
    const bytes = await new TorrentBytes(this.store.storedTorrents).read(description, locations);
    if (!bytes) return null;
    const { info } = readOuter(new BencodeReader(bytes, DEFAULT_LIMITS.maxDepth, DEFAULT_LIMITS.maxTokens));
    const start = info.start + pieces.offset;
    return bytesToHex(sha1Of(bytes.subarray(start, start + pieces.length)));
  }
}

/** Trackarr makes none of torrents of version 2 alone. */
function signatureOf({ infoHashV1, name }: TorrentDetails, files: readonly ListedFile[]): string | null {
  return infoHashV1 && contentSignature(name, files);
}

/** Lengths and roots of all files that have content, in one order whatever their names; null where one has no root. */
function rootsOf(files: readonly ListedFile[]): string | null {
  const real = files.filter(isMatchable);
  if (real.length === 0 || real.some(({ root }) => root === undefined)) return null;
  return real
    .map(({ root, length }) => `${bytesToHex(root ?? new Uint8Array())} ${length}`)
    .sort()
    .join("\n");
}

import { BLOCK_LENGTH } from "./merkle.ts";
import type { ByteRange } from "./metainfo.ts";
import { TorrentError } from "./torrent-error.ts";

/** 512 MiB, the largest power of two that libtorrent takes. */
const MAX_PIECE_LENGTH = 2 ** 29;
/** As in libtorrent, whatever it is set to in clients. */
const MAX_PIECES = 2_097_152;
const HASH_LENGTH = 20;

/** `piece length` once it is sane; throws PIECE_LENGTH_MISSING or PIECE_LENGTH_RANGE. */
export function checkPieceLength(pieceLength: number | null, isV2: boolean): number {
  if (pieceLength === null) throw new TorrentError("PIECE_LENGTH_MISSING", "info has no piece length");
  if (!(pieceLength > 0 && pieceLength <= MAX_PIECE_LENGTH)) {
    throw new TorrentError("PIECE_LENGTH_RANGE", `info.piece length is ${pieceLength}, not 1 to ${MAX_PIECE_LENGTH}`);
  }
  if (isV2 && (pieceLength < BLOCK_LENGTH || !Number.isInteger(Math.log2(pieceLength)))) {
    throw new TorrentError(
      "PIECE_LENGTH_RANGE",
      `info.piece length is ${pieceLength}, v2 requires a power of two of at least 16384`,
    );
  }
  return pieceLength;
}

/** The number of v1 pieces (BEP 3) once it fits `totalSize`; throws PIECES_LENGTH or PIECES_COUNT. */
export function checkPieces(pieces: ByteRange, totalSize: number, pieceLength: number): number {
  const bytes = pieces.end - pieces.start;
  if (bytes % HASH_LENGTH !== 0) {
    throw new TorrentError("PIECES_LENGTH", `info.pieces holds ${bytes} bytes, not a multiple of ${HASH_LENGTH}`);
  }
  const count = bytes / HASH_LENGTH;
  const due = Math.ceil(totalSize / pieceLength);
  if (count !== due) {
    throw new TorrentError(
      "PIECES_COUNT",
      `info.pieces holds ${count} ${count === 1 ? "hash" : "hashes"}, ${totalSize} bytes in pieces of ${pieceLength} require ${due}`,
    );
  }
  return count;
}

/** A number of pieces that libtorrent takes too; throws TOO_MANY_PIECES. */
export function checkPieceCount(count: number): number {
  if (count > MAX_PIECES)
    throw new TorrentError("TOO_MANY_PIECES", `the torrent has ${count} pieces, the limit is ${MAX_PIECES}`);
  return count;
}

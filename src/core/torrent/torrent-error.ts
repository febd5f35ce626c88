/**
 * Why a .torrent file is rejected. The codes are stable: the database keeps them, `stats --rejected`
 * groups by them and docs/compatibility.md lists them. A code is never renamed or given a new meaning.
 */
export const TORRENT_ERRORS = {
  FILE_TOO_LARGE: "The file is longer than the limit.",
  NOT_A_TORRENT: "The file is empty or does not start with a dictionary.",
  TRUNCATED: "The file ends inside a value.",
  SYNTAX: "A byte stands where bencoding allows none such.",
  INTEGER_FORM: "An integer has no digits, a leading zero, a minus before zero, or something that is no digit.",
  INTEGER_RANGE: "An integer that matters is beyond 2^53-1, the last whole number that is exact.",
  TOO_DEEP: "Lists and dictionaries are nested deeper than the limit.",
  TOO_MANY_TOKENS: "The file holds more values than the limit.",
  TOO_MANY_FILES: "The torrent has more files than the limit.",
  DUPLICATE_KEY: "A key that matters stands twice in one dictionary, so two readers could see two torrents.",
  WRONG_TYPE: "A key that matters holds another type than its BEP says.",
  INFO_MISSING: "There is no info dictionary.",
  NAME_MISSING: "info has neither name nor name.utf-8, or the only file's name has nothing left once it is safe.",
  PIECE_LENGTH_MISSING: "info has no piece length.",
  PIECE_LENGTH_RANGE: "The piece length is not positive, over 536870912 bytes, or (BEP 52) no power of two from 16384.",
  PIECES_MISSING: "info has no pieces (BEP 3).",
  PIECES_LENGTH: "The string pieces is no multiple of 20 bytes.",
  PIECES_COUNT: "The number of piece hashes does not fit the payload.",
  TOO_MANY_PIECES: "The torrent has more than 2,097,152 pieces, the most that libtorrent takes.",
  MERKLE_TORRENT: "A BEP 30 torrent: root hash stands in place of pieces.",
  META_VERSION: "A meta version that is not 1 or 2, or v2 keys without a meta version.",
  FILES_MISSING: "info has neither length nor files.",
  FILES_EMPTY: "The torrent has no files.",
  NO_PAYLOAD: "All files together are empty.",
  LENGTH_MISSING: "A file has no length.",
  LENGTH_NEGATIVE: "A file has a negative length.",
  SIZE_RANGE: "All files together are longer than 2^53-1 bytes.",
  PATH_MISSING: "A file has no path, or an empty one.",
  PATH_TOO_LONG: "A name is longer than 4096 bytes, or all paths together are longer than the limit of the file.",
  FILE_TREE_MISSING: "A v2 torrent without file tree (BEP 52).",
  FILE_TREE_SHAPE: "Something in file tree is neither a folder nor a file (BEP 52).",
  FILE_TREE_ORDER: "The keys of file tree are not sorted, so the order of the files is not defined (BEP 52).",
  FILE_TREE_PADDING: "A file in file tree claims to be padding, which v2 has not (BEP 52).",
  PIECES_ROOT_MISSING: "A v2 file that is not empty has no pieces root, or one of zeros only.",
  PIECES_ROOT_LENGTH: "A pieces root is not 32 bytes long.",
  PIECE_LAYER_LENGTH: "A piece layer has not 32 bytes for each piece of its file.",
  PIECE_LAYER_KEY: "A key in piece layers is not 32 bytes long.",
  PIECE_LAYER_HASH: "A piece layer does not hash to the pieces root of its file.",
  HYBRID_MISMATCH: "The v1 and v2 halves of a hybrid torrent name different files.",
  HYBRID_ALIGNMENT: "A hybrid torrent's v1 files are not padded to whole pieces as its v2 half needs.",
} as const satisfies Record<string, string>;

export type TorrentErrorCode = keyof typeof TORRENT_ERRORS;

/** A .torrent file was rejected; `message` names the key or the byte offset at fault, without the code. */
export class TorrentError extends Error {
  override readonly name = "TorrentError";

  constructor(
    readonly code: TorrentErrorCode,
    message: string,
  ) {
    super(message);
  }
}

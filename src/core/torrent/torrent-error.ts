/**
 * Why a .torrent file is rejected. The codes are stable: the database keeps them, `stats --rejected`
 * groups by them and docs/compatibility.md lists them. A code is never renamed or given a new meaning.
 */
export const TORRENT_ERRORS = {
  FILE_TOO_LARGE: "The file is larger than the limit.",
  NOT_A_TORRENT: "The file is empty or does not start with a dictionary.",
  TRUNCATED: "The file ends inside a value.",
  SYNTAX: "The file has a byte that is invalid in bencoding.",
  INTEGER_FORM:
    "An integer has no digits, a leading zero, a minus sign before zero, or a character that is not a digit.",
  INTEGER_RANGE: "An integer that ReSeeder uses is larger than 2^53-1.",
  TOO_DEEP: "Lists and dictionaries are nested deeper than the limit.",
  TOO_MANY_TOKENS: "The file has more values than the limit.",
  TOO_MANY_FILES: "The torrent has more files than the limit.",
  DUPLICATE_KEY:
    "A key that ReSeeder uses appears twice in one dictionary, so two programs could read different torrents.",
  WRONG_TYPE: "A key that ReSeeder uses has a different type than its BEP specifies.",
  INFO_MISSING: "The file has no info dictionary.",
  NAME_MISSING:
    "info has neither name nor name.utf-8, or nothing is left of a single file's name after unsafe characters are removed.",
  PIECE_LENGTH_MISSING: "info has no piece length.",
  PIECE_LENGTH_RANGE:
    "The piece length is not positive, is over 536870912 bytes, or (BEP 52) is not a power of two of at least 16384.",
  PIECES_MISSING: "info has no pieces (BEP 3).",
  PIECES_LENGTH: "The length of pieces is not a multiple of 20 bytes.",
  PIECES_COUNT: "The number of piece hashes does not match the payload size.",
  TOO_MANY_PIECES: "The torrent has more than 2,097,152 pieces, the limit of libtorrent.",
  MERKLE_TORRENT: "A BEP 30 torrent: it has root hash instead of pieces.",
  META_VERSION: "The meta version is not 1 or 2, or the torrent has v2 keys without a meta version.",
  FILES_MISSING: "info has neither length nor files.",
  FILES_EMPTY: "The torrent has no files.",
  NO_PAYLOAD: "All files are empty.",
  LENGTH_MISSING: "A file has no length.",
  LENGTH_NEGATIVE: "A file has a negative length.",
  SIZE_RANGE: "The total size of all files is over 2^53-1 bytes.",
  PATH_MISSING: "A file has no path, or an empty one.",
  PATH_TOO_LONG: "A name is longer than 4096 bytes, or all paths together are longer than the file size limit.",
  FILE_TREE_MISSING: "A v2 torrent has no file tree (BEP 52).",
  FILE_TREE_SHAPE: "An entry in file tree is neither a folder nor a file (BEP 52).",
  FILE_TREE_ORDER: "The keys of file tree are not sorted, so the file order is undefined (BEP 52).",
  FILE_TREE_PADDING: "A file in file tree is marked as padding, which v2 does not have (BEP 52).",
  PIECES_ROOT_MISSING: "A non-empty v2 file has no pieces root, or one that is all zeros.",
  PIECES_ROOT_LENGTH: "A pieces root is not 32 bytes long.",
  PIECE_LAYER_LENGTH: "A piece layer does not have 32 bytes for each piece of its file.",
  PIECE_LAYER_KEY: "A key in piece layers is not 32 bytes long.",
  PIECE_LAYER_HASH: "A piece layer does not hash to the pieces root of its file.",
  HYBRID_MISMATCH: "The v1 and v2 parts of a hybrid torrent have different files.",
  HYBRID_ALIGNMENT: "The v1 files of a hybrid torrent are not padded to piece boundaries, as the v2 part requires.",
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

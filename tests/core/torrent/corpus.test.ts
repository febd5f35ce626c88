import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import type { Metainfo } from "../../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { TorrentError, type TorrentErrorCode } from "../../../src/core/torrent/torrent-error.ts";
import { CORPUS, type CorpusRow, corpusBytes, corpusRows } from "../../support/torrent-corpus.ts";

/**
 * Where our verdict is meant to differ from libtorrent 2.0.8's, by file name; docs/compatibility.md says why.
 * There is none in this corpus: the differences listed there were found by mutating it.
 */
const INTENDED: Record<string, "accepted" | TorrentErrorCode> = {};

/** The code each file that both reject is rejected with. */
const REFUSED: Record<string, TorrentErrorCode> = {
  "bad_name.torrent": "NAME_MISSING",
  "corrupt.torrent": "NAME_MISSING",
  "invalid_file_size.torrent": "WRONG_TYPE",
  "invalid_info.torrent": "WRONG_TYPE",
  "invalid_path_list.torrent": "WRONG_TYPE",
  "invalid_piece_len.torrent": "WRONG_TYPE",
  "invalid_pieces.torrent": "WRONG_TYPE",
  "many_pieces.torrent": "PIECES_COUNT",
  "missing_piece_len.torrent": "PIECE_LENGTH_MISSING",
  "negative_file_size.torrent": "LENGTH_NEGATIVE",
  "negative_piece_len.torrent": "PIECE_LENGTH_RANGE",
  "no_files.torrent": "FILES_EMPTY",
  "string.torrent": "NOT_A_TORRENT",
  "unaligned_pieces.torrent": "PIECES_LENGTH",
  "v2_bad_file_alignment.torrent": "HYBRID_ALIGNMENT",
  "v2_deep_recursion.torrent": "TOO_DEEP",
  "v2_empty_filename.torrent": "FILE_TREE_SHAPE",
  "v2_invalid_file.torrent": "FILE_TREE_SHAPE",
  "v2_invalid_pad_file.torrent": "FILE_TREE_PADDING",
  "v2_invalid_piece_layer.torrent": "WRONG_TYPE",
  "v2_invalid_piece_layer_size.torrent": "PIECE_LAYER_LENGTH",
  "v2_missing_file_root_invalid_symlink.torrent": "PIECES_ROOT_MISSING",
  "v2_no_power2_piece.torrent": "PIECE_LENGTH_RANGE",
  "v2_non_multiple_piece_layer.torrent": "PIECE_LAYER_LENGTH",
  "v2_overlong_integer.torrent": "INTEGER_FORM",
  "v2_piece_layer_invalid_file_hash.torrent": "PIECE_LAYER_KEY",
  "v2_piece_size.torrent": "PIECE_LENGTH_RANGE",
  "v2_unordered_files.torrent": "FILE_TREE_ORDER",
};

function shortName(row: CorpusRow): string {
  return row["file"]?.split("/").pop() ?? "";
}

/** What the manifest says of an accepted file, from ours. libtorrent lists v2 padding, the last file's included, as files. */
function asManifest(metainfo: Metainfo): CorpusRow {
  const { files, pieceLength, infoHashV1, infoHashV2 } = metainfo;
  const implied = infoHashV1 === null ? files.filter(({ length }) => length % pieceLength !== 0).length : 0;
  const pads = files.filter(({ pad }) => pad).length + implied;
  return {
    files: String(files.length + implied),
    pad_files: String(pads),
    total_size: String(infoHashV1 === null ? metainfo.pieceCount * pieceLength : metainfo.totalSize),
    payload_size: String(metainfo.payloadSize),
    piece_length: String(pieceLength),
    private: metainfo.private ? "1" : "0",
    info_hash_v1: infoHashV1 === null ? "" : bytesToHex(infoHashV1),
    info_hash_v2: infoHashV2 === null ? "" : bytesToHex(infoHashV2),
    // libtorrent shortens names to 240 characters and the extension.
    name: metainfo.name.length > 250 ? `${metainfo.name.slice(0, 240)}.23456789` : metainfo.name,
  };
}

describe.skipIf(CORPUS === null)(
  "real .torrent files against libtorrent 2.0.8 (skipped without ../shared/corpus)",
  () => {
    const rows = corpusRows();

    test("the corpus is there", () => expect(rows.length).toBeGreaterThan(90));

    for (const row of rows) {
      test(row["file"] ?? "", () => {
        const name = shortName(row);
        const ok = row["libtorrent"] === "ok";
        let verdict: string;
        let metainfo: Metainfo | null = null;
        try {
          metainfo = parseMetainfo(corpusBytes(row));
          verdict = "accepted";
        } catch (error) {
          if (!(error instanceof TorrentError)) throw error;
          verdict = error.code;
        }
        expect(verdict).toBe(INTENDED[name] ?? (ok ? "accepted" : REFUSED[name]) ?? "a code of the table above");
        if (metainfo === null || !ok) return;
        const ours = asManifest(metainfo);
        expect(ours).toEqual(Object.fromEntries(Object.keys(ours).map((column) => [column, row[column] ?? ""])));
      });
    }
  },
);

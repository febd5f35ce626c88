import { describe, expect, test } from "bun:test";
import { fuzzSeeds } from "../../../scripts/fuzz.ts";
import { bytesToHex } from "../../../src/core/hex.ts";
import { filePath, type Metainfo } from "../../../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { TorrentError } from "../../../src/core/torrent/torrent-error.ts";
import { askPython, libtorrentPython } from "../../support/libtorrent.ts";
import { buildTorrent, Raw } from "../../support/torrent-builder.ts";
import { mutate } from "../../support/torrent-mutations.ts";

/** Reads torrents from stdin, each behind its length, and writes what libtorrent makes of each as a line of JSON. */
const SCRIPT = `
import json, struct, sys
import libtorrent as lt
data = sys.stdin.buffer
while (head := data.read(4)):
    try:
        ti = lt.torrent_info(data.read(struct.unpack('<I', head)[0]))
    except Exception as error:
        print(json.dumps({'error': str(error)}))
        continue
    fs, ih, files = ti.files(), ti.info_hashes(), []
    for i in range(fs.num_files()):
        path = None
        try: path = fs.file_path(i)
        except UnicodeDecodeError: pass
        files.append([path, fs.file_size(i), fs.file_offset(i), fs.file_flags(i) & 1])
    print(json.dumps({'v1': str(ih.v1) if ih.has_v1() else None, 'v2': str(ih.v2) if ih.has_v2() else None,
        'private': ti.priv(), 'piece_length': ti.piece_length(), 'files': files}))
`;

/** We reject and libtorrent does not: each is explained in docs/compatibility.md. */
const ONLY_LIBTORRENT = [
  ...["DUPLICATE_KEY", "HYBRID_MISMATCH", "INTEGER_FORM", "INTEGER_RANGE", "LENGTH_NEGATIVE", "META_VERSION"],
  ...["NAME_MISSING", "PATH_TOO_LONG", "PIECE_LAYER_HASH", "SYNTAX", "WRONG_TYPE"],
];

/** libtorrent rejects, in these words, and we do not: each is explained in docs/compatibility.md. */
const ONLY_OURS = [
  ...["a piece layer is invalid", "incorrect number of piece hashes in torrent file", "integer overflow"],
  ...["invalid 'name' of torrent (possible exploit attempt)", "invalid bencoding"],
  "the v1 and v2 file metadata does not match",
];

interface Theirs {
  error?: string;
  v1: string | null;
  v2: string | null;
  private: boolean;
  piece_length: number;
  files: [path: string | null, length: number, offset: number, pad: number][];
}

function askLibtorrent(python: string, torrents: Uint8Array[]): Theirs[] {
  return askPython(python, SCRIPT, torrents);
}

function ours(bytes: Uint8Array): Metainfo | TorrentError {
  try {
    return parseMetainfo(bytes);
  } catch (error) {
    if (error instanceof TorrentError) return error;
    throw error;
  }
}

/** The difference in words, or null: verdict, hashes, and which bytes belong to real files. */
function difference(mine: Metainfo | TorrentError, theirs: Theirs): string | null {
  if (mine instanceof TorrentError) {
    return theirs.error !== undefined || ONLY_LIBTORRENT.includes(mine.code)
      ? null
      : `we reject: ${mine.code} ${mine.message}`;
  }
  if (theirs.error !== undefined) return ONLY_OURS.includes(theirs.error) ? null : `it rejects: ${theirs.error}`;
  const v1 = mine.infoHashV1 && bytesToHex(mine.infoHashV1);
  const v2 = mine.infoHashV2 && bytesToHex(mine.infoHashV2);
  // A v2 torrent with half of v1 beside it is a hybrid for libtorrent.
  if (v1 !== theirs.v1 && !(v1 === null && v2 !== null)) return `v1 ${v1}, ${theirs.v1}`;
  if (v2 !== theirs.v2) return `v2 ${v2}, ${theirs.v2}`;
  if (mine.private !== theirs.private) return `private ${mine.private}`;
  if (mine.pieceLength !== theirs.piece_length) return `piece length ${mine.pieceLength}`;
  const real = mine.files
    .filter(({ length, pad }) => length > 0 && !pad)
    .map(({ length, offset }) => `${offset}+${length}`);
  const padding = new Set(mine.files.filter(({ pad }) => pad).map(({ offset }) => offset));
  const other = theirs.files
    .filter(([, length, offset, pad]) => length > 0 && pad === 0 && !padding.has(offset))
    .map(([, length, offset]) => `${offset}+${length}`);
  return real.join() === other.join() ? null : `files ${real.join()}, ${other.join()}`;
}

const python = libtorrentPython();

describe.skipIf(python === null)("against python3-libtorrent 2.0 (skipped without it)", () => {
  const seeds = fuzzSeeds();

  test("paths of real and built torrents", () => {
    const answers = askLibtorrent(python ?? "", seeds);
    const unlike: string[] = [];
    for (const [index, bytes] of seeds.entries()) {
      const mine = ours(bytes);
      const theirs = answers[index];
      if (mine instanceof TorrentError || theirs?.error !== undefined) continue;
      const paths = mine.files.filter(({ pad }) => !pad).map((file) => filePath(mine, file));
      const others = (theirs?.files ?? []).filter(([, , , pad]) => pad === 0).map(([path]) => path);
      for (const [i, path] of paths.entries()) if (path !== others[i]) unlike.push(`${path} | ${others[i]}`);
    }
    // What is left: libtorrent renames the second of two equal paths, shortens long names, and has no name for `\`.
    const explained = /^(.*)(\.[^.]*)? \| \1\.\d+(\.\w+)?$|^temp\/foo\/bar\.txt \||^x?[a-j0-9]{240}|^test\/_ \| test$/;
    expect(unlike.filter((line) => !explained.test(line))).toEqual([]);
  });

  test("which v2 trees stand for themselves, and the paths of the rest", () => {
    const file = `d0:d6:lengthi9000e11:pieces root32:${"r".repeat(32)}ee`;
    const trees = [
      `d5:a.mkv${file}e`,
      `d5:a.mkv${file}1:ddee`,
      `d1:Ade5:a.mkv${file}e`,
      `d1:dd5:a.mkv${file}ee`,
      `d2:..d5:a.mkv${file}ee`,
      `d2:..d5:a.mkv${file}1:bdeee`,
      `d1:.d1:dd5:a.mkv${file}eee`,
      `d1:xd5:a.mkv${file}ee`,
      `d1:x${file}e`,
      `d1:a${file}1:b${file}e`,
    ];
    const torrents = trees.map((tree) =>
      buildTorrent({
        name: "x",
        files: [{ path: "a", length: 1 }],
        version: "v2",
        info: { "file tree": new Raw(tree) },
      }),
    );
    const theirs = askLibtorrent(python ?? "", torrents).map(({ files }) =>
      files.filter(([, , , pad]) => pad === 0).map(([path]) => path),
    );
    const mine = torrents.map((bytes) => {
      const parsed = parseMetainfo(bytes);
      return parsed.files.map((each) => filePath(parsed, each));
    });
    expect(mine).toEqual(theirs as string[][]);
    expect(mine.slice(0, 2)).toEqual([["a.mkv"], ["x/a.mkv"]]);
  });

  test("verdict, hashes and files of 5,000 mutations", () => {
    const torrents = [...seeds, ...Array.from({ length: 5000 }, (_, index) => mutate(seeds, 20261120, index))];
    const answers = askLibtorrent(python ?? "", torrents);
    expect(answers.length).toBe(torrents.length);
    const differences = torrents.map((bytes, i) => {
      const found = difference(ours(bytes), answers[i] as Theirs);
      return found === null ? null : `${i - seeds.length}: ${found}`;
    });
    expect(differences.filter((found) => found !== null)).toEqual([]);
    expect(answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(500);
  });
});

import { expect, test } from "bun:test";
import { withResumeData } from "../../../src/client/clients/rtorrent-resume.ts";
import { decodeValue } from "../../../src/core/torrent/bencode.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";

const BYTES = plainTorrent("Show", [
  ["a.mkv", 100_000],
  ["b.nfo", 0],
]);
const { pieceLength, pieceCount, info } = parseMetainfo(BYTES);

/** A torrent whose files were last changed at these times, in Unix seconds. */
const torrent = (...times: (number | null)[]) => ({
  ...{ bytes: BYTES, hashes: [], singleFile: false, pieceLength, pieceCount },
  files: times.map((modifiedAt, i) => ({
    ...{ rawPath: ["Show", String(i)], size: i === 0 ? 100_000 : 0, isPadding: false },
    modifiedAt,
  })),
});

test("rTorrent is told that every piece and file is there, and since when", () => {
  const bytes = withResumeData(torrent(1_700_000_000, 1_700_000_001));
  const { libtorrent_resume: resume } = decodeValue(bytes, { maxDepth: 8, maxTokens: 1_000 }) as Record<
    string,
    unknown
  >;
  expect(resume).toEqual({
    bitfield: pieceCount,
    files: [
      { completed: Math.ceil(100_000 / pieceLength), mtime: 1_700_000_000, priority: 1 },
      { completed: 0, mtime: 1_700_000_001, priority: 1 },
    ],
  });
  const said = parseMetainfo(bytes);
  const rawInfo = (of: Uint8Array, { start, end }: typeof info) => Buffer.from(of.subarray(start, end));
  expect(rawInfo(bytes, said.info).equals(rawInfo(BYTES, info))).toBe(true);
});

test("nothing is said of a torrent with a file whose time is not known", () => {
  expect(withResumeData(torrent(1_700_000_000, null))).toBe(BYTES);
});

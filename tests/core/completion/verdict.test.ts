import { expect, test } from "bun:test";
import { LibraryIndex } from "../../../src/core/completion/library-index.ts";
import { judge } from "../../../src/core/completion/verdict.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { pieceMapOf } from "../../../src/core/verify/piece-map.ts";
import { PieceStates } from "../../../src/core/verify/piece-states.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

test("a file that was taken for its size alone and has no piece that holds is none of the torrent's", () => {
  const files = [
    { path: "one.mkv", length: 60_000 },
    { path: "two.mkv", length: 70_000 },
  ];
  const bytes = buildTorrent({ name: "Release", files, pieceLength: 16_384, version: "v1" });
  const metainfo = parseMetainfo(bytes);
  const judged = (name: string, verified: readonly number[]) => {
    const index = new LibraryIndex();
    index.add("", "one.mkv", 60_000);
    index.add("", name, 70_000);
    const states = new PieceStates(pieceMapOf(metainfo, bytes));
    for (let piece = 0; piece < 8; piece++) states.set(piece, "v1", verified.includes(piece));
    return judge(metainfo, states, [0, 1], index).sources;
  };
  expect(judged("other", [0, 1, 2])).toEqual([0, null]);
  expect(judged("other", [0, 1, 2, 5])).toEqual([0, 1]);
  expect(judged("two.mkv", [0, 1, 2])).toEqual([0, 1]);
});

import { expect, test } from "bun:test";
import { pieceHolds } from "../../../src/core/completion/probe.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { PART_BYTES } from "../../../src/core/verify/local-file.ts";
import { pieceMapOf } from "../../../src/core/verify/piece-map.ts";
import { plainHashing } from "../../../src/core/verify/plain-hashing.ts";
import { memoryFile } from "../../support/memory-file.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";

const PIECE = 4 * PART_BYTES;

test("a piece of many parts is read a part at a time, and its last byte decides", async () => {
  const data = new Uint8Array(PIECE + PART_BYTES + 100).map((_, i) => i % 251);
  for (const version of ["v1", "v2"] as const) {
    const bytes = buildTorrent({ name: "x", files: [{ path: "x", data }], single: true, pieceLength: PIECE, version });
    const map = pieceMapOf(parseMetainfo(bytes), bytes);
    // It throws where more than a part is asked for, and lends one buffer to all of them.
    const holds = (piece: number, content: Uint8Array) =>
      pieceHolds(map, piece, plainHashing, () => memoryFile(content));
    for (const [piece, last] of [
      [0, PIECE - 1],
      [1, data.length - 1],
    ] as const) {
      expect(await holds(piece, data)).toBe(true);
      const damaged = data.slice();
      damaged[last] = (damaged[last] ?? 0) ^ 1;
      expect(await holds(piece, damaged)).toBe(false);
    }
  }
});

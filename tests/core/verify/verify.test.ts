import { expect, setDefaultTimeout, test } from "bun:test";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { pieceMapOf } from "../../../src/core/verify/piece-map.ts";
import { plainHashing } from "../../../src/core/verify/plain-hashing.ts";
import { verify } from "../../../src/core/verify/verify.ts";
import { memoryFile } from "../../support/memory-file.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { buildTorrent, contentOf, type FileSpec } from "../../support/torrent-builder.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const PIECE = 16_384;

/** Numbers from 0 to below `most`, the same ones each time. */
function randomOf(seed: number): (most: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
}

function torrentOf(version: "v1" | "v2" | "hybrid", lengths: readonly number[], padding = false) {
  const files: FileSpec[] = lengths.map((length, i) => ({ path: `f${String(i).padStart(3, "0")}`, length }));
  const bytes = buildTorrent({ name: "t", files, version, pieceLength: PIECE, padding });
  const metainfo = parseMetainfo(bytes);
  const contents = files.map((file) => contentOf(file));
  let next = 0;
  const indexes = metainfo.files.map(({ pad }) => (pad ? null : next++));
  return { map: pieceMapOf(metainfo, bytes), contents, indexes };
}

test("300 random torrents: what is damaged, missing or out of order is found piece by piece, whatever the parts", async () => {
  for (let round = 0; round < 300; round++) {
    const random = randomOf(round + 1);
    const version = (["v1", "v2", "hybrid"] as const)[round % 3] as "v1" | "v2" | "hybrid";
    const lengths: number[] = Array.from(
      { length: 1 + random(8) },
      () => [0, 1, 700, PIECE, PIECE + 1, 50_000][random(6)] as number,
    );
    if (Math.max(...lengths) === 0) lengths.push(1);
    const { map, contents, indexes } = torrentOf(version, lengths, random(2) === 1);
    const here = contents.map((bytes) => (random(6) === 0 ? null : bytes.slice()));
    const damaged: [file: number, at: number][] = [];
    for (const [i, bytes] of here.entries()) {
      if (bytes === null || bytes.length === 0 || random(3) > 0) continue;
      const at = random(bytes.length);
      bytes[at] = (bytes[at] as number) ^ 1;
      damaged.push([i, at]);
    }
    // What each piece is to be, from the layout alone.
    const due = Array.from({ length: map.count }, (_, piece) => {
      let state = "verified";
      for (const [i, { offset, length, pad }] of map.files.entries()) {
        const from = Math.max(offset, piece * PIECE);
        const to = Math.min(offset + length, (piece + 1) * PIECE);
        if (pad || from >= to) continue;
        const local = indexes[i] as number;
        if (here[local] === null) return "unknown";
        if (damaged.some(([file, at]) => file === local && at + offset >= from && at + offset < to)) state = "differs";
      }
      return state;
    });
    const files = here.map((bytes) => memoryFile(bytes ?? new Uint8Array(), 1 + random(40_000), random(2) === 1));
    const order = [...files.keys()].sort(() => random(3) - 1);
    const lanes = random(2) === 1 ? [order] : [order.slice(0, 2), order.slice(2)];
    const sources = indexes.map((local) => (local === null || here[local] === null ? null : local));
    const keptBytes = [0, 1000, 1 << 20][random(3)] as number;
    const { states, finished } = await verify(files, [{ map, sources }], { hashing: plainHashing, lanes, keptBytes });
    expect(finished).toBe(true);
    const padOnly = (piece: number) =>
      !map.files.some(
        ({ pad, offset, length }) =>
          !pad && length > 0 && offset < (piece + 1) * PIECE && offset + length > piece * PIECE,
      );
    const found = due.map((state, piece) => (padOnly(piece) ? state : states[0]?.of(piece)));
    expect({ round, found }).toEqual({ round, found: due });
    for (const file of files) expect(file.passes).toBeLessThanOrEqual(1);
  }
});

test("one pass over a file serves every torrent that wants it", async () => {
  const one = torrentOf("v1", [50_000, 70_000]);
  const bytes = Buffer.concat(one.contents);
  const two = torrentOf("v1", [50_000]);
  const files = [...one.contents, bytes].map((content) => memoryFile(content as Uint8Array));
  const { states } = await verify(
    files,
    [
      { map: one.map, sources: [0, 1] },
      { map: one.map, sources: [0, 1] },
      { map: two.map, sources: [0] },
    ],
    { hashing: plainHashing },
  );
  expect(states.map((state) => state.map.files.every((_, i) => state.isWhole(i)))).toEqual([true, true, true]);
  expect(files.map(({ passes }) => passes)).toEqual([1, 1, 0]);
});

test("a file that changed while it was read takes its pieces back, its neighbours' border with it", async () => {
  const { map, contents } = torrentOf("v1", [50_000, 50_000, 50_000]);
  const files = contents.map((bytes) => memoryFile(bytes));
  const changing = files[1] as ReturnType<typeof memoryFile>;
  const open = changing.open;
  changing.open = () => ({ ...open(), close: () => "it changed while it was read" as unknown as null });
  const { states, faults } = await verify(files, [{ map, sources: [0, 1, 2] }], { hashing: plainHashing });
  expect([...faults]).toEqual([[1, "it changed while it was read"]]);
  expect([0, 1, 2].map((i) => states[0]?.countOf(i))).toEqual([
    { verified: 3, differs: 0, unknown: 1 },
    { verified: 0, differs: 0, unknown: 4 },
    { verified: 3, differs: 0, unknown: 1 },
  ]);
});

test("a signal ends it between two reads, and what was verified stays", async () => {
  const { map, contents } = torrentOf("v2", [50_000, 50_000]);
  const ending = new AbortController();
  const files = contents.map((bytes) => memoryFile(bytes, 10_000));
  const { states, finished } = await verify(files, [{ map, sources: [0, 1] }], {
    hashing: plainHashing,
    signal: ending.signal,
    onRead: (_, file) => {
      if (file === 1) ending.abort();
      return undefined;
    },
  });
  expect(finished).toBe(false);
  expect([states[0]?.isWhole(0), states[0]?.isWhole(1)]).toEqual([true, false]);
});

test("a source of another size is not taken, and a v2 torrent without its layers is settled by the root", async () => {
  const { map, contents } = torrentOf("v2", [50_000, 70_000]);
  const bare = { ...map, files: map.files.map((file) => ({ ...file, layer: null })) };
  const files = [memoryFile(contents[0] as Uint8Array), memoryFile(new Uint8Array(70_001))];
  const { states } = await verify(files, [{ map: bare, sources: [0, 1] }], { hashing: plainHashing });
  expect([states[0]?.countOf(0), states[0]?.countOf(1)]).toEqual([
    { verified: 4, differs: 0, unknown: 0 },
    { verified: 0, differs: 0, unknown: 5 },
  ]);
});

import { describe, expect, test } from "bun:test";
import { ZipBody } from "../../../src/http/answer/zip-body.ts";
import type { ArchivedTorrent } from "../../../src/work/users/user-archive.ts";
import { testWith } from "../../support/needs.ts";
import { unzipped, zipPython } from "../../support/zip.ts";

const SIZE = 300_000;
const torrent = (torrentId: number): ArchivedTorrent => ({
  ...{ torrentId, fileName: `${torrentId}.torrent`, at: null, torrent: new Uint8Array(SIZE).fill(torrentId) },
});

/** An archive of so many torrents, every third left out, and what happens to it. */
function body({ count = 10, failAt = Number.POSITIVE_INFINITY } = {}) {
  const seen = {
    ...{ given: 0, ended: [] as boolean[], trouble: [] as unknown[], handed: [] as number[] },
    closed: Promise.withResolvers<void>(),
  };
  async function* source() {
    try {
      for (let id = 1; id <= count; id++) {
        if (id === failAt) throw new Error("disk on fire");
        seen.given++;
        const omitted = { torrentId: id, infoHash: "ab", name: "line\nbreak", omitted: true } as const;
        yield id % 3 === 0 ? omitted : torrent(id);
      }
    } finally {
      seen.closed.resolve();
    }
  }
  const zip = new ZipBody(source(), {
    handed: (ids) => seen.handed.push(...ids),
    trouble: (error) => seen.trouble.push(error),
    ended: (whole) => seen.ended.push(whole),
  });
  return { zip, seen };
}

const bytesOf = async (zip: ZipBody) => new Uint8Array(await new Response(zip.stream()).arrayBuffer());

describe("an archive as bytes", () => {
  testWith(zipPython !== null, "python3")("whole, with what was left out in a file of its own", async () => {
    const { zip, seen } = body();
    const bytes = await bytesOf(zip);
    const files = unzipped(bytes);
    expect(
      files.map(({ name, bytes }) => [
        name,
        name.startsWith("_") || bytes.equals(Buffer.alloc(SIZE, Number.parseInt(name, 10))),
      ]),
    ).toEqual(
      [1, 2, 4, 5, 7, 8, 10].map((id) => [`${id}.torrent`, true] as [string, boolean]).concat([["_skipped.txt", true]]),
    );
    expect(files.at(-1)?.bytes.toString().split("\r\n").slice(2, 5)).toEqual(Array(3).fill("ab  line_break"));
    expect([seen.ended, seen.trouble, seen.handed]).toEqual([[true], [], [1, 2, 4, 5, 7, 8, 10]]);
    expect([zip.count, zip.omittedIds, zip.bytes]).toEqual([7, [3, 6, 9], bytes.length]);
  });

  testWith(zipPython !== null, "python3")("when reading breaks off, nobody takes it for a whole one", async () => {
    const { zip, seen } = body({ failAt: 6 });
    const bytes = await bytesOf(zip);
    expect(bytes.length).toBeGreaterThan(4 * SIZE);
    expect(() => unzipped(bytes)).toThrow("not a zip file");
    expect([seen.ended, seen.trouble, seen.handed]).toEqual([[true], [new Error("disk on fire")], [1, 2, 4, 5]]);
  });

  test("what went out is told while the rest is on its way", async () => {
    const handed: number[][] = [];
    let toldAtEnd = 0;
    async function* source() {
      for (let id = 1; id <= 1_001; id++) yield { ...torrent(id), torrent: new Uint8Array(1) };
      toldAtEnd = handed.flat().length;
    }
    const quiet = { trouble: () => {}, ended: () => {} };
    await bytesOf(new ZipBody(source(), { ...quiet, handed: (ids) => handed.push(ids) }));
    expect([toldAtEnd, handed.map((ids) => ids.length)]).toEqual([1_000, [1_000, 1]]);
  });

  test("no further torrent is read for a client that is gone, and what he got is told", async () => {
    const { zip, seen } = body({ count: 500 });
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(zip.stream()) });
    const leave = new AbortController();
    const response = await fetch(server.url, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await seen.closed.promise;
    await server.stop(true);
    expect(seen.given).toBeLessThan(500);
    expect(seen.ended).toEqual([false]);
    expect(seen.handed).toContain(1);
  });
});

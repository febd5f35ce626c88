import { describe, expect, test } from "bun:test";
import { AnswerBody } from "../../../src/http/answer/answer-body.ts";
import type { AnsweredTorrent } from "../../../src/work/match/answer.ts";
import type { Ranking } from "../../../src/work/match/matcher.ts";

const torrent = (torrentId: number): AnsweredTorrent => ({
  ...{
    torrentId,
    externalId: null,
    infoHash: "ab",
    name: "n",
    torrent: new Uint8Array(300_000),
    size: 1,
    seeders: null,
  },
  coverage: { files: 1, ofFiles: 1, bytes: 1, ofBytes: 1 },
  files: [],
  filesComplete: true,
});

const ranking = (count: number) =>
  ({
    candidates: Array(count).fill({}),
    total: count,
    truncated: false,
    heldBack: 2,
    ambiguousSizes: [50_000_000],
  }) as unknown as Ranking;

/** What an answer says, loosely typed: a test checks what it expects. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Said = any;

/** An answer of so many torrents, and what happens to it. */
function body({ count = 10, failAt = Number.POSITIVE_INFINITY } = {}) {
  const seen = { given: 0, ended: [] as boolean[], trouble: [] as unknown[], closed: Promise.withResolvers<void>() };
  async function* source() {
    try {
      for (let id = 1; id <= count; id++) {
        if (id === failAt) throw new Error("disk on fire");
        seen.given++;
        yield id === 2 ? ({ torrentId: id, skipped: true } as const) : torrent(id);
      }
    } finally {
      seen.closed.resolve();
    }
  }
  const answer = new AnswerBody("size", ranking(count), source(), {
    trouble: (error) => seen.trouble.push(error),
    ended: (whole) => seen.ended.push(whole),
  });
  return { answer, seen };
}

describe("an answer as bytes", () => {
  test("whole, with what is known only at its end", async () => {
    const { answer, seen } = body();
    const said = (await new Response(answer.stream()).json()) as Said;
    expect(said.matched_torrents.map(({ torrent_id }: Said) => torrent_id)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([said.matched_files_count, said.skipped_torrents, said.ambiguous_sizes]).toEqual([9, 1, [50_000_000]]);
    expect([seen.ended, seen.trouble]).toEqual([[true], []]);
  });

  test("whole JSON when reading breaks off; what is left counts as skipped", async () => {
    const { answer, seen } = body({ failAt: 5 });
    const said = (await new Response(answer.stream()).json()) as Said;
    expect([said.matched_torrents.length, said.skipped_torrents]).toEqual([3, 7]);
    expect([seen.ended, seen.trouble]).toEqual([[true], [new Error("disk on fire")]]);
  });

  test("no further torrent is read for a client that is gone", async () => {
    const { answer, seen } = body({ count: 500 });
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(answer.stream()) });
    const leave = new AbortController();
    const response = await fetch(server.url, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await seen.closed.promise;
    await server.stop(true);
    expect(seen.given).toBeLessThan(500);
    expect(seen.ended).toEqual([false]);
  });
});

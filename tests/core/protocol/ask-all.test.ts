import { expect, test } from "bun:test";
import { type AskEvent, askAll } from "../../../src/core/protocol/ask-all.ts";
import type { Handshake } from "../../../src/core/protocol/handshake.ts";
import { type ServerAddress, serverAddress } from "../../../src/core/protocol/server-address.ts";
import type { Transport } from "../../../src/core/protocol/transport.ts";

const LIMITS: Handshake = {
  ...{ minFileSize: 0, maxFilesPerRequest: 10, maxTorrentsPerResponse: 3, capabilities: [], auth: null },
  ...{ maxBodyBytes: null, maxExcludedIds: null, version: null },
};
const ADDRESS = serverAddress("http://127.0.0.1/", { token: null, passkey: null, userId: null }) as ServerAddress;
const FILES = Array.from({ length: 25 }, (_, i) => ({ name: `f${i}`, size: 1000 + i }));

interface Asked {
  phase: number;
  files: { name?: string; size: number }[];
  exclude_torrent_ids?: number[];
}

/** A server that is asked by function call, and what it was asked. */
function answering(reply: (asked: Asked, at: number) => Response): Transport & { asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: async (_, { body }) => {
      asked.push(JSON.parse(body ?? "{}"));
      return reply(asked.at(-1) as Asked, asked.length - 1);
    },
    wait: (ms, signal) =>
      ms < 60_000
        ? Promise.resolve()
        : new Promise((_, no) => signal?.addEventListener("abort", () => no(new Error()))),
  };
}

const torrent = (id: number) => ({
  ...{ torrent_id: id, info_hash: String(id).padStart(40, "0"), name: `t${id}`, torrent_file: btoa(`t${id}`) },
});
const ok = (ids: number[], more: object = {}) =>
  Response.json({ status: "ok", matched_torrents: ids.map(torrent), ...more });

async function all(transport: Transport, limits = LIMITS, options = {}): Promise<AskEvent[]> {
  const events: AskEvent[] = [];
  for await (const event of askAll(transport, ADDRESS, limits, FILES, options)) events.push(event);
  return events;
}
const idsOf = (events: AskEvent[]) =>
  events.flatMap((event) => (event.type === "torrent" ? [event.torrent.torrentId] : []));

test("asks in batches within the limits, by name and then by size, and excludes what it has", async () => {
  const server = answering(({ phase, files }) =>
    ok(files.slice(0, 1).map(({ size }) => size + (phase === 1 ? 0 : 5000))),
  );
  const events = await all(server);
  expect(server.asked.map(({ phase, files }) => [phase, files.length])).toEqual(
    [1, 2].flatMap((phase) => [10, 10, 5].map((files) => [phase, files])),
  );
  expect(server.asked[1]?.files[0]).toEqual({ name: "f10", size: 1010 });
  expect(server.asked[3]?.files[0]).toEqual({ size: 1000 });
  expect(server.asked[3]?.exclude_torrent_ids).toEqual([1000, 1010, 1020]);
  expect(idsOf(events)).toEqual([1000, 1010, 1020, 6000, 6010, 6020]);
});

test("an answer that is cut short is asked for again until it is whole, and a server that repeats itself is left", async () => {
  const pages = answering(({ phase, exclude_torrent_ids: had = [] }) => {
    const left = phase === 1 ? [1, 2, 3, 4, 5, 6, 7].filter((id) => !had.includes(id)) : [];
    return ok(left.slice(0, 3), { truncated: left.length > 3 });
  });
  expect(idsOf(await all(pages, { ...LIMITS, maxFilesPerRequest: 100 }))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(pages.asked).toHaveLength(4);
  const repeating = answering(() => ok([1, 2, 3], { truncated: true }));
  expect(idsOf(await all(repeating, { ...LIMITS, maxFilesPerRequest: 100 }))).toEqual([1, 2, 3]);
  expect(repeating.asked).toHaveLength(3);
});

test("413 halves the batch, for those to come too; a single file that is too much is told", async () => {
  const small = answering(({ files }) => (files.length > 3 ? new Response("", { status: 413 }) : ok([])));
  const events = await all(small);
  expect(events.filter(({ type }) => type === "failed")).toEqual([]);
  expect(small.asked.slice(0, 5).map(({ files }) => files.length)).toEqual([10, 5, 3, 2, 3]);
  const tiny = answering(() => new Response("", { status: 413 }));
  const failures = (await all(tiny)).filter((event) => event.type === "failed");
  expect(failures).toHaveLength(50);
});

test("a server whose answers never end is left after a dozen, one with no end of torrents at the bound", async () => {
  const endless = answering(() => ok([1], { more: "x".repeat(5000) }));
  const events = await all(endless, LIMITS, { maxAnswerBytes: 1000 });
  expect(endless.asked.length).toBeLessThanOrEqual(12);
  expect(events.at(-1)).toMatchObject({ type: "failed", problem: { kind: "answer_too_large" } });
  let next = 0;
  const countless = answering(() => ok([++next, ++next, ++next], { truncated: true }));
  const taken = await all(countless, LIMITS, { maxTorrents: 10 });
  expect(idsOf(taken)).toHaveLength(10);
  expect(countless.asked).toHaveLength(4);
});

test("401 ends it at once, a broken answer only its batch; what cannot be read of an answer is counted", async () => {
  const closed = answering(() => new Response("{}", { status: 401 }));
  expect(await all(closed)).toEqual([expect.objectContaining({ type: "failed", files: FILES.slice(0, 25) })]);
  expect(closed.asked).toHaveLength(1);
  const odd = answering((_, at) => (at === 0 ? new Response("<html>") : ok([at])));
  const events = await all(odd);
  expect(events[0]).toMatchObject({ type: "failed", problem: { kind: "bad_answer" } });
  expect(idsOf(events)).toEqual([1, 2, 3, 4, 5]);
  const entries = [null, 7, {}, { ...torrent(1), torrent_file: "%" }, { ...torrent(2), info_hash: "xyz" }, torrent(3)];
  const malformed = answering(() => Response.json({ status: "ok", matched_torrents: entries, held_back: 2 }));
  const seen = await all(malformed, { ...LIMITS, maxTorrentsPerResponse: 10, maxFilesPerRequest: 100 });
  expect(idsOf(seen)).toEqual([3]);
  expect(seen[1]).toEqual({ type: "left_out", malformed: 5, skipped: 0, heldBack: 2 });
});

test("a torrent is told before the rest of its answer has come, which is not asked for by whoever has enough", async () => {
  const text = JSON.stringify({ status: "ok", matched_torrents: [1, 2, 3].map(torrent) });
  const cut = text.indexOf("},") + 1;
  let pulled = 0;
  let isCancelled = false;
  const slow: Transport = {
    ...answering(() => ok([])),
    fetch: async () =>
      new Response(
        new ReadableStream(
          {
            pull(stream) {
              if (pulled++ === 0) stream.enqueue(new TextEncoder().encode(text.slice(0, cut)));
              // Whoever waits for the end waits for ever.
              else return new Promise(() => {});
              return undefined;
            },
            cancel() {
              isCancelled = true;
            },
          },
          { highWaterMark: 0 },
        ),
      ),
  };
  for await (const event of askAll(slow, ADDRESS, LIMITS, FILES)) {
    expect(event).toMatchObject({ type: "torrent", torrent: { torrentId: 1 } });
    break;
  }
  expect(isCancelled).toBe(true);
});

test("what came before an answer broke off is kept, and its files were not asked about", async () => {
  const broken = answering((_, at) =>
    at === 0 ? new Response(JSON.stringify({ status: "ok", matched_torrents: [torrent(1)] }).slice(0, -2)) : ok([]),
  );
  const events = await all(broken);
  expect(idsOf(events)).toEqual([1]);
  expect(events[1]).toMatchObject({ type: "failed", files: FILES.slice(0, 10), problem: { kind: "bad_answer" } });
  expect(broken.asked[1]?.exclude_torrent_ids).toEqual([1]);
});

test("no body is longer than the server takes, with all that is excluded in it", async () => {
  const lengths: number[] = [];
  const server = answering(() => ok([]));
  const measured: Transport = {
    ...server,
    fetch: (url, request) => {
      lengths.push(Buffer.byteLength(request.body ?? ""));
      return server.fetch(url, request);
    },
  };
  // JSON writes each of these as six bytes.
  const files = Array.from({ length: 60 }, (_, i) => ({ name: `${"\u0001".repeat(500)}${i}`, size: i }));
  const exclude = Array.from({ length: 4_900 }, (_, i) => 1_000_000_000 + i);
  const limits = { ...LIMITS, maxFilesPerRequest: 100, maxBodyBytes: 130_000 };
  const failed: AskEvent[] = [];
  for await (const event of askAll(measured, ADDRESS, limits, files, { exclude }))
    if (event.type !== "asked") failed.push(event);
  expect(failed).toEqual([]);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(130_000);
  expect(server.asked.filter(({ phase }) => phase === 1).flatMap((each) => each.files)).toEqual(files);
});

test("what a server leaves out is told, whichever of it there is", async () => {
  for (const more of [{ skipped_torrents: 2 }, { held_back: 3 }]) {
    const [event] = await all(answering((_, at) => ok([], at === 0 ? more : {})));
    const { skipped_torrents: skipped = 0, held_back: heldBack = 0 } = { skipped_torrents: 0, held_back: 0, ...more };
    expect(event).toEqual({ type: "left_out", malformed: 0, skipped, heldBack });
  }
});

test("each name and size is asked about once, then each size, and a file that has no room beside others by itself", async () => {
  const server = answering(() => ok([]));
  const long = { name: "n".repeat(3_000), size: 7 };
  const files = [
    { name: "a", size: 5 },
    { name: "a", size: 5 },
    { name: "b", size: 5 },
    long,
    { ...long, size: 8 },
    { name: "a", size: 6 },
  ];
  // Room for some short names, and not for that one.
  const limits = { ...LIMITS, maxFilesPerRequest: 100, maxBodyBytes: 60_000 };
  for await (const event of askAll(server, ADDRESS, limits, files)) expect(event.type).toBe("asked");
  expect(
    server.asked.map(({ phase, files }) => [phase, files.map(({ name, size }) => `${name?.slice(0, 3)} ${size}`)]),
  ).toEqual([
    [1, ["a 5", "b 5"]],
    [1, ["nnn 7"]],
    [1, ["nnn 8"]],
    [1, ["a 6"]],
    [2, ["undefined 5", "undefined 7", "undefined 8", "undefined 6"]],
  ]);
});

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import type { ScrapeAddress } from "../../../src/core/scrape/scrape-url.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { type ScrapeEvent, type ScrapeOptions, scrape } from "../../../src/work/scrape/scrape.ts";
import { fault, type SourceReply, type TrackerSource } from "../../../src/work/scrape/tracker-source.ts";
import {
  connected,
  type FakeCount,
  FakeHttpTracker,
  FakeUdpTracker,
  scrapeAnswer,
  scraped,
} from "../../support/fake-tracker.ts";
import { addTorrent } from "../../support/indexed.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const NOW = Date.UTC(2026, 10, 20);
const HOUR = 3_600_000;

let dir: Tree;
let stores: Stores;
let known: Map<string, FakeCount>;
const hashes: string[] = [];

beforeEach(() => {
  dir = tree();
  const path = dir.path("a.db");
  const store = Store.open(path, { create: true });
  hashes.length = 0;
  for (let n = 1; n <= 5; n++) {
    const bytes = plainTorrent(`t${n}`, n);
    addTorrent(store, bytes);
    hashes.push(bytesToHex(parseMetainfo(bytes).infoHashV1 ?? new Uint8Array()));
  }
  store.close();
  stores = new Stores(path, { busyTimeoutMs: 20 });
  known = new Map(hashes.map((hash, i) => [hash, [i, 10 * i]]));
});

afterEach(() => {
  stores.close();
  dir[Symbol.dispose]();
});

const NEVER = new AbortController().signal;

/** A round; what it told, and its summary. */
async function round(options: Partial<ScrapeOptions>) {
  const all = {
    addresses: [],
    batch: 0,
    pauseMs: 0,
    before: null,
    signal: NEVER,
    clock: () => NOW,
    wait: async () => {},
  };
  const events: ScrapeEvent[] = [];
  for await (const event of scrape(stores, { ...all, ...options })) events.push(event);
  const summary = events.at(-1);
  if (summary?.type !== "done") throw new Error("it did not end");
  return { summary, events, types: events.map(({ type }) => type) };
}

const rows = () =>
  stores.use((store) => store.torrents.rankingRows([1, 2, 3, 4, 5, 6, 7, 8]).map(({ seeders }) => seeders));

const noted = (id: number, seeders: number, at: number) =>
  stores.use((store) => store.write((writer) => writer.setSwarm(id, { seeders, leechers: 0 }, at)));

const HTTP = (tracker: FakeHttpTracker): ScrapeAddress => ({ kind: "http", url: `${tracker.url}/scrape` });

const honest = () =>
  new FakeHttpTracker((asked) => {
    const said = asked.flatMap((hash) => {
      const count = known.get(hash);
      return count ? [[hash, count] as const] : [];
    });
    return new Response(scrapeAnswer(said));
  });

describe("a round", () => {
  test("over HTTP stores what the tracker says, and what it leaves out as dead", async () => {
    known.delete(hashes[3] ?? "");
    await using tracker = honest();
    const { summary, types } = await round({ addresses: [HTTP(tracker)] });
    expect(rows()).toEqual([0, 1, 2, 0, 4]);
    expect(summary).toMatchObject({
      status: "done",
      due: 5,
      counted: 5,
      dead: 2,
      revived: 0,
      implausible: 0,
      problem: null,
    });
    expect(types).toEqual(["started", "done"]);
    expect(stores.use((store) => store.statistics.totals())).toMatchObject({ torrents: 5, counted: 5, dead: 2 });
  });

  test("over UDP does the same", async () => {
    await using tracker = await FakeUdpTracker.start(({ action, transaction, hashes }) =>
      action === 0
        ? [connected(transaction, 7n)]
        : [
            scraped(
              transaction,
              hashes.map((hash) => known.get(hash) ?? [0, 0]),
            ),
          ],
    );
    const { summary } = await round({ addresses: [{ kind: "udp", host: "127.0.0.1", port: tracker.port }] });
    expect([summary.status, rows()]).toEqual(["done", [0, 1, 2, 3, 4]]);
    expect(tracker.packets).toHaveLength(2);
  });

  test("asks about a hybrid under both hashes and takes the larger counts; of version 2 under 20 bytes", async () => {
    const files = [{ path: "x", length: 20_000 }];
    const [v2, hybrid] = (["v2", "hybrid"] as const).map((version) => buildTorrent({ name: version, files, version }));
    stores.use((store) => [v2, hybrid].map((bytes) => addTorrent(store, bytes ?? new Uint8Array())));
    const cut = (bytes: Uint8Array | undefined) =>
      bytesToHex(parseMetainfo(bytes ?? new Uint8Array()).infoHashV2?.slice(0, 20) ?? new Uint8Array());
    const v1OfHybrid = bytesToHex(parseMetainfo(hybrid ?? new Uint8Array()).infoHashV1 ?? new Uint8Array());
    known.set(cut(v2), [6, 0]).set(cut(hybrid), [3, 8]).set(v1OfHybrid, [5, 1]);
    await using tracker = honest();
    // Two hashes do not fit behind six others.
    await round({ addresses: [HTTP(tracker)], batch: 7 });
    expect(rows()).toEqual([0, 1, 2, 3, 4, 6, 5]);
    expect(tracker.asked.map((url) => url.split("info_hash=").length - 1)).toEqual([6, 2]);
    known.delete(v1OfHybrid);
    await round({ addresses: [HTTP(tracker)] });
    expect(rows()[6]).toBe(3);
  });

  test("asks the never counted first, then the oldest, and leaves out what was counted a moment ago", async () => {
    noted(1, 0, NOW - 3 * HOUR);
    noted(2, 0, NOW - 5 * HOUR);
    noted(3, 0, NOW - HOUR);
    noted(4, 0, NOW + HOUR);
    await using tracker = honest();
    await round({ addresses: [HTTP(tracker)], batch: 1, before: NOW - 2 * HOUR });
    const asked = tracker.asked.map((url) => url.replace(/.*info_hash=/, ""));
    const order = [5, 2, 1, 4].map((id) => hashes[id - 1] ?? "");
    expect(asked.map((text) => Buffer.from(unescape(text), "latin1").toString("hex"))).toEqual(order);
    const all = await round({ addresses: [HTTP(tracker)], before: null });
    expect(all.summary.due).toBe(5);
  });

  test("tells of a revival and notes what was forgotten", async () => {
    noted(2, 0, NOW - HOUR);
    noted(3, 0, NOW - HOUR);
    stores.use((store) =>
      store.write(() => {
        const confirm = (id: number, at: number) =>
          store.swarms.confirm([Uint8Array.from(Buffer.from(hashes[id - 1] ?? "", "hex"))], "u", at);
        confirm(2, NOW - HOUR);
        confirm(3, NOW - 8 * 24 * HOUR);
      }),
    );
    await using tracker = honest();
    const { summary, events } = await round({ addresses: [HTTP(tracker)] });
    expect(summary.revived).toBe(1);
    expect(events[1]).toEqual({
      type: "revived",
      torrent_id: 2,
      info_hash: hashes[1] ?? "",
      name: "t2",
      seeders: 1,
      user_id: "u",
      confirmed_at: new Date(NOW - HOUR).toISOString(),
    });
    expect(stores.use((store) => store.swarms.pending())).toBe(0);
  });

  test("leaves counts that cannot be true alone", async () => {
    noted(2, 8, NOW - HOUR);
    known.set(hashes[1] ?? "", [-1, 0]).set(hashes[2] ?? "", [2, 4_294_967_295]);
    await using tracker = honest();
    const { summary } = await round({ addresses: [HTTP(tracker)] });
    expect(rows()).toEqual([0, 8, 2, 3, 4]);
    expect(summary).toMatchObject({ status: "partly", counted: 4, implausible: 1 });
  });

  test("that counts nothing has failed, and says why", async () => {
    noted(2, 8, NOW - HOUR);
    for (const hash of hashes) known.set(hash, [-1, 0]);
    await using tracker = honest();
    const { summary } = await round({ addresses: [HTTP(tracker)] });
    expect(summary).toMatchObject({ status: "failed", counted: 0, dead: 0, implausible: 5 });
    expect(summary.problem).toBe("5 torrents had implausible counts");
    expect(rows()[1]).toBe(8);
  });

  test("goes to the next tracker where the first fails, and tells so", async () => {
    await using broken = new FakeHttpTracker(() => new Response("", { status: 502 }));
    await using tracker = honest();
    const { summary, types } = await round({ addresses: [HTTP(broken), HTTP(tracker)], batch: 2 });
    expect(rows()).toEqual([0, 1, 2, 3, 4]);
    expect(types.filter((type) => type !== "progress")).toEqual(["started", "trouble", "done"]);
    expect(summary).toMatchObject({ status: "done", problem: `${broken.url}/scrape: answered 502`, requests: 4 });
  });
});

describe("a round ends", () => {
  const failing = (after: number): ((address: ScrapeAddress, limit: number) => TrackerSource) => {
    let left = after;
    const answer = (asked: readonly Uint8Array[]): SourceReply =>
      left-- > 0
        ? { counts: new Map(asked.map((hash) => [bytesToHex(hash), { seeders: 1, leechers: 0 }])) }
        : fault("denied", "answered 403");
    return (_, limit) => ({ name: "fake", limit, isOrdered: false, ask: async (asked) => answer(asked), close() {} });
  };
  const addresses: ScrapeAddress[] = [{ kind: "http", url: "http://t.example/scrape" }];

  test.each([
    ["failed", 0, 0],
    ["partly", 2, 4],
    ["done", 3, 5],
  ] as const)("%s", async (status, answers, counted) => {
    const { summary } = await round({ addresses, batch: 2, sourceOf: failing(answers) });
    expect([summary.status, summary.counted]).toEqual([status, counted]);
    expect(rows().filter((seeders) => seeders !== null)).toHaveLength(counted);
  });

  test("cancelled when it is stopped, with what it has", async () => {
    const stop = new AbortController();
    const sourceOf = failing(9);
    const stopping = (address: ScrapeAddress, limit: number): TrackerSource => {
      const source = sourceOf(address, limit);
      let questions = 0;
      const ask = (asked: readonly Uint8Array[], signal: AbortSignal) => {
        if (++questions === 2) stop.abort();
        return source.ask(asked, signal);
      };
      return { ...source, ask };
    };
    const { summary } = await round({ addresses, batch: 2, sourceOf: stopping, signal: stop.signal });
    expect([summary.status, summary.counted]).toEqual(["cancelled", 4]);
  });

  test("without a question when nothing is due, or all was taken off offer meanwhile", async () => {
    await using tracker = honest();
    const nothing = await round({ addresses: [HTTP(tracker)], before: 0 });
    expect(nothing.summary).toMatchObject({ status: "done", due: 5 });
    tracker.asked.length = 0;
    const done = await round({ addresses: [HTTP(tracker)], before: 0 });
    expect(done.summary).toMatchObject({ status: "done", due: 0, requests: 0 });
    const options = { addresses: [HTTP(tracker)], batch: 2, pauseMs: 0, before: null, signal: NEVER };
    const ends: unknown[] = [];
    for await (const event of scrape(stores, options)) {
      if (event.type === "started") {
        stores.use((store) => store.write((writer) => [1, 2, 3, 4, 5].map((id) => writer.remove(id))));
      } else ends.push(event);
    }
    expect(ends).toMatchObject([{ type: "done", status: "done", due: 0, requests: 0 }]);
    expect(tracker.asked).toEqual([]);
  });
});

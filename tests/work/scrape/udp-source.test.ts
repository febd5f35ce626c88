import { expect, setDefaultTimeout, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { UdpSource } from "../../../src/work/scrape/udp-source.ts";
import { connected, FakeUdpTracker, type Packet, rejected, scraped } from "../../support/fake-tracker.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const HASHES = [1, 2, 3].map((n) => new Uint8Array(20).fill(n));
const HEX = HASHES.map(bytesToHex);
const NEVER = new AbortController().signal;
const CONNECTION = 0x0123456789abcdefn;
const COUNTS = [
  [1, 4],
  [0, 5],
  [9, 0xffffffff],
] as const;

/** Answers as BEP 15 wants it. */
const orderly = ({ action, transaction, hashes }: Packet) =>
  action === 0 ? [connected(transaction, CONNECTION)] : [scraped(transaction, COUNTS.slice(0, hashes.length))];

const sourceOf = (tracker: FakeUdpTracker, options = {}) =>
  new UdpSource({ host: "127.0.0.1", port: tracker.port }, { limit: 100, ...options });

test("connects once and asks twice", async () => {
  await using tracker = await FakeUdpTracker.start(orderly);
  const source = sourceOf(tracker);
  const counts = new Map([
    [HEX[0], { seeders: 1, leechers: 4 }],
    [HEX[1], { seeders: 0, leechers: 5 }],
    [HEX[2], { seeders: 9, leechers: null }],
  ]);
  expect(await source.ask(HASHES, NEVER)).toEqual({ counts } as never);
  expect(await source.ask(HASHES.slice(0, 1), NEVER)).toEqual({ counts: new Map([...counts].slice(0, 1)) } as never);
  source.close();
  expect(tracker.packets.map(({ action, connection, hashes }) => [action, connection, hashes])).toEqual([
    [0, 0x41727101980n, []],
    [2, CONNECTION, HEX],
    [2, CONNECTION, HEX.slice(0, 1)],
  ]);
  expect(new Set(tracker.packets.map(({ transaction }) => transaction)).size).toBe(3);
  expect([source.limit, source.isOrdered]).toEqual([74, true]);
});

test("connects anew after a minute, and when the tracker has forgotten the connection", async () => {
  let now = 0;
  let forgotten = false;
  await using tracker = await FakeUdpTracker.start((packet) => {
    if (packet.action !== 2 || !forgotten) return orderly(packet);
    forgotten = false;
    return [rejected(packet.transaction, "connection ID mismatch")];
  });
  const source = sourceOf(tracker, { clock: () => now });
  const actions = async () => {
    tracker.packets.length = 0;
    expect(await source.ask(HASHES, NEVER)).toHaveProperty("counts");
    return tracker.packets.map(({ action }) => action);
  };
  expect(await actions()).toEqual([0, 2]);
  now = 59_999;
  expect(await actions()).toEqual([2]);
  now = 60_000;
  expect(await actions()).toEqual([0, 2]);
  forgotten = true;
  expect(await actions()).toEqual([2, 0, 2]);
  source.close();
});

test("takes no packet but the answer to its own", async () => {
  await using tracker = await FakeUdpTracker.start((packet) => {
    const { transaction } = packet;
    const strays = [
      scraped((transaction ^ 1) >>> 0, [[66, 66]]),
      connected((transaction ^ 1) >>> 0, 66n),
      rejected((transaction ^ 1) >>> 0, "go away"),
      new Uint8Array([1, 2, 3]),
      new Uint8Array(0),
      packet.action === 0 ? scraped(transaction, [[66, 66]]) : connected(transaction, 66n),
    ];
    return [...strays, ...orderly(packet)];
  });
  const source = sourceOf(tracker);
  const reply = await source.ask(HASHES, NEVER);
  expect("counts" in reply && reply.counts.get(HEX[0] ?? "")).toEqual({ seeders: 1, leechers: 4 });
  expect(tracker.packets.map(({ connection }) => connection)).toEqual([0x41727101980n, CONNECTION]);
  source.close();
});

test("sends a packet again that got lost, with the same transaction", async () => {
  await using tracker = await FakeUdpTracker.start((packet, nth) => (nth % 2 === 1 ? [] : orderly(packet)));
  const source = sourceOf(tracker, { triesMs: [20, 20_000] });
  expect(await source.ask(HASHES, NEVER)).toHaveProperty("counts");
  const [first, second, third, fourth] = tracker.packets.map(({ transaction }) => transaction);
  expect([tracker.packets.length, second, fourth]).toEqual([4, first ?? 0, third ?? 0]);
  source.close();
});

test.each([
  ["no response in time", "failed", () => []],
  [
    "Unregistered torrent",
    "unknown-torrent",
    (packet: Packet) =>
      packet.action === 0 ? orderly(packet) : [rejected(packet.transaction, "Unregistered torrent")],
  ],
  ["no more", "failed", ({ transaction }: Packet) => [rejected(transaction, "no more")]],
  [
    "response without a count",
    "failed",
    (packet: Packet) => (packet.action === 0 ? orderly(packet) : [scraped(packet.transaction, [])]),
  ],
] as const)("%s is a fault", async (reason, kind, answer) => {
  await using tracker = await FakeUdpTracker.start((packet) => [...answer(packet)]);
  const source = sourceOf(tracker, { triesMs: [20, 20] });
  expect(await source.ask(HASHES, NEVER)).toEqual({ fault: { kind, reason, retryAfterMs: null } });
  source.close();
});

test("gives as many counts as came, and no more than were asked for", async () => {
  let counts = COUNTS.slice(0, 2);
  await using tracker = await FakeUdpTracker.start((packet) =>
    packet.action === 0 ? orderly(packet) : [scraped(packet.transaction, counts)],
  );
  const source = sourceOf(tracker);
  const sizes = async (asked: number) => {
    const reply = await source.ask(HASHES.slice(0, asked), NEVER);
    return "counts" in reply ? reply.counts.size : reply.fault;
  };
  expect(await sizes(3)).toBe(2);
  counts = [...COUNTS];
  expect(await sizes(1)).toBe(1);
  source.close();
});

test("says so when nobody listens, and when it is stopped", async () => {
  const tracker = await FakeUdpTracker.start(() => []);
  const { port } = tracker;
  const stop = new AbortController();
  const waiting = new UdpSource({ host: "127.0.0.1", port }, { limit: 74 });
  const stopped = waiting.ask(HASHES, stop.signal);
  while (tracker.packets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  expect(await stopped).toMatchObject({ fault: { kind: "failed", reason: "stopped" } });
  await tracker[Symbol.asyncDispose]();
  const alone = new UdpSource({ host: "127.0.0.1", port }, { limit: 74, triesMs: [5_000] });
  expect(await alone.ask(HASHES, NEVER)).toMatchObject({ fault: { kind: "failed" } });
  expect(await waiting.ask(HASHES, stop.signal)).toMatchObject({ fault: { reason: "stopped" } });
  for (const source of [waiting, alone]) source.close();
});

test("an error packet is no count: Torrust-Actix says nothing but bad request", async () => {
  await using tracker = await FakeUdpTracker.start((packet) =>
    packet.action === 2 ? [rejected(packet.transaction, "bad request")] : orderly(packet),
  );
  const source = sourceOf(tracker);
  const { fault } = (await source.ask(HASHES, NEVER)) as { fault?: { reason?: string } };
  expect(fault?.reason).toContain("bad request");
  source.close();
});

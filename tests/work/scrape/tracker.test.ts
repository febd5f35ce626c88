import { describe, expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { Tracker, TrackerFault } from "../../../src/work/scrape/tracker.ts";
import { type Fault, fault, type SourceReply, type TrackerSource } from "../../../src/work/scrape/tracker-source.ts";

const NEVER = new AbortController().signal;
const hashes = (count: number) =>
  Array.from({ length: count }, (_, i) => new Uint8Array(Buffer.from((i + 1).toString(16).padStart(40, "0"), "hex")));
const numberOf = (hash: Uint8Array) => Number.parseInt(bytesToHex(hash), 16);

/** A tracker of torrents 1, 2, 3 …, which have as many seeders; it answers as `answer` says. */
class Source implements TrackerSource {
  readonly name = "fake";
  readonly questions: number[][] = [];
  constructor(
    private readonly answer: (asked: number[]) => number[] | { fault: Fault },
    readonly limit = 64,
    readonly isOrdered = false,
  ) {}
  async ask(asked: readonly Uint8Array[]): Promise<SourceReply> {
    const numbers = asked.map(numberOf);
    this.questions.push(numbers);
    const said = this.answer(numbers);
    if (!Array.isArray(said)) return said;
    const counts = said.map((n) => [n.toString(16).padStart(40, "0"), { seeders: n, leechers: 0 }] as const);
    return { counts: new Map(counts) };
  }
  close(): void {}
}

const trackerOf = (source: Source) => new Tracker(source, 0, async () => {});

/** What the tracker says of torrents 1 to `count`, and how many it was asked about at a time. */
async function count(source: Source, count: number, tracker = trackerOf(source)) {
  source.questions.length = 0;
  const counts = await tracker.count(hashes(count), NEVER);
  const said = [...counts].map(([hex, swarm]) => [Number.parseInt(hex, 16), swarm?.seeders] as const);
  return { said: new Map(said), asked: source.questions.map(({ length }) => length) };
}

const all = (count: number) => new Map(Array.from({ length: count }, (_, i) => [i + 1, i + 1]));

describe("a tracker that", () => {
  test("answers everything is asked in its portions, and never about nothing", async () => {
    const source = new Source((asked) => asked);
    expect(await count(source, 150)).toEqual({ said: all(150), asked: [64, 64, 22] });
    expect(await count(source, 0)).toEqual({ said: new Map(), asked: [] });
  });

  test("answers about others than it was asked about gives no counts: nobody is dead for that", async () => {
    const tracker = trackerOf(new Source(() => [1001, 1002]));
    await expect(tracker.count(hashes(3), NEVER)).rejects.toThrow("response about torrents that were not requested");
    await expect(tracker.count(hashes(1), NEVER)).rejects.toThrow("response about torrents that were not requested");
    // Those of a whole tracker are among the ones asked about.
    expect((await count(new Source(() => [1, 2, 3, 1001]), 3)).said).toEqual(all(3));
  });

  test("takes only the first ones is asked about the rest, and in smaller portions from then on", async () => {
    const source = new Source((asked) => asked.slice(0, 50));
    const tracker = trackerOf(source);
    expect(await count(source, 128, tracker)).toEqual({ said: all(128), asked: [64, 14, 50, 14] });
    expect(tracker.portion).toBe(50);
    expect((await count(source, 60, tracker)).asked).toEqual([50, 10]);
  });

  test("takes only the last one, as PHP reads a parameter that comes twice, is asked one by one", async () => {
    const source = new Source((asked) => asked.slice(-1));
    const { said, asked } = await count(source, 6);
    expect(said).toEqual(all(6));
    expect(asked).toEqual([6, 5, 1, 1, 1, 1]);
  });

  test("takes only the first ones over UDP is not asked twice about the same", async () => {
    const source = new Source((asked) => asked.slice(0, 70), 74, true);
    expect(await count(source, 148)).toEqual({ said: all(148), asked: [74, 4, 70, 4] });
  });

  test("leaves out what nobody announces is asked again once, then believed", async () => {
    const source = new Source((asked) => asked.filter((n) => n % 3 === 0));
    const expected = new Map(Array.from({ length: 192 }, (_, i) => [i + 1, (i + 1) % 3 === 0 ? i + 1 : 0]));
    const { said, asked } = await count(source, 192);
    expect(new Map([...said].sort((a, b) => a[0] - b[0]))).toEqual(expected);
    expect(asked).toEqual([64, 43, 64, 64]);
    // The last ones first: they are those that a tracker would have cut off.
    expect(source.questions[1]?.[0]).toBe(64);
  });

  test("knows none of them is believed at once", async () => {
    const source = new Source(() => []);
    const { said, asked } = await count(source, 64);
    expect([new Set(said.values()), asked]).toEqual([new Set([0]), [64]]);
  });

  test("says too many is asked about half as many, again and again", async () => {
    const source = new Source((asked) => (asked.length > 20 ? fault("too-many", "Too many") : asked));
    const tracker = trackerOf(source);
    expect(await count(source, 64, tracker)).toEqual({ said: all(64), asked: [64, 32, 16, 16, 16, 16] });
    expect(tracker.portion).toBe(16);
  });

  test("fails for all because it does not know one is asked until it is found; that one has no seeder", async () => {
    const source = new Source((asked) => (asked.includes(5) ? fault("unknown-torrent", "unknown info_hash") : asked));
    const tracker = trackerOf(source);
    const { said, asked } = await count(source, 8, tracker);
    expect(said).toEqual(new Map([...all(8), [5, 0]]));
    expect(asked).toEqual([8, 4, 4, 2, 1, 1, 2]);
    expect(tracker.portion).toBe(64);
  });

  test.each(["denied", "failed", "too-many"] as const)("cannot be helped (%s) is a fault", async (kind) => {
    const source = new Source(() => fault(kind, "no", 7));
    const failure = await trackerOf(source)
      .count(hashes(2), NEVER)
      .catch((error) => error);
    expect(failure).toBeInstanceOf(TrackerFault);
    expect(failure.fault).toEqual({ kind, reason: "no", retryAfterMs: 7 });
  });
});

test("counts that cannot be true are kept apart from those that are missing", async () => {
  const source: TrackerSource = {
    name: "fake",
    limit: 64,
    isOrdered: false,
    ask: async (asked) => ({ counts: new Map(asked.map((hash) => [bytesToHex(hash), null])) }),
    close() {},
  };
  const counts = await new Tracker(source, 0, async () => {}).count(hashes(1), NEVER);
  expect([...counts.values()]).toEqual([null]);
});

test("it waits between two questions, and not before the first", async () => {
  const source = new Source((asked) => asked, 2);
  const waits: number[] = [];
  const tracker = new Tracker(source, 500, async (ms) => void waits.push(ms, source.questions.length));
  await tracker.count(hashes(3), NEVER);
  await tracker.count(hashes(1), NEVER);
  expect(waits).toEqual([500, 1, 500, 2]);
  expect(tracker.requests).toBe(3);
});

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Store } from "../../../src/store/store.ts";
import { type FakeCount, FakeHttpTracker, scrapeAnswer } from "../../support/fake-tracker.ts";
import { OpenTracker } from "../../support/opentracker.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { plainTorrent } from "../../support/plain-torrent.ts";
import { jsonLines, run } from "../../support/run.ts";
import { buildTorrent } from "../../support/torrent-builder.ts";
import { tree } from "../../support/tree.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const TORRENTS = ["a", "b"].map((name) => plainTorrent(name, [["x", 5_000_000]]));
const HASHES = TORRENTS.map((bytes) => bytesToHex(parseMetainfo(bytes).infoHashV1 ?? new Uint8Array()));

async function indexed() {
  const dir = tree({ "t/a.torrent": TORRENTS[0] ?? "", "t/b.torrent": TORRENTS[1] ?? "" });
  await run(["scan", "t"], { cwd: dir.root });
  const scrape = (...words: string[]) => run(["scrape", ...words], { cwd: dir.root });
  return Object.assign(dir, { scrape });
}

const trackerOf = (count: FakeCount) =>
  new FakeHttpTracker((hashes) => new Response(scrapeAnswer(hashes.map((hash) => [hash, count]))));

describe("scrape", () => {
  test("shows people what came of it, and leaves out what was counted a moment ago", async () => {
    using dir = await indexed();
    await using tracker = trackerOf([0, 3]);
    const first = await dir.scrape(`${tracker.url}/announce`);
    expect([first.code, first.err]).toEqual([0, `Asking ${tracker.url}/scrape about 2 torrents\n`]);
    for (const line of [/^Done in /m, /^ {2}due +2$/m, /^ {2}counted +2$/m, /^ {2}dead +2$/m, /^ {2}requests +1$/m]) {
      expect(first.out).toMatch(line);
    }
    expect((await dir.scrape(`${tracker.url}/announce`)).out).toMatch(/^ {2}due +0$/m);
    expect((await dir.scrape(`${tracker.url}/announce`, "--all")).out).toMatch(/^ {2}due +2$/m);
    const { out } = await run(["stats"], { cwd: dir.root });
    for (const line of [
      /^ {2}dead +2$/m,
      /^ {2}unknown +0$/m,
      /^ {2}last scrape +\S+ \S+ UTC done$/m,
      /^Most needed$/m,
    ]) {
      expect(out).toMatch(line);
    }
  });

  test("asks where the settings say, and says what to set where they say nothing", async () => {
    using dir = await indexed();
    await using tracker = trackerOf([1, 0]);
    const nowhere = await dir.scrape();
    expect([nowhere.code, nowhere.err]).toEqual([
      1,
      expect.stringContaining("Try: Run `reseeder settings set scrape_urls"),
    ]);
    const wrong = await run(["settings", "set", "scrape_urls", "nonsense"], { cwd: dir.root });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("scrape_urls: address 1: expected")]);
    await run(["settings", "set", "announce_urls", `${tracker.url}/announce?passkey={passkey}`], { cwd: dir.root });
    expect((await dir.scrape()).code).toBe(0);
    expect(tracker.asked[0]).toStartWith("/scrape?info_hash=");
    await run(["settings", "set", "scrape_urls", `${tracker.url}/KEY/announce`], { cwd: dir.root });
    await dir.scrape("--all");
    expect(tracker.asked[1]).toStartWith("/KEY/scrape?info_hash=");
    const { code, err } = await dir.scrape("nonsense");
    expect([code, err]).toEqual([2, expect.stringContaining("address 1: expected a URL")]);
  });

  test("sends no request to UDPT, which miscounts, and says what counts instead", async () => {
    using dir = await indexed();
    await using tracker = trackerOf([0, 3]);
    await run(["settings", "set", "tracker", "udpt"], { cwd: dir.root });
    await run(["settings", "set", "scrape_urls", `${tracker.url}/announce`], { cwd: dir.root });
    for (const words of [[], [`${tracker.url}/announce`, "--all"]]) {
      const { code, err } = await dir.scrape(...words);
      expect([code, err]).toEqual([1, expect.stringContaining("Try: Run `reseeder tracker sync`")]);
    }
    expect(tracker.asked).toEqual([]);
  });

  test("--json prints a line for each event; a failure is exit code 1, and no key is shown", async () => {
    using dir = await indexed();
    await using tracker = new FakeHttpTracker(() => new Response("", { status: 403 }));
    const { code, out } = await dir.scrape(`${tracker.url}/SECRET0123456789abc/scrape`, "--json");
    expect(code).toBe(1);
    const shown = `${tracker.url}/[masked]/scrape`;
    expect(jsonLines(out)).toMatchObject([
      { type: "started", due: 2, trackers: [shown] },
      { type: "trouble", tracker: shown, problem: "answered 403" },
      { type: "done", status: "failed", due: 2, counted: 0, requests: 1, problem: `${shown}: answered 403` },
    ]);
    expect(out).not.toContain("SECRET");
  });

  test("is one process at a time", async () => {
    using dir = await indexed();
    await using tracker = trackerOf([1, 0]);
    const store = Store.open(dir.path("reseeder.db"));
    const key = { name: "scrape", token: "other" };
    store.write(() => store.leases.take(key, 99, Date.now(), 60_000));
    const { code, err } = await dir.scrape(`${tracker.url}/announce`);
    expect([code, err, tracker.asked]).toEqual([1, expect.stringContaining("Another process is already scraping"), []]);
    store.write(() => store.leases.release(key));
    store.close();
    expect((await dir.scrape(`${tracker.url}/announce`)).code).toBe(0);
  });

  test("without a database is exit code 10", async () => {
    using dir = tree();
    expect((await run(["scrape", "udp://127.0.0.1:1"], { cwd: dir.root })).code).toBe(10);
  });
});

const installed = OpenTracker.program !== null;
if (!installed) console.warn("opentracker is not installed: scraping a real tracker is not tested");

describe.skipIf(!installed)(`a real opentracker${installed ? "" : " (skipped: no opentracker)"}`, () => {
  // What announces is written here by hand, as BEP 3 has it: 20 bytes of id, a port, nothing left.
  test.each(["http", "udp"])(
    "is asked over %s: a seeder comes, and one of two hashes of a hybrid will do",
    async (protocol) => {
      using dir = await indexed();
      const hybrid = buildTorrent({ name: "h", files: [{ path: "x", length: 20_000 }], version: "hybrid" });
      dir.write("t/h.torrent", hybrid);
      await run(["scan", "t"], { cwd: dir.root });
      const cut = bytesToHex(parseMetainfo(hybrid).infoHashV2?.slice(0, 20) ?? new Uint8Array());
      await using tracker = await OpenTracker.start(dir.path("opentracker"), [...HASHES, cut]);
      const address = protocol === "udp" ? `udp://127.0.0.1:${tracker.port}` : `${tracker.url}/announce`;
      const scrape = async () => {
        const { code, out } = await dir.scrape(address, "--all", "--json");
        return [
          code,
          ...jsonLines(out)
            .filter(({ type }) => type === "done")
            .map(({ counted, dead }) => [counted, dead]),
        ];
      };
      const seeders = async () => {
        const { out } = await run(["stats", "--json"], { cwd: dir.root });
        return jsonLines(out)[0]
          .most_needed.map(({ name }: { name: string }) => name)
          .sort();
      };
      expect([await scrape(), await seeders()]).toEqual([
        [0, [3, 3]],
        ["a", "b", "h"],
      ]);
      for (const [i, hash] of [HASHES[0] ?? "", cut].entries()) {
        const announce = `${tracker.url}/announce?info_hash=${hash.replace(/../g, "%$&")}&peer_id=-XX0001-12345678901${i}`;
        await fetch(`${announce}&port=${6881 + i}&uploaded=0&downloaded=0&left=0&event=started`);
      }
      expect([await scrape(), await seeders()]).toEqual([[0, [3, 1]], ["b"]]);
    },
  );
});

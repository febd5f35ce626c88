import { expect, test } from "bun:test";
import { bytesToHex } from "../../../src/core/hex.ts";
import { serverAddress } from "../../../src/core/protocol/server-address.ts";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { plainHashing } from "../../../src/core/verify/plain-hashing.ts";
import { ChosenLibrary } from "../../../src/web/engine/library.ts";
import { match } from "../../../src/web/engine/match.ts";
import type { EngineNews } from "../../../src/web/engine/messages.ts";
import { Pause } from "../../../src/web/engine/pause.ts";
import { buildTorrent, contentOf } from "../../support/torrent-builder.ts";

const ADDRESS = serverAddress("https://tracker.example", { token: null, passkey: null, userId: "u" });
if (ADDRESS === null) throw new Error("an address");
const address = ADDRESS;

/** A torrent of one file, and the file. */
function made(name: string, length: number) {
  const spec = { path: name, length };
  const torrent = buildTorrent({ name, files: [spec], single: true });
  const infoHash = bytesToHex(parseMetainfo(torrent).infoHashV1 as Uint8Array);
  return { name, torrent, infoHash, file: new File([new Uint8Array(contentOf(spec))], name) };
}
type Made = ReturnType<typeof made>;

/** A run over these files with a server that has these torrents, in this order; `answer` goes before what it says. */
function run(
  torrents: readonly Made[],
  {
    seeders = () => 0,
    answer = () => null,
  }: { seeders?: (torrent: Made) => number | null; answer?: (path: string) => Response | null } = {},
) {
  const library = new ChosenLibrary();
  for (const { name, file } of torrents) library.add({ folder: "", name, size: file.size, file });
  const news: EngineNews[] = [];
  const asked: string[] = [];
  const stopping = new AbortController();
  const pause = new Pause();
  let listener: (news: EngineNews) => void = () => {};
  const done = match({
    ...{ library, address, hashing: plainHashing, pause, signal: stopping.signal },
    tell: (told) => {
      news.push(told);
      listener(told);
    },
    transport: {
      wait: (_, signal) => new Promise((_ok, no) => signal?.addEventListener("abort", () => no(new Error("over")))),
      fetch: async (url, { body = "" }) => {
        const path = new URL(url).pathname;
        asked.push(`${path} ${body}`);
        const matched = torrents.map((each, n) => ({
          ...{ torrent_id: n + 1, info_hash: each.infoHash, name: each.name, seeders: seeders(each) },
          torrent_file: Buffer.from(each.torrent).toString("base64"),
        }));
        return (
          answer(path) ??
          Response.json({ status: "ok", min_file_size: 1, matched_torrents: path.endsWith("phase1") ? matched : [] })
        );
      },
    },
  });
  const of = <T extends EngineNews["type"]>(type: T) => news.filter((each) => each.type === type);
  const onNews = (listen: typeof listener) => {
    listener = listen;
  };
  return { done, of, asked, stopping, pause, onNews };
}
const namesIn = (news: EngineNews[]) => news.map((each) => (each.type === "found" ? each.torrent.name : each.type));

const [small, middle, large] = [made("small.mkv", 20_000), made("middle.mkv", 60_000), made("large.mkv", 100_000)];

test("the dead are checked first, then those that nobody counted, and small ones first among equals", async () => {
  const counts = new Map([
    [small, 3],
    [middle, null],
    [large, 0],
  ]);
  const various = run([small, middle, large], { seeders: (each) => counts.get(each) ?? null });
  await various.done;
  expect(namesIn(various.of("found"))).toEqual(["large.mkv", "middle.mkv", "small.mkv"]);
  const alike = run([large, small, middle]);
  await alike.done;
  expect(namesIn(alike.of("found"))).toEqual(["small.mkv", "middle.mkv", "large.mkv"]);
  expect(alike.of("found").every((each) => each.type === "found" && each.torrent.status === "ready")).toBe(true);
  expect([alike.of("problem"), alike.of("unanswered"), alike.of("reported").length]).toEqual([[], [], 1]);
});

test("a pause is kept between two reads, and what was found until it is stopped is kept", async () => {
  const paused = run([large, small]);
  const waits = Promise.withResolvers<string>();
  const wait = paused.pause.wait.bind(paused.pause);
  paused.pause.wait = () => {
    waits.resolve("waits");
    return wait();
  };
  paused.pause.set(true);
  expect(await Promise.race([waits.promise, paused.done.then(() => "ended")])).toBe("waits");
  expect(paused.of("found")).toEqual([]);
  paused.onNews(({ type }) => {
    if (type === "found") paused.stopping.abort();
  });
  paused.pause.set(false);
  const found = await paused.done;
  expect([...found.keys()]).toEqual([small.infoHash]);
  // Who stopped it knows, and the server hears of no run that was not made.
  expect([paused.of("unanswered"), paused.asked.filter((each) => each.includes("report"))]).toEqual([[], []]);
});

test("a server that cannot be asked is named, with its status; stopped meanwhile, nothing is said", async () => {
  const away = (status: number) => ({
    answer: (path: string) => (path.endsWith("phase1") ? new Response("", { status }) : null),
  });
  const refused = run([small], away(500));
  await refused.done;
  expect(refused.of("unanswered")).toEqual([
    { type: "unanswered", message: "https://tracker.example/match/phase1 answers 500", status: 500 },
  ]);
  const shut = run([small], { answer: () => new Response("", { status: 403 }) });
  expect([(await shut.done).size, shut.of("unanswered").length, shut.asked.length]).toEqual([0, 1, 1]);
  const stopped = run([small], away(500));
  stopped.stopping.abort();
  await stopped.done;
  expect(stopped.of("unanswered")).toEqual([]);
});

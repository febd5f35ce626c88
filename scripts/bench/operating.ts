import { cpSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { bytesToHex } from "../../src/core/hex.ts";
import { Store } from "../../src/store/store.ts";
import { torrentPath } from "../corpus.ts";
import { type Figure, memoryOf, pairUp, timed, timedProcess } from "./measure.ts";
import { removeDatabase } from "./scanning.ts";
import { address } from "./serving.ts";

/** Torrents of one user's archive. */
const ARCHIVED = 10_000;
const USER = "bench";

/** Torrents put into the database, against copying their files. */
export async function benchImport(program: string, folder: string, work: string, runs: number): Promise<Figure> {
  const database = join(work, "imported.db");
  const copy = join(work, "copied");
  const figures = await pairUp(
    runs,
    async () => {
      removeDatabase(database);
      return (await timedProcess([program, "torrents", "import", folder, "--db", database])).ms;
    },
    async () => {
      rmSync(copy, { recursive: true, force: true });
      return timed(() => cpSync(folder, copy, { recursive: true }));
    },
  );
  removeDatabase(database);
  rmSync(copy, { recursive: true, force: true });
  return { what: "import of 20,000 torrents against copying them", ...figures, unit: "ms" };
}

/** A user's archive over HTTP, against `tar` of the same files, and what it takes of memory. */
export async function benchArchive(
  program: string,
  tracker: { database: string; folder: string },
  runs: number,
): Promise<Figure[]> {
  const { database, folder } = tracker;
  giveHistory(database);
  const server = Bun.spawn([program, "serve", "--db", database, "--port", "0"], { stdout: "pipe", stderr: "ignore" });
  try {
    const url = await address(server.stdout);
    const fetchArchive = async () => {
      const response = await fetch(`${url}/archive`, { headers: { "x-reseeder-user": USER } });
      let bytes = 0;
      for await (const chunk of response.body ?? []) bytes += chunk.length;
      if (response.status !== 200 || bytes < ARCHIVED) throw new Error(`the archive had status ${response.status}`);
    };
    const names = Array.from({ length: ARCHIVED }, (_, index) => torrentPath(index + 1, "flat"));
    const tar = ["tar", "c", "--no-recursion", "-C", folder, "-T", "-"];
    const figures = await pairUp(
      runs,
      () => timed(fetchArchive),
      () =>
        timed(async () => {
          const child = Bun.spawn(tar, { stdin: Buffer.from(names.join("\n")), stdout: "pipe" });
          for await (const _ of child.stdout);
          await child.exited;
        }),
    );
    const peak = memoryOf(server.pid, "VmHWM") ?? Number.NaN;
    return [
      { what: `archive of ${ARCHIVED} torrents over HTTP, against tar`, ...figures, unit: "ms" },
      { what: "peak memory of that serve", ours: peak, unit: "MB" },
    ];
  } finally {
    server.kill("SIGTERM");
    await server.exited;
  }
}

function giveHistory(database: string): void {
  const store = Store.open(database);
  const ids = Array.from({ length: ARCHIVED }, (_, index) => index + 1);
  const entries = [...store.torrents.describe(ids).values()].map(({ infoHashV1, infoHashV2 }) => ({
    userId: USER,
    infoHash: (infoHashV1 ?? infoHashV2) as Uint8Array,
    at: null,
  }));
  store.write(() => {
    store.settings.write("auth", "header");
    store.history.add(entries, "import");
  });
  store.close();
}

/** What it takes to make all words findable, on an index that has none yet. */
export async function benchSearch(program: string, database: string): Promise<Figure[]> {
  const before = statSync(database).size;
  const { ms } = await timedProcess([program, "torrents", "list", "--search", "x", "--db", database]);
  const grown = (statSync(database).size - before) / 1e6;
  return [
    { what: "words of the large tracker taken in", ours: ms, unit: "ms" },
    { what: "what its database grows by then", ours: grown, unit: "MB" },
  ];
}

/** One round of scraping at a tracker that answers at once, against the same questions asked by a bare loop. */
export async function benchScrape(program: string, database: string): Promise<Figure[]> {
  const questions: string[] = [];
  const tracker = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch({ url }) {
      questions.push(url);
      return new Response(counts(url));
    },
  });
  try {
    const store = Store.open(database);
    store.write(() => store.settings.write("scrape_pause_ms", 0));
    store.close();
    const scrape = `http://127.0.0.1:${tracker.port}/scrape`;
    const { ms, peakMb } = await timedProcess([program, "scrape", scrape, "--all", "--db", database], true);
    const asked = [...questions];
    const baseline = await timed(async () => {
      for (const url of asked) await (await fetch(url)).bytes();
    });
    const what = `a round of scraping the large tracker, ${asked.length} questions, against asking alone`;
    return [
      { what, ours: ms, baseline, unit: "ms" },
      { what: "its peak memory", ours: peakMb, unit: "MB" },
    ];
  } finally {
    await tracker.stop(true);
  }
}

/** BEP 48, one leecher and no seeder for each. */
function counts(url: string): Uint8Array {
  const query = url.slice(url.indexOf("?") + 1);
  const parts: Uint8Array[] = [Buffer.from("d5:filesd")];
  for (const parameter of query.split("&")) {
    if (!parameter.startsWith("info_hash=")) continue;
    parts.push(Buffer.from("20:"), rawBytes(parameter.slice("info_hash=".length)));
    parts.push(Buffer.from("d8:completei0e10:downloadedi0e10:incompletei1ee"));
  }
  return Buffer.concat([...parts, Buffer.from("ee")]);
}

function rawBytes(text: string): Uint8Array {
  const hex = text.replace(/%([0-9a-f]{2})|([^%])/gi, (_, digits: string | undefined, plain: string | undefined) =>
    digits === undefined ? bytesToHex(Buffer.from(plain ?? "")) : digits,
  );
  return Buffer.from(hex, "hex");
}

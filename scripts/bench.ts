// Measures speed and memory as ratios against a baseline in the same run, and prints a table for docs/benchmarks.md:
//   bun run bench [--only scan,match,serve,large,operate,hostile,tracker,verify,match-memory] [--runs N] [--gib N] [--keep DIR]
// `verify` reads 4 GiB unless --gib says otherwise. hostile, tracker, verify and match-memory run only when they are named.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchHostile } from "./bench/hostile.ts";
import { benchMatchMemory } from "./bench/match-memory.ts";
import { benchMatching, benchPopular, type IndexedTracker } from "./bench/matching.ts";
import { type Figure, table, timedProcess } from "./bench/measure.ts";
import { benchArchive, benchImport, benchScrape, benchSearch } from "./bench/operating.ts";
import { benchLargeScan, benchScanning } from "./bench/scanning.ts";
import { benchServing } from "./bench/serving.ts";
import { benchTracker } from "./bench/tracker.ts";
import { benchVerifying } from "./bench/verifying.ts";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";
import { type CorpusOptions, writeCorpus } from "./corpus.ts";

const SEED = 1;
const SMALL = { torrents: 20_000, files: 136_768 };
const FEW = { torrents: 1_000, files: 6_838, small: true };
const LARGE = { torrents: 182_540, files: 1_248_301, small: true };
const POPULAR = { torrents: 20_000, files: 136_768, popular: 50_000, small: true };

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "scan,match,serve,large,operate" },
    runs: { type: "string", default: "5" },
    gib: { type: "string", default: "4" },
    keep: { type: "string" },
  },
});
const parts = new Set(values.only.split(","));
const runs = Number(values.runs);
const work = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), "reseeder-bench-"));
const program = join(ROOT, "dist/reseeder");

try {
  mkdirSync(work, { recursive: true });
  await build({ outfile: program, version: await packageVersion(), commit: currentCommit() });
  const figures = await measure();
  console.log(`\n${cpus()[0]?.model}, ${cpus().length} cores, Bun ${Bun.version}; medians of ${runs} runs in turn\n`);
  console.log(table(figures));
} finally {
  if (!values.keep) rmSync(work, { recursive: true, force: true });
}

async function measure(): Promise<Figure[]> {
  const figures: Figure[] = [];
  let ordinary = Number.NaN;
  if (["scan", "match", "serve", "operate"].some((part) => parts.has(part))) {
    const folder = corpus("ordinary", SMALL);
    const database = join(work, "ordinary.db");
    if (parts.has("scan")) figures.push(...(await benchScanning(program, folder, database, runs)));
    else await timedProcess([program, "scan", folder, "--db", database]);
    const tracker: IndexedTracker = { options: SMALL, seed: SEED, database };
    if (parts.has("match")) {
      const { figure, ms } = await benchMatching(tracker, runs * 3);
      figures.push(figure);
      ordinary = ms;
    }
    if (parts.has("serve")) figures.push(...(await benchServing(program, { ...tracker, folder }, runs * 2)));
    if (parts.has("operate")) {
      figures.push(await benchImport(program, folder, work, runs));
      figures.push(...(await benchArchive(program, { database, folder }, runs)));
    }
  }
  if (parts.has("verify")) figures.push(...(await benchVerifying(program, work, Number(values.gib), runs)));
  if (parts.has("match-memory")) figures.push(...(await benchMatchMemory(program, work)));
  if (parts.has("hostile")) {
    const folder = corpus("few", FEW);
    const database = join(work, "few.db");
    await timedProcess([program, "scan", folder, "--db", database]);
    figures.push(...(await benchHostile([program], database)));
  }
  if (parts.has("tracker")) {
    const database = join(work, "tracker.db");
    await timedProcess([program, "scan", corpus("large", LARGE), "--db", database]);
    figures.push(...(await benchTracker(program, database, runs)));
  }
  if (parts.has("large")) {
    const database = join(work, "large.db");
    figures.push(...(await benchLargeScan(program, corpus("large", LARGE), database)));
    const { figure, ms } = await benchMatching({ options: LARGE, seed: SEED, database }, runs * 3);
    figures.push(figure);
    if (!Number.isNaN(ordinary)) {
      figures.push({
        what: "that against 20,000 torrents",
        ours: ms,
        baseline: ordinary,
        unit: "ms",
        must: 1.5,
        aim: 1.2,
      });
    }
    if (parts.has("operate")) {
      figures.push(...(await benchSearch(program, database)), ...(await benchScrape(program, database)));
    }
    const popular = join(work, "popular.db");
    await timedProcess([program, "scan", corpus("popular", POPULAR), "--db", popular]);
    figures.push(await benchPopular({ options: POPULAR, seed: SEED, database: popular }, runs * 3));
  }
  return figures;
}

/** The folder of a generated tracker; one that was kept is used again. */
function corpus(name: string, options: CorpusOptions): string {
  const folder = join(work, name);
  if (!existsSync(folder)) {
    console.error(`Generating ${options.torrents + (options.popular ?? 0)} torrents …`);
    writeCorpus(folder, SEED, options);
  }
  return folder;
}

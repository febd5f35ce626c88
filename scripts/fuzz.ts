// Parses mutated .torrent files. Each must give a valid parse or a TorrentError, within 50 ms, with memory staying flat:
//   bun run fuzz [--count N] [--seed S] [--only INDEX]
// --only repeats one and prints it.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Metainfo } from "../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../src/core/torrent/parse.ts";
import { TORRENT_ERRORS, TorrentError } from "../src/core/torrent/torrent-error.ts";
import { buildTorrent } from "../tests/support/torrent-builder.ts";
import { corpusBytes, corpusRows } from "../tests/support/torrent-corpus.ts";
import { mutate } from "../tests/support/torrent-mutations.ts";

const FIXTURES = resolve(import.meta.dir, "../node_modules/webtorrent-fixtures/fixtures");
const SLOWEST_MS = 50;
const MEMORY_GROWTH = 64 * 1024 * 1024;

/** What became of the mutations: accepted ones and, by code, rejected ones; `faults` are those that broke a rule. */
export interface FuzzResult {
  accepted: number;
  rejected: Map<string, number>;
  faults: { index: number; fault: string }[];
  slowestMs: number;
}

/** The .torrent files that mutations start from: real ones, those of the corpus where it is, and built ones. */
export function fuzzSeeds(): Uint8Array[] {
  const real = readdirSync(FIXTURES).filter((name) => name.endsWith(".torrent"));
  const files = [
    { path: "a/b.mkv", length: 70000 },
    { path: "a/é.srt", length: 10, attr: "x" },
    { path: "e", length: 0 },
    { path: "l", symlink: ["a", "b.mkv"] },
    { path: "z", length: 40000 },
  ];
  const built = (["v1", "v2", "hybrid"] as const).flatMap((version) =>
    [true, false].flatMap((single) => {
      const spec = { name: "t", files, version, single, pieceLength: 32768, announce: "http://t/a" };
      return [buildTorrent(spec), buildTorrent({ ...spec, padding: true, private: true, info: { "name.utf-8": "ü" } })];
    }),
  );
  return [
    ...real.map((name) => new Uint8Array(readFileSync(join(FIXTURES, name)))),
    ...corpusRows().map(corpusBytes),
    ...built,
  ];
}

/** Parses the mutations `from` to `to` − 1. */
export function fuzz(seeds: readonly Uint8Array[], seed: number, from: number, to: number): FuzzResult {
  const result: FuzzResult = { accepted: 0, rejected: new Map(), faults: [], slowestMs: 0 };
  for (let index = from; index < to; index++) {
    const bytes = mutate(seeds, seed, index);
    const { fault, code } = attempt(bytes);
    if (fault !== null) result.faults.push({ index, fault });
    if (code === null) result.accepted++;
    else result.rejected.set(code, (result.rejected.get(code) ?? 0) + 1);
    const ms = code === "thrown" ? 0 : duration(bytes);
    result.slowestMs = Math.max(result.slowestMs, ms);
  }
  return result;
}

function attempt(bytes: Uint8Array): { fault: string | null; code: string | null } {
  try {
    return { fault: invalid(parseMetainfo(bytes), bytes), code: null };
  } catch (error) {
    if (error instanceof TorrentError && Object.hasOwn(TORRENT_ERRORS, error.code)) {
      return { fault: error.message.length > 300 ? "a message of over 300 characters" : null, code: error.code };
    }
    return { fault: String(error), code: "thrown" };
  }
}

/** What is wrong with a parse, independently of how it was made; null if nothing is. */
function invalid(metainfo: Metainfo, bytes: Uint8Array): string | null {
  const { files, info, pieces, infoHashV1, infoHashV2, pieceLength, totalSize } = metainfo;
  const raw = bytes.subarray(info.start, info.end);
  const hash = (algorithm: "sha1" | "sha256") => new Bun.CryptoHasher(algorithm).update(raw).digest();
  if (raw[0] !== 0x64 || raw[raw.length - 1] !== 0x65) return "the range of info is no dictionary";
  if (infoHashV1 === null && infoHashV2 === null) return "no info-hash";
  if (infoHashV1 !== null && !hash("sha1").equals(infoHashV1)) return "wrong info-hash v1";
  if (infoHashV2 !== null && !hash("sha256").equals(infoHashV2)) return "wrong info-hash v2";
  if (pieces !== null && (pieces.end - pieces.start) / 20 !== Math.ceil(totalSize / pieceLength))
    return "wrong number of pieces";
  let end = 0;
  for (const { path, length, offset, root } of files) {
    if (!Number.isSafeInteger(length) || length < 0) return `length ${length}`;
    if (infoHashV1 !== null ? offset !== end : offset < end) return `offset ${offset} after ${end}`;
    if (root !== undefined && root.length !== 32) return `root of ${root.length} bytes`;
    const parts = metainfo.singleFile ? [metainfo.name] : [metainfo.name, ...path];
    const bad = parts.find((part) => part === "" || part === "." || part === ".." || /[/\\\0]/.test(part));
    if (bad !== undefined) return `unsafe path part ${JSON.stringify(bad)}`;
    end = offset + length;
  }
  return null;
}

/** The shortest of up to three attempts, so that what the machine does meanwhile does not count. */
function duration(bytes: Uint8Array): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3 && shortest > SLOWEST_MS / 5; i++) {
    const start = performance.now();
    attempt(bytes);
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

function main(): number {
  const { values } = parseArgs({
    options: { count: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
  });
  const count = Number(values.count ?? 1_000_000);
  const seed = Number(values.seed ?? 1);
  const seeds = fuzzSeeds();
  if (values.only !== undefined) {
    const bytes = mutate(seeds, seed, Number(values.only));
    console.log(
      JSON.stringify(Buffer.from(bytes).toString("latin1")),
      attempt(bytes),
      `${duration(bytes).toFixed(2)} ms`,
    );
    return 0;
  }
  console.log(`${count} mutations of ${seeds.length} .torrent files, seed ${seed}`);
  const total: FuzzResult = { accepted: 0, rejected: new Map(), faults: [], slowestMs: 0 };
  const steps = Math.min(10, count);
  let memory = 0;
  for (let step = 0; step < steps; step++) {
    const part = fuzz(seeds, seed, Math.floor((count * step) / steps), Math.floor((count * (step + 1)) / steps));
    total.accepted += part.accepted;
    for (const [code, n] of part.rejected) total.rejected.set(code, (total.rejected.get(code) ?? 0) + n);
    total.faults.push(...part.faults);
    total.slowestMs = Math.max(total.slowestMs, part.slowestMs);
    Bun.gc(true);
    const now = process.memoryUsage.rss();
    // The first tenth fills caches and compiles.
    if (step === 0) memory = now;
    console.log(
      `${Math.round(((step + 1) * 100) / steps)} %  resident ${Math.round(now / 1048576)} MiB, slowest ${total.slowestMs.toFixed(1)} ms`,
    );
    if (step === steps - 1 && now - memory > MEMORY_GROWTH) {
      total.faults.push({ index: -1, fault: `memory grew by ${Math.round((now - memory) / 1048576)} MiB` });
    }
  }
  if (total.slowestMs > SLOWEST_MS)
    total.faults.push({ index: -1, fault: `one took ${total.slowestMs.toFixed(1)} ms` });
  console.log(`accepted ${total.accepted}`);
  for (const [code, n] of [...total.rejected].sort(([, a], [, b]) => b - a)) console.log(`${code} ${n}`);
  for (const { index, fault } of total.faults.slice(0, 20)) console.log(`FAULT at ${index}: ${fault}`);
  return total.faults.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main();

// Writes a tracker's folder of .torrent files, the same for the same arguments:
//   bun run corpus --out DIR [--torrents N] [--files M] [--seed S] [--layout flat|hashed] [--popular N] [--small]
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type CorpusOptions, generateTorrent } from "./corpus/torrent.ts";

export { type CorpusOptions, type GeneratedTorrent, generateTorrent } from "./corpus/torrent.ts";

/** `flat`: `<id>.torrent`, all in one folder. `hashed`: two levels of folders named after the id's last digits. */
export type Layout = "flat" | "hashed";

/** The tracker whose measures docs/benchmarks.md gives: as many files a torrent as 1,248,301 in 182,540. */
export const DEFAULT_SIZE = { torrents: 20_000, files: 136_768 };

/** Path below the tracker's folder of the .torrent with this id (index + 1). */
export function torrentPath(id: number, layout: Layout): string {
  if (layout === "flat") return `${id}.torrent`;
  const digits = [...String(id).padStart(4, "0")].reverse().join("");
  return `${digits.slice(0, 2)}/${digits.slice(2, 4)}/${id}.torrent`;
}

/** Writes the whole tracker below `folder`; returns how many files of what total size it wrote. */
export function writeCorpus(
  folder: string,
  seed: number,
  options: CorpusOptions,
  layout: Layout = "flat",
): { torrents: number; files: number; bytes: number } {
  const written = { torrents: 0, files: 0, bytes: 0 };
  const made = new Set<string>();
  for (let index = 0; index < options.torrents + (options.popular ?? 0); index++) {
    const { bytes, files } = generateTorrent(seed, index, options);
    const path = join(folder, torrentPath(index + 1, layout));
    if (!made.has(dirname(path))) {
      mkdirSync(dirname(path), { recursive: true });
      made.add(dirname(path));
    }
    writeFileSync(path, bytes);
    written.torrents++;
    written.files += files.length;
    written.bytes += bytes.length;
  }
  return written;
}

function count(name: string, value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new Error(`--${name}: not a count (got ${JSON.stringify(value)})`);
  return Number(value);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      torrents: { type: "string", default: String(DEFAULT_SIZE.torrents) },
      files: { type: "string" },
      seed: { type: "string", default: "1" },
      layout: { type: "string", default: "flat" },
      popular: { type: "string", default: "0" },
      small: { type: "boolean", default: false },
    },
  });
  if (values.out === undefined) throw new Error("--out DIR: the folder to write to is missing");
  if (values.layout !== "flat" && values.layout !== "hashed") {
    throw new Error(`--layout: flat or hashed (got ${JSON.stringify(values.layout)})`);
  }
  const torrents = count("torrents", values.torrents);
  const usual = Math.round((torrents * DEFAULT_SIZE.files) / DEFAULT_SIZE.torrents);
  const files = values.files === undefined ? usual : count("files", values.files);
  const options = { torrents, files, popular: count("popular", values.popular), small: values.small };
  const started = performance.now();
  const written = writeCorpus(values.out, count("seed", values.seed), options, values.layout);
  const seconds = (performance.now() - started) / 1000;
  const average = Math.round(written.bytes / Math.max(1, written.torrents));
  console.log(
    `${values.out}: ${written.torrents} torrents, ${written.files} files, ${(written.bytes / 1e6).toFixed(1)} MB ` +
      `(${average} bytes a torrent) in ${seconds.toFixed(1)} s`,
  );
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}

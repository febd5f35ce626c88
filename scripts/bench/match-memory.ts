import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { QBittorrent } from "../../tests/support/qbittorrent.ts";
import { buildTorrent } from "../../tests/support/torrent-builder.ts";
import { type Figure, timedProcess } from "./measure.ts";

/** Torrents that hold 100,000 files between them. */
interface Layout {
  name: string;
  torrents: number;
  filesEach: number;
  /** Every second torrent's files have other names in the library. */
  renamed: boolean;
  /** Bytes added to `info`, as large as the pieces of large files would make it. */
  padding: number;
}

const LAYOUTS: Layout[] = [
  { name: "100 torrents", torrents: 100, filesEach: 1_000, renamed: false, padding: 0 },
  { name: "5000 torrents, half renamed", torrents: 5_000, filesEach: 20, renamed: true, padding: 25_000 },
];
const MUST_MB = 120;

/** Peak memory of the compiled `reseeder match` over 100,000 files that all belong to torrents, in every form of it. */
export async function benchMatchMemory(program: string, work: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const layout of LAYOUTS)
    figures.push(...(await measureLayout(program, join(work, `match-${layout.torrents}`), layout)));
  return figures;
}

async function measureLayout(program: string, folder: string, layout: Layout): Promise<Figure[]> {
  if (!existsSync(folder)) writeLayout(folder, layout);
  const [library, torrents, database, work] = ["library", "torrents", "index.db", "work"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "links"), { recursive: true });
  await timedProcess([program, "scan", torrents, "--db", database]);
  await timedProcess([program, "settings", "set", "min_file_size", "1", "--db", database]);
  const figures: Figure[] = [];
  const measure = async (form: string, state: string, ...words: string[]) => {
    const command = [program, "match", library, "--state", join(work, `${state}.db`), ...words];
    const { peakMb } = await timedProcess(command, true);
    console.error(`${layout.name}, ${form}: ${peakMb.toFixed(1)} MB`);
    figures.push({ what: `${layout.name}: ${form}`, ours: peakMb, unit: "MB", must: MUST_MB });
  };
  const serve = Bun.spawn([program, "serve", "--db", database, "--port", "0"], { stdout: "pipe", stderr: "ignore" });
  try {
    const server = await listening(serve.stdout);
    await measure("`--torrents`", "folder", "--torrents", torrents);
    await measure("`--torrents --out`", "folder-out", "--torrents", torrents, "--out", join(work, "a"));
    await measure("`--server`", "server", "--server", server);
    await measure("`--server --out` after that", "server", "--server", server, "--out", join(work, "b"));
    await measure("`--server --out`, first run", "server-out", "--server", server, "--out", join(work, "c"));
    await measure("`--server --json`", "server-json", "--server", server, "--json");
    if (QBittorrent.program !== null && layout.torrents <= 100) {
      await using client = await QBittorrent.start(join(work, "client"));
      const words = ["--link", join(work, "links"), "--client", client.address];
      await measure("`--torrents --link --client`", "link", "--torrents", torrents, ...words);
    }
  } finally {
    serve.kill("SIGTERM");
    await serve.exited;
  }
  return figures;
}

async function listening(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  for await (const chunk of stdout) {
    said += Buffer.from(chunk).toString();
    const url = /Listening on (\S+) /.exec(said)?.[1];
    if (url) return url;
  }
  throw new Error(`serve ended: ${said}`);
}

/** Files of zeros, each of a size of its own, that take no room on the disk; and their .torrents. */
function writeLayout(folder: string, { torrents, filesEach, renamed, padding }: Layout): void {
  mkdirSync(join(folder, "torrents"), { recursive: true });
  let size = 1_000;
  for (let t = 0; t < torrents; t++) {
    const files = Array.from({ length: filesEach }, (_, i) => ({
      path: `part ${i % 10}/file-${t}-${i}.dat`,
      length: size + i,
    }));
    size += filesEach;
    for (const { path, length } of files) {
      const name = renamed && t % 2 === 1 ? path.replace("file-", "renamed-") : path;
      const local = join(folder, "library", `Release.${t}`, name);
      mkdirSync(dirname(local), { recursive: true });
      const descriptor = openSync(local, "w");
      ftruncateSync(descriptor, length);
      closeSync(descriptor);
    }
    const torrent = buildTorrent({
      name: `Release.${t}`,
      files: files.map(({ path, length }) => ({ path, data: new Uint8Array(length) })),
      pieceLength: 65_536,
      announce: "http://tracker.invalid/announce",
      ...(padding > 0 ? { info: { "x-padding": "x".repeat(padding) } } : {}),
    });
    writeFileSync(join(folder, "torrents", `${t}.torrent`), torrent);
  }
}

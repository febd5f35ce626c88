import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { filePath } from "../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../src/core/torrent/parse.ts";
import { pieceSegments } from "../src/core/torrent/pieces.ts";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";

/**
 * The main job from end to end on real torrents and their contents: compile, index, serve, ask as a client would, and
 * check every answered torrent's pieces against the files on disk. Exits with 1 when anything is not as it should be.
 */

interface LocalFile {
  path: string;
  size: number;
}

interface AnsweredTorrent {
  info_hash: string;
  name: string;
  coverage: { files: number; of_files: number };
  files: { request_index: number; path: string }[];
  torrent_file: string;
}

const CONTENTS = join(ROOT, "node_modules/webtorrent-fixtures/fixtures");
const PROGRAM = join(ROOT, "dist/reseeder");

const folder = mkdtempSync(join(tmpdir(), "reseeder-demo-"));
const database = join(folder, "reseeder.db");
let failures = 0;

try {
  await step("Compile", async () => {
    await build({ outfile: PROGRAM, version: await packageVersion(), commit: currentCommit() });
    return `dist/reseeder, ${Math.round(statSync(PROGRAM).size / 1e6)} MB`;
  });
  await step("Index the real torrents of webtorrent-fixtures", async () => {
    const scan = Bun.spawnSync([PROGRAM, "scan", CONTENTS, "--db", database, "--json"]);
    const events = scan.stdout
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const done = events.at(-1);
    for (const { path, code, message } of events.filter(({ type }) => type === "rejected")) {
      console.log(`    rejected ${relative(CONTENTS, path)}: ${code}: ${message}`);
    }
    // One of the fixtures is broken on purpose, so the scan is partly done.
    expect(scan.exitCode === 3 && done.rejected.NAME_MISSING === 1, `scan ended with ${scan.exitCode}`);
    return `${done.found} files, ${done.added} torrents, ${done.duplicates} duplicate`;
  });
  const server = Bun.spawn([PROGRAM, "serve", "--db", database, "--port", "0"], { stdout: "pipe", stderr: "ignore" });
  try {
    const url = await listeningAt(server.stdout);
    await askAll(url);
  } finally {
    server.kill("SIGTERM");
    const code = await server.exited;
    expect(code === 0, `serve ended with ${code}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "\nAll answers hold." : `\n${failures} checks failed.`);
process.exitCode = failures === 0 ? 0 : 1;

async function askAll(url: string): Promise<void> {
  const library = localFiles(CONTENTS).filter(({ path }) => !path.endsWith(".torrent"));
  await step(`Handshake with ${url}`, async () => {
    const terms = await post(url, "handshake", { user_id: "demo" });
    return `up to ${terms["max_files_per_request"]} files a request, ${terms["max_torrents_per_response"]} torrents an answer`;
  });
  for (const phase of [1, 2]) {
    await step(phase === 1 ? "Phase 1: names and sizes" : "Phase 2: sizes alone, as if all were renamed", async () => {
      const files = library.map(({ path, size }) => (phase === 1 ? { name: path, size } : { size }));
      const answer = await post(url, `phase${phase}`, { user_id: "demo", phase, files });
      const torrents = answer["matched_torrents"] as AnsweredTorrent[];
      expect(torrents.length > 0, "no torrent was matched");
      for (const torrent of torrents) console.log(`    ${describe(torrent, library)}`);
      return `${files.length} files asked, ${torrents.length} torrents answered`;
    });
  }
}

/** Checks one torrent's pieces against local files and says what came of it. */
function describe(torrent: AnsweredTorrent, library: LocalFile[]): string {
  const metainfo = parseMetainfo(Buffer.from(torrent.torrent_file, "base64"));
  const { files, of_files } = torrent.coverage;
  const complete = files === of_files;
  let verdict = `${files} of ${of_files} files are here`;
  if (complete) {
    const candidates = metainfo.files.map((file) => {
      const pairs = torrent.files.filter(({ path }) => path === filePath(metainfo, file));
      return pairs.map(({ request_index }) => (library[request_index] as LocalFile).path);
    });
    const seedable = assignments(candidates, 0, []).some((paths) => piecesHold(torrent, paths));
    expect(seedable, `${torrent.name}: the pieces do not match the files`);
    verdict += seedable ? `, all ${metainfo.pieceCount} pieces match` : ", BUT THE PIECES DO NOT MATCH";
  }
  return `${torrent.info_hash}  ${torrent.name}: ${verdict}`;
}

/** Every way to choose one local file for each of the torrent's: where sizes are equal, only the pieces can tell. */
function* assignments(candidates: string[][], index: number, chosen: string[]): Generator<string[]> {
  if (index === candidates.length) {
    yield chosen;
    return;
  }
  for (const path of candidates[index] ?? []) {
    if (!chosen.includes(path)) yield* assignments(candidates, index + 1, [...chosen, path]);
  }
}

function piecesHold(torrent: AnsweredTorrent, paths: string[]): boolean {
  const bytes = Buffer.from(torrent.torrent_file, "base64");
  const metainfo = parseMetainfo(bytes);
  const contents = paths.map((path) => readFileSync(join(CONTENTS, path)));
  for (let piece = 0; piece < metainfo.pieceCount; piece++) {
    const hash = createHash("sha1");
    for (const { file, offset, length } of pieceSegments(metainfo, piece)) {
      hash.update((contents[file] as Buffer).subarray(offset, offset + length));
    }
    const start = (metainfo.pieces?.start ?? 0) + piece * 20;
    if (!hash.digest().equals(bytes.subarray(start, start + 20))) return false;
  }
  return true;
}

function localFiles(root: string): LocalFile[] {
  return (readdirSync(root, { recursive: true }) as string[])
    .map((path) => ({ path, stat: statSync(join(root, path)) }))
    .filter(({ stat }) => stat.isFile() && stat.size > 0)
    .map(({ path, stat }) => ({ path, size: stat.size }));
}

async function post(url: string, endpoint: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/match/${endpoint}`, { method: "POST", body: JSON.stringify(body) });
  const answer = (await response.json()) as Record<string, unknown>;
  expect(response.status === 200 && answer["status"] === "ok", `${endpoint}: ${response.status} ${answer["message"]}`);
  return answer;
}

/** The address that `serve` prints first. */
async function listeningAt(output: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true });
    const url = /http:\/\/\S+/.exec(text)?.[0];
    if (url && text.includes("\n")) return url;
  }
  throw new Error(`serve did not say where it listens: ${text}`);
}

async function step(title: string, action: () => Promise<string>): Promise<void> {
  console.log(`\n${title}`);
  const started = performance.now();
  const outcome = await action();
  console.log(`  ${outcome} (${Math.round(performance.now() - started)} ms)`);
}

function expect(holds: boolean, otherwise: string): void {
  if (holds) return;
  failures++;
  console.error(`  FAILED: ${otherwise}`);
}

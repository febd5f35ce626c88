import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { ManifestEntry } from "../src/client/matching/manifest.ts";
import { network } from "../src/client/sources/network.ts";
import { handshake } from "../src/core/protocol/handshake.ts";
import { askPhase } from "../src/core/protocol/phases.ts";
import type { Outcome } from "../src/core/protocol/problem.ts";
import { serverAddress } from "../src/core/protocol/server-address.ts";
import { filePath } from "../src/core/torrent/metainfo.ts";
import { parseMetainfo } from "../src/core/torrent/parse.ts";
import { pieceSegments } from "../src/core/torrent/pieces.ts";
import { build, currentCommit, packageVersion, ROOT } from "./build.ts";

/**
 * The main job from end to end on real torrents and their contents: compile, index, serve, ask as a client would, match
 * a user's library, and hash every piece of what was found once more. Exits with 1 when anything is not as it should be.
 */

interface LocalFile {
  path: string;
  size: number;
}

/** Of alice.txt. */
const ALICE_BYTES = 163_783;

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
  const address = serverAddress(url, { token: null, passkey: null, userId: "demo" });
  if (address === null) throw new Error(`${url} is no address`);
  const terms = answered(await handshake(network, address));
  await step(`Handshake with ${url}`, async () => {
    return `up to ${terms.maxFilesPerRequest} files a request, ${terms.maxTorrentsPerResponse} torrents an answer`;
  });
  for (const phase of [1, 2] as const) {
    await step(phase === 1 ? "Phase 1: names and sizes" : "Phase 2: sizes alone, as if all were renamed", async () => {
      const files = library.map(({ path, size }) => ({ name: path, size }));
      let torrents = 0;
      for await (const event of askPhase(network, address, phase, files, [], terms)) {
        if (event.type === "end") answered(event.outcome);
        else console.log(`    ${event.torrent.infoHash}  ${event.torrent.name}`);
        if (event.type === "torrent") torrents++;
      }
      expect(torrents > 0, "no torrent was matched");
      return `${files.length} files asked, ${torrents} torrents answered`;
    });
  }
  await step("`reseeder match` over a library with renamed files, decoys and damage", () => matchLibrary(url));
}

/** What a user does: files of the fixtures under other names, files of the same sizes that are others, one damaged. */
async function matchLibrary(url: string): Promise<string> {
  const media = join(folder, "media");
  cpSync(CONTENTS, media, { recursive: true, filter: (path) => !path.endsWith(".torrent") });
  const alice = join(media, "alice.txt");
  renameSync(alice, join(media, "book 17.txt"));
  for (const name of ["alice.txt", "another.txt"])
    writeFileSync(join(media, name), new Uint8Array(ALICE_BYTES).fill(97));
  const leaves = readdirSync(media).find((name) => name.endsWith(".epub")) ?? "";
  const book = readFileSync(join(media, leaves));
  book[200_000] = (book[200_000] ?? 0) ^ 1;
  writeFileSync(join(media, leaves), book);
  Bun.spawnSync([PROGRAM, "settings", "set", "min_file_size", "0", "--db", database]);
  const ready = join(folder, "ready");
  const { exitCode, stdout, stderr } = Bun.spawnSync(
    [PROGRAM, "match", media, "--server", url, "--out", ready, "--state", join(folder, "match.db"), "--all"],
    { env: { HOME: folder } },
  );
  expect(exitCode === 0, `match ended with ${exitCode}: ${stderr}`);
  const text = stdout.toString();
  console.log(text.replace(/^/gm, "    ").trimEnd());
  expect(/READY +alice\.txt .* 1 file renamed/.test(text), "alice.txt was not found under its other name");
  expect(/NEAR +Leaves of Grass.*piece \d+ of \d+ differs/.test(text), "the damaged book was not found out");
  const { torrents } = JSON.parse(readFileSync(join(ready, "manifest.json"), "utf8")) as { torrents: ManifestEntry[] };
  for (const entry of torrents) expect(piecesHold(ready, entry), `${entry.name}: its pieces do not hold`);
  return `${torrents.length} torrents written, and the pieces of all of them hold when they are hashed once more`;
}

/** Hashes a torrent's pieces out of the files that the manifest names, independently of what wrote it. */
function piecesHold(ready: string, entry: ManifestEntry): boolean {
  const bytes = readFileSync(join(ready, entry.torrent));
  const metainfo = parseMetainfo(bytes);
  const contents = metainfo.files.map((file) => {
    const local = entry.files.find(({ path }) => path === filePath(metainfo, file))?.local;
    return local ? readFileSync(local) : Buffer.alloc(file.length);
  });
  for (let piece = 0; metainfo.pieces !== null && piece < metainfo.pieceCount; piece++) {
    const hash = createHash("sha1");
    for (const { file, offset, length } of pieceSegments(metainfo, piece)) {
      hash.update((contents[file] as Buffer).subarray(offset, offset + length));
    }
    const start = metainfo.pieces.start + piece * 20;
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

function answered<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.problem.message);
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

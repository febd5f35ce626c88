import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathFilter } from "../../src/client/library/path-filter.ts";
import { walkLibrary } from "../../src/client/library/walk-library.ts";
import type { FoundTorrent, MatchSummary } from "../../src/client/matching/match-event.ts";
import { matchLibrary } from "../../src/client/matching/match-library.ts";
import { emptySummary } from "../../src/client/matching/match-summary.ts";
import { ReadPace } from "../../src/client/matching/read-pace.ts";
import { folderSource } from "../../src/client/sources/folder-source.ts";
import { filePath } from "../../src/core/torrent/metainfo.ts";
import { MatchState } from "../../src/store/client/match-state.ts";

const SCRIPT = join(import.meta.dir, "mutated_libraries.py");

/** Where a verdict of ours and libtorrent's own check of the same files disagree; empty where they never do. */
export interface Comparison {
  libraries: number;
  /** How many torrents came to each status. */
  statuses: Record<string, number>;
  disagreements: string[];
}

/**
 * Makes `count` torrents with libtorrent and libraries that are nearly theirs (bytes flipped, cut, grown, with holes,
 * empty, swapped, renamed, missing, decoys), matches each, lays the files out as the verdict says, lets libtorrent check
 * that, and compares the pieces. Every file of a library has to be afterwards what it was before.
 */
export async function compareMutatedLibraries(
  python: string,
  folder: string,
  from: number,
  count: number,
): Promise<Comparison> {
  spawn(python, ["make", folder, String(from), String(count)]);
  const statuses: Record<string, number> = {};
  const disagreements: string[] = [];
  const lines: string[] = [];
  const verdicts: { seed: number; found: FoundTorrent | null }[] = [];
  for (let seed = from; seed < from + count; seed++) {
    const root = join(folder, String(seed));
    const library = join(root, "library");
    rmSync(join(root, "source"), { recursive: true });
    const before = fingerprintOf(library);
    const { found } = await matchFolder(library, join(root, "t.torrent"), join(root, "state.db"));
    if (fingerprintOf(library) !== before) disagreements.push(`${seed}: the library changed`);
    const layout = join(root, "layout");
    mkdirSync(layout);
    if (found !== null) layOut(found, layout);
    verdicts.push({ seed, found });
    const status = found?.status ?? "none";
    statuses[status] = (statuses[status] ?? 0) + 1;
    lines.push(`${join(root, "t.torrent")}\t${layout}\n`);
  }
  const checked = spawn(python, ["check"], lines.join("")).trimEnd().split("\n");
  for (const [i, { seed, found }] of verdicts.entries()) {
    const { have, seeding } = JSON.parse(checked[i] ?? "") as { have: boolean[]; seeding: boolean };
    const theirs = found === null ? 0 : realPieces(found, have);
    const ours = found?.verdict.piecesVerified ?? 0;
    if (ours !== theirs) disagreements.push(`${seed}: ${ours} pieces verified, libtorrent has ${theirs}`);
    if ((found?.status === "ready") !== seeding) disagreements.push(`${seed}: ${found?.status}, libtorrent ${seeding}`);
  }
  return { libraries: count, statuses, disagreements };
}

/** Pieces that libtorrent has and that hold bytes of real files. */
function realPieces({ torrent: { metainfo } }: FoundTorrent, have: readonly boolean[]): number {
  const { files, pieceLength } = metainfo;
  return have.filter((has, piece) => {
    const [start, end] = [piece * pieceLength, (piece + 1) * pieceLength];
    return (
      has && files.some(({ pad, length, offset }) => !pad && length > 0 && offset < end && offset + length > start)
    );
  }).length;
}

/** Links the files under the torrent's own names, as a client would look for them. */
function layOut({ torrent: { metainfo }, files }: FoundTorrent, folder: string): void {
  for (const { index, path } of files) {
    if (path === null) continue;
    const target = join(folder, filePath(metainfo, metainfo.files[index] as (typeof metainfo.files)[number]));
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(path, target);
  }
}

/** What must not change of a library: every file's inode, mode, time of modification and content. */
export function fingerprintOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lines = names.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, mode, mtimeNs, size } = statSync(path, { bigint: true });
    return `${path} ${ino} ${mode} ${mtimeNs} ${size} ${Bun.SHA256.hash(readFileSync(path), "hex")}`;
  });
  return lines.sort().join("\n");
}

/** Matches a library with the .torrents below a folder, or with one of them. */
export async function matchFolder(
  library: string,
  torrents: string,
  statePath: string,
): Promise<{ found: FoundTorrent | null; summary: MatchSummary }> {
  const folder = `${torrents}.d`;
  mkdirSync(folder, { recursive: true });
  linkSync(torrents, join(folder, "t.torrent"));
  using state = new MatchState(statePath);
  const filter = pathFilter([], []);
  const walked = await walkLibrary([library], { filter, onProblem: () => {} });
  const summary = emptySummary();
  let found: FoundTorrent | null = null;
  for await (const event of matchLibrary({
    ...{ library: walked, sources: [folderSource(folder)], state, summary, fresh: false, needsOwn: () => false },
    ...{ pace: new ReadPace(null, Date.now, Bun.sleep), signal: new AbortController().signal, clock: Date.now },
  })) {
    if (event.type === "found") found = event.torrent;
    if (event.type === "problem") throw new Error(event.message);
  }
  rmSync(folder, { recursive: true });
  return { found, summary };
}

function spawn(python: string, args: readonly string[], stdin = ""): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([python, SCRIPT, ...args], { stdin: Buffer.from(stdin) });
  if (exitCode !== 0) throw new Error(`${args[0]} ended with ${exitCode}: ${stderr}`);
  return stdout.toString();
}

import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { matchFolder } from "../../support/mutated-libraries.ts";
import { testWith } from "../../support/needs.ts";
import { MKTORRENT } from "../../support/releases.ts";
import { pseudoRandom } from "../../support/torrent-builder.ts";
import { type Tree, tree } from "../../support/tree.ts";

const FIXTURES = join(import.meta.dir, "../../../node_modules/webtorrent-fixtures/fixtures");

/** Torrents of webtorrent-fixtures whose files come with them: name → where those lie. */
const WHOLE = {
  alice: ["alice.txt"],
  leaves: ["Leaves of Grass by Walt Whitman.epub"],
  numbers: ["numbers/1.txt", "numbers/2.txt", "numbers/3.txt"],
  folder: ["folder/file.txt"],
};

function put(dir: Tree, from: string, to: string): void {
  mkdirSync(dirname(dir.path(to)), { recursive: true });
  copyFileSync(join(FIXTURES, from), dir.path(to));
}

async function matched(dir: Tree, torrent: string) {
  const own = dir.path("own.torrent");
  copyFileSync(torrent, own);
  const { found } = await matchFolder(dir.path("library"), own, dir.path(`${Bun.hash(torrent)}.db`));
  rmSync(own);
  return found;
}

test.each(Object.entries(WHOLE))(
  "webtorrent's %s is ready under other names, in another folder",
  async (name, files) => {
    using dir = tree();
    for (const [i, file] of files.entries()) put(dir, file, `library/elsewhere/${i}.bin`);
    const found = await matched(dir, join(FIXTURES, `${name}.torrent`));
    expect([found?.status, found?.verdict.renamed, found?.verdict.piecesVerified]).toEqual([
      "ready",
      files.length,
      found?.verdict.pieces as number,
    ]);
  },
);

test("webtorrent's leaves with one byte changed lacks the piece that the byte is in", async () => {
  using dir = tree();
  put(dir, WHOLE.leaves[0] as string, "library/leaves.epub");
  const bytes = readFileSync(dir.path("library/leaves.epub"));
  bytes[100_000] = (bytes[100_000] as number) ^ 1;
  writeFileSync(dir.path("library/leaves.epub"), bytes);
  const torrent = join(FIXTURES, "leaves.torrent");
  const { pieceLength } = parseMetainfo(readFileSync(torrent));
  const found = await matched(dir, torrent);
  expect(found?.status).toBe("near");
  expect(found?.reason).toStartWith(`piece ${Math.floor(100_000 / pieceLength) + 1} of `);
});

const withMktorrent = testWith(MKTORRENT !== null, "mktorrent");

withMktorrent(
  "mktorrent's torrents: each verdict is what SHA-1 over the joined files says, piece by piece",
  async () => {
    using dir = tree();
    const sizes = { "a.mkv": 300_001, "b.nfo": 77, "c/d.mkv": 262_144, "c/e.srt": 40_000, "z.mkv": 131_073 };
    for (const [path, size] of Object.entries(sizes)) dir.write(`Show-GRP/${path}`, pseudoRandom(size, path));
    const torrent = dir.path("made.torrent");
    const args = ["-l", "15", "-a", "http://127.0.0.1:1/announce", "-o", torrent, dir.path("Show-GRP")];
    expect(Bun.spawnSync([MKTORRENT as string, ...args]).exitCode).toBe(0);
    const metainfo = parseMetainfo(readFileSync(torrent));
    expect(metainfo.files.map(({ path }) => path.join("/")).sort()).toEqual(Object.keys(sizes));
    renameSync(dir.path("Show-GRP"), dir.path("library"));
    renameSync(dir.path("library/a.mkv"), dir.path("library/c/first episode.mkv"));
    expect(await matched(dir, torrent)).toMatchObject({ status: "ready", verdict: { renamed: 1, pieces: 23 } });

    const damaged = dir.path("library/c/d.mkv");
    const bytes = readFileSync(damaged);
    for (const at of [0, 90_000, 262_143]) bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(damaged, bytes);
    const joined = Buffer.concat(
      metainfo.files.map(({ path }) => {
        const name = path.join("/") === "a.mkv" ? "c/first episode.mkv" : path.join("/");
        return readFileSync(dir.path(`library/${name}`));
      }),
    );
    const pieces = metainfo.pieces as { start: number };
    const due = readFileSync(torrent).subarray(pieces.start);
    const holds = Array.from({ length: 23 }, (_, i) => {
      const digest = createHash("sha1")
        .update(joined.subarray(i * 32_768, (i + 1) * 32_768))
        .digest();
      return digest.equals(due.subarray(i * 20, i * 20 + 20));
    });
    const near = await matched(dir, torrent);
    expect([near?.status, near?.verdict.piecesDiffer]).toEqual(["near", holds.filter((is) => !is).length]);
    expect(near?.verdict.piecesVerified).toBe(holds.filter((is) => is).length);
    expect(near?.reason).toContain(`the first is ${holds.indexOf(false) + 1}`);
  },
);

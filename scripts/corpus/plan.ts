import { KINDS, type Kind, MANY_FILES, ONE_FILE } from "./kinds.ts";
import { Random } from "./random.ts";

/** Torrents are planned in blocks, so that any one of them can be made without planning all the others. */
const BLOCK = 256;

/** The kind of one torrent and its number of files. */
export interface Planned {
  kind: Kind;
  files: number;
}

/**
 * What torrent `index` of a tracker with `torrents` torrents and `files` files in all is; over all of them the files
 * add up exactly. Throws RangeError where there are fewer files than torrents, or no such torrent.
 */
export function plan(seed: number, index: number, { torrents, files }: { torrents: number; files: number }): Planned {
  if (!(files >= torrents)) throw new RangeError(`${torrents} torrents need as many files or more (got ${files})`);
  if (!(index >= 0 && index < torrents)) throw new RangeError(`There is no torrent ${index} of ${torrents}`);
  const first = index - (index % BLOCK);
  const last = Math.min(first + BLOCK, torrents);
  const filesUpTo = (end: number) => Math.floor((files * end) / torrents);
  return planBlock(new Random(seed, first, 1), last - first, filesUpTo(last) - filesUpTo(first))[
    index - first
  ] as Planned;
}

function planBlock(random: Random, torrents: number, files: number): Planned[] {
  const block = Array.from({ length: torrents }, () => draw(random));
  let missing = files - block.reduce((sum, torrent) => sum + torrent.files, 0);
  // Shrinking and growing go round the block, so that no single torrent pays for the difference.
  while (missing < 0) {
    const stuck = !block.some(({ kind, files }) => files > kind.least);
    for (let at = 0; at < torrents && missing < 0; at++) {
      const torrent = block[at] as Planned;
      const fewer = stuck ? torrent.files - 1 : Number(torrent.files > torrent.kind.least);
      if (stuck) block[at] = { kind: ONE_FILE, files: 1 };
      else torrent.files -= fewer;
      missing += fewer;
    }
  }
  if (missing > 0 && !block.some(grows)) block[0] = { kind: MANY_FILES, files: block[0]?.files ?? 1 };
  for (let at = 0; missing > 0; at = (at + 1) % torrents) {
    const torrent = block[at] as Planned;
    if (!grows(torrent)) continue;
    torrent.files++;
    missing--;
  }
  return block;
}

function draw(random: Random): Planned {
  let share = random.next() / 2 ** 32;
  for (const kind of KINDS) {
    share -= kind.share;
    if (share < 0) return { kind, files: kind.count(random) };
  }
  return { kind: ONE_FILE, files: 1 };
}

function grows({ kind }: Planned): boolean {
  return kind.least > 1;
}

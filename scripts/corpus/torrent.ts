import { type Contents, VOLUME_BYTES, volumes } from "./kinds.ts";
import { dotted, padded, release, title, year } from "./names.ts";
import { plan } from "./plan.ts";
import { Random } from "./random.ts";

/** Size of the tracker; the same options and seed give the same bytes. */
export interface CorpusOptions {
  torrents: number;
  /** Files of all those torrents together. */
  files: number;
  /** How many torrents of 79 equal volumes follow, at the indexes from `torrents` on; they are not among `files`. */
  popular?: number;
  /** Long pieces, so that a .torrent takes about 1 kB in place of 26. */
  small?: boolean;
}

/** One .torrent; each file's path is the one below the torrent's folder, or the name where there is no folder. */
export interface GeneratedTorrent {
  bytes: Uint8Array;
  name: string;
  files: { path: string; size: number }[];
}

const POPULAR_VOLUMES = 79;
const SHORTEST_PIECE = 2 ** 14;
const LONGEST_PIECE = 2 ** 28;
/** Piece lengths double until no more pieces are needed; the average comes out at 1,250 of them, some 26 kB. */
const MOST_PIECES = 1_800;
const MOST_PIECES_SMALL = 8;

/**
 * The .torrent (v1, BEP 3) at `index` of a generated tracker, `pieces` being random bytes: there is no payload.
 * Any one can be made without the others. Throws RangeError where the tracker has no such torrent.
 */
export function generateTorrent(seed: number, index: number, options: CorpusOptions): GeneratedTorrent {
  const random = new Random(seed, index, 2);
  const contents = index < options.torrents ? ordinary(seed, index, options, random) : popular(index, options, random);
  const { name, files } = contents;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let pieceLength = SHORTEST_PIECE;
  const most = options.small ? MOST_PIECES_SMALL : MOST_PIECES;
  while (pieceLength < LONGEST_PIECE && total > pieceLength * most) pieceLength *= 2;

  const pieces = random.bytes(20 * Math.ceil(total / pieceLength));
  const announced = random.chance(0.5);
  const created = random.integer(1_262_304_000, 1_790_000_000);
  const isPrivate = random.chance(0.7);
  const head = Buffer.from(
    `d${announced ? text("announce") + text("https://tracker.example/announce") : ""}` +
      `${text("created by")}${text("corpus/1")}${text("creation date")}i${created}e` +
      `${text("info")}d${fileKeys(contents)}${text("name")}${text(name)}` +
      `${text("piece length")}i${pieceLength}e${text("pieces")}${pieces.length}:`,
  );
  const tail = Buffer.from(`${isPrivate ? `${text("private")}i1e` : ""}ee`);
  return { bytes: Buffer.concat([head, pieces, tail]), name, files };
}

function ordinary(seed: number, index: number, options: CorpusOptions, random: Random): Contents {
  const { kind, files } = plan(seed, index, options);
  return kind.contents(random, files);
}

function popular(index: number, { torrents, popular = 0 }: CorpusOptions, random: Random): Contents {
  if (index >= torrents + popular) throw new RangeError(`There is no torrent ${index} of ${torrents + popular}`);
  const name = `${dotted(title(random))}.${year(random)}.${release(random)}.${padded(index - torrents + 1, 6)}`;
  return volumes(name, name, POPULAR_VOLUMES, VOLUME_BYTES);
}

function fileKeys({ single, files }: Contents): string {
  if (single) return `${text("length")}i${files[0]?.size}e`;
  const entries = files.map(({ path, size }) => {
    const parts = path.split("/").map(text).join("");
    return `d${text("length")}i${size}e${text("path")}l${parts}ee`;
  });
  return `${text("files")}l${entries.join("")}e`;
}

function text(value: string): string {
  return `${Buffer.byteLength(value)}:${value}`;
}

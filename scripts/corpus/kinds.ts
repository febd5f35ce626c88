import { artist, dotted, padded, release, title, year } from "./names.ts";
import type { Random } from "./random.ts";

/** A file of a torrent: its path below the torrent's folder, and its length in bytes. */
export interface File {
  path: string;
  size: number;
}

/** What a torrent holds; `single` means that it has no folder and `name` is its only file. */
export interface Contents {
  name: string;
  single: boolean;
  files: File[];
}

/** One kind of upload: its share of a tracker, how many files it has, and how they are made for a given count. */
export interface Kind {
  share: number;
  /** Fewest files it makes sense with. */
  least: number;
  /** Draws a number of files. */
  count(random: Random): number;
  /** Contents with exactly `count` files. */
  contents(random: Random, count: number): Contents;
}

/** Volumes of the sets that crowd one size on every tracker. */
export const VOLUME_BYTES = 50_000_000;

const GB = 1_000_000_000;
const MB = 1_000_000;

function film(random: Random): string {
  return `${dotted(title(random))}.${year(random)}.${release(random)}`;
}

function single(name: string, size: number): Contents {
  return { name, single: true, files: [{ path: name, size }] };
}

const movie: Kind = {
  share: 0.36,
  least: 1,
  count: () => 1,
  contents: (random) => single(`${film(random)}.mkv`, random.spread(0.7 * GB, 30 * GB)),
};

const episode: Kind = {
  share: 0.17,
  least: 1,
  count: () => 1,
  contents(random) {
    const number = `S${padded(random.integer(1, 12))}E${padded(random.integer(1, 24))}`;
    return single(`${dotted(title(random))}.${number}.${release(random)}.mkv`, random.spread(0.2 * GB, 4 * GB));
  },
};

const movieFolder: Kind = {
  share: 0.12,
  least: 2,
  count: (random) => random.integer(2, 6),
  contents(random, count) {
    const name = film(random);
    const files = [
      { path: `${name}.mkv`, size: random.spread(0.7 * GB, 30 * GB) },
      { path: `${name}.nfo`, size: random.integer(900, 12_000) },
      { path: "Sample/sample.mkv", size: random.spread(10 * MB, 90 * MB) },
    ].slice(0, count);
    for (let i = files.length; i < count; i++) {
      files.push({ path: `Subs/${name}.${padded(i - 2)}.srt`, size: random.integer(20_000, 140_000) });
    }
    return { name, single: false, files };
  },
};

const scene: Kind = {
  share: 0.065,
  least: 4,
  count: (random) => random.integer(18, 62),
  contents(random, count) {
    const name = film(random);
    const stem = name.toLowerCase().replaceAll(".", "-");
    return volumes(name, stem, count - 2, random.integer(1_000_000, VOLUME_BYTES), [
      { path: `${stem}.nfo`, size: random.integer(2_000, 12_000) },
      { path: `${stem}.sfv`, size: 48 + (stem.length + 14) * (count - 2) },
    ]);
  },
};

const season: Kind = {
  share: 0.1,
  least: 3,
  count: (random) => random.integer(6, 25),
  contents(random, count) {
    const show = dotted(title(random));
    const number = random.integer(1, 12);
    const how = release(random);
    const typical = random.spread(0.2 * GB, 3 * GB);
    const files = Array.from({ length: count - 1 }, (_, i) => ({
      path: `${show}.S${padded(number)}E${padded(i + 1)}.${how}.mkv`,
      size: Math.floor(typical * (0.8 + 0.4 * (random.next() / 2 ** 32))),
    }));
    const name = `${show}.S${padded(number)}.${how}`;
    return { name, single: false, files: [...files, { path: `${name}.nfo`, size: random.integer(900, 9_000) }] };
  },
};

const album: Kind = {
  share: 0.12,
  least: 3,
  count: (random) => random.integer(7, 21),
  contents(random, count) {
    const by = artist(random);
    const called = title(random);
    const lossless = random.chance(0.6);
    const [low, high] = lossless ? [14 * MB, 48 * MB] : [4 * MB, 14 * MB];
    const files = Array.from({ length: count - 2 }, (_, i) => ({
      path: `${padded(i + 1)} - ${title(random)}.${lossless ? "flac" : "mp3"}`,
      size: random.integer(low, high),
    }));
    files.push({ path: "cover.jpg", size: random.integer(60_000, 1_400_000) });
    files.push({ path: `${by} - ${called}.m3u`, size: random.integer(300, 1_800) });
    return { name: `${by} - ${called} (${year(random)}) [${lossless ? "FLAC" : "MP3"}]`, single: false, files };
  },
};

const book: Kind = {
  share: 0.06,
  least: 1,
  count: () => 1,
  contents(random) {
    const format = random.pick(["epub", "pdf", "azw3", "cbz"]);
    return single(
      `${artist(random)} - ${title(random)} (${year(random)}).${format}`,
      random.spread(0.3 * MB, 180 * MB),
    );
  },
};

/** Software, courses, collections: the kind that takes any number of files. */
const pack: Kind = {
  share: 0.005,
  least: 2,
  count: (random) => random.spread(20, 300),
  contents(random, count) {
    const name = `${title(random)} v${random.integer(1, 9)}.${random.integer(0, 30)}`;
    const files = Array.from({ length: count }, (_, i) => ({
      path: `Disc ${1 + Math.floor(i / 40)}/${padded(i + 1, 4)} ${random.pick(["setup", "data", "lesson", "level", "scan"])}.bin`,
      size: random.spread(2_000, 400 * MB),
    }));
    return { name, single: false, files };
  },
};

/** All kinds; their shares add up to 1. */
export const KINDS: readonly Kind[] = [movie, episode, movieFolder, scene, season, album, book, pack];

/** The kind that stands in where a count must be 1, and the one where it must be large. */
export const ONE_FILE = movie;
export const MANY_FILES = pack;

/** A set of `count` volumes of VOLUME_BYTES under names of its own, the last one `lastBytes` long, and `more` files. */
export function volumes(name: string, stem: string, count: number, lastBytes: number, more: File[] = []): Contents {
  const files = Array.from({ length: count }, (_, i) => ({
    path: `${stem}.part${padded(i + 1, String(count).length)}.rar`,
    size: i === count - 1 ? lastBytes : VOLUME_BYTES,
  }));
  return { name, single: false, files: [...files, ...more] };
}

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pseudoRandom } from "./torrent-builder.ts";

/** Where mktorrent is on this machine; null where there is none. */
export const MKTORRENT = Bun.which("mktorrent");

/** Something that was once uploaded to the tracker: its files, and the .torrent that mktorrent made of them. */
export interface Release {
  /** Name of its root folder, or of its only file. */
  name: string;
  /** Path below the folder of all contents, root folder included. */
  files: { path: string; size: number }[];
  /** The .torrent file. */
  torrent: string;
  /** v1, 40 hex. */
  infoHash: string;
}

/** What is released: name → length of a single file, or path below the root folder → length. */
export type Contents = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/**
 * Writes made-up contents, the same ones each time, below `folder`/contents and their .torrent files into
 * `folder`/torrents.
 * @param announce address in each .torrent, by the release's name
 */
export function makeReleases(folder: string, contents: Contents, announce: (name: string) => string): Release[] {
  mkdirSync(join(folder, "torrents"), { recursive: true });
  return Object.entries(contents).map(([name, content], index) => {
    const lengths = typeof content === "number" ? { [name]: content } : content;
    const files = Object.entries(lengths).map(([path, size]) => {
      const whole = typeof content === "number" ? path : `${name}/${path}`;
      const target = join(folder, "contents", whole);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, pseudoRandom(size, whole));
      return { path: whole, size };
    });
    const torrent = join(folder, "torrents", `${index + 1}.torrent`);
    const options = ["-p", "-l", "15", "-s", "EXAMPLE", "-a", announce(name), "-o", torrent];
    const made = Bun.spawnSync([MKTORRENT ?? "", ...options, join(folder, "contents", name)]);
    if (made.exitCode !== 0) throw new Error(`mktorrent ended with ${made.exitCode}: ${made.stderr}`);
    return { name, files, torrent, infoHash: infoHashOf(readFileSync(torrent)) };
  });
}

/** What mktorrent writes ends with `info`, so its bytes are found without reading the rest. */
function infoHashOf(torrent: Uint8Array): string {
  const start = Buffer.from(torrent).indexOf("4:infod") + "4:info".length;
  return createHash("sha1").update(torrent.subarray(start, -1)).digest("hex");
}

/** One of a user's files. */
export interface LibraryFile {
  path: string;
  name: string;
  bytes: Buffer;
}

/** A user's own collection: one flat folder, in which files have lost the folders of their releases. */
export class Library {
  readonly files: readonly LibraryFile[];

  constructor(folder: string, contents: string, releases: readonly Release[]) {
    mkdirSync(folder, { recursive: true });
    this.files = releases.flatMap(({ files }) =>
      files.map(({ path }) => {
        // As macOS names files: accents on their own.
        const name = basename(path).normalize("NFD");
        const copy = { path: join(folder, name), name, bytes: readFileSync(join(contents, path)) };
        writeFileSync(copy.path, copy.bytes);
        return copy;
      }),
    );
  }

  /** Turns one bit of a release's first file. */
  damage({ files }: Release, offset: number): void {
    const name = basename(files[0]?.path ?? "").normalize("NFD");
    const { path, bytes } = this.files.find((file) => file.name === name) as LibraryFile;
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
}

import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { isObject } from "../../core/json-text.ts";
import { TorrentFileNames } from "../../core/personal/torrent-file-name.ts";
import { filePath } from "../../core/torrent/metainfo.ts";
import type { FoundTorrent } from "./match-event.ts";

const MANIFEST = "manifest.json";
const MAX_MANIFEST = 256 * 1024 * 1024;

/** One torrent of the manifest: where its files lie, and where they belong. */
export interface ManifestEntry {
  info_hash: string;
  name: string;
  status: string;
  /** Name of the .torrent in the folder. */
  torrent: string;
  files: { path: string; size: number; local: string | null; whole: boolean }[];
}

/**
 * The folder of `--out`: .torrent files and a manifest. Nothing else in it is touched, and a file that is not of an
 * earlier run is never overwritten.
 */
export class OutFolder {
  private readonly entries = new Map<string, ManifestEntry>();
  private readonly names = new TorrentFileNames();
  /** .torrents written or found as they are to be. */
  written = 0;

  /** @throws ReseederError FAILED where it cannot be made, or its manifest is not ours */
  constructor(private readonly folder: string) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw this.error(`Cannot make the folder ${folder}`, error);
    }
    for (const entry of this.readManifest()) this.entries.set(entry.info_hash, entry);
  }

  /** True when an earlier run wrote the .torrent and it is still there. */
  has(infoHash: string): boolean {
    const entry = this.entries.get(infoHash);
    return entry !== undefined && statSync(join(this.folder, entry.torrent), { throwIfNoEntry: false }) !== undefined;
  }

  /** Writes a .torrent and notes where its files lie. @throws ReseederError FAILED */
  add({ torrent, infoHash, status, files, stripped }: FoundTorrent): void {
    const { metainfo, bytes } = torrent;
    const known = this.entries.get(infoHash);
    const name = known?.torrent ?? this.freeName(metainfo.name, infoHash);
    if (!(stripped && this.has(infoHash))) this.write(name, bytes);
    this.written++;
    this.entries.set(infoHash, {
      ...{ info_hash: infoHash, name: metainfo.name, status, torrent: name },
      files: files.map(({ index, size, path, whole }) => ({
        path: filePath(metainfo, metainfo.files[index] as (typeof metainfo.files)[number]),
        ...{ size, local: path, whole },
      })),
    });
  }

  /** Writes the manifest. @throws ReseederError FAILED */
  finish(): void {
    const torrents = [...this.entries.values()].sort((a, b) => (a.info_hash < b.info_hash ? -1 : 1));
    this.write(MANIFEST, new TextEncoder().encode(`${JSON.stringify({ version: 1, torrents }, null, 1)}\n`));
  }

  private freeName(name: string, infoHash: string): string {
    for (;;) {
      const free = this.names.next(name, null, infoHash);
      const isTaken = [...this.entries.values()].some(({ torrent }) => torrent === free);
      const there = statSync(join(this.folder, free), { throwIfNoEntry: false });
      if (!isTaken && there === undefined) return free;
      if (free.includes(infoHash)) throw this.error(`${join(this.folder, free)} is there and not of an earlier run`);
    }
  }

  /** Whole or not at all. */
  private write(name: string, bytes: Uint8Array): void {
    const path = join(this.folder, name);
    const temporary = join(this.folder, `.${crypto.randomUUID()}.tmp`);
    try {
      // Announce addresses hold passkeys.
      const descriptor = openSync(temporary, "wx", 0o600);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw this.error(`Cannot write ${path}`, error);
    }
  }

  private readManifest(): ManifestEntry[] {
    const path = join(this.folder, MANIFEST);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [];
    try {
      const value: unknown = stat.size > MAX_MANIFEST ? null : JSON.parse(readFileSync(path, "utf8"));
      if (isObject(value) && value["version"] === 1 && Array.isArray(value["torrents"])) {
        return value["torrents"].filter(isEntry);
      }
    } catch {
      // Said below.
    }
    throw this.error(`${path} is no manifest of reseeder match`);
  }

  private error(message: string, cause?: unknown): ReseederError {
    const why = cause === undefined ? "" : `: ${(cause as Error).message}`;
    return new ReseederError("FAILED", `${message}${why}`, { hint: "Name another folder with --out DIR.", cause });
  }
}

/** Names in it are ours, but the file may have been edited. */
function isEntry(value: unknown): value is ManifestEntry {
  if (!isObject(value)) return false;
  const { info_hash: hash, torrent, name, files } = value;
  const isName = typeof torrent === "string" && /^[^/\\\0]+\.torrent$/.test(torrent);
  return (
    isName &&
    typeof hash === "string" &&
    /^[0-9a-f]{40,64}$/.test(hash) &&
    typeof name === "string" &&
    Array.isArray(files)
  );
}

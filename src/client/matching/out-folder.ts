import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, pathBelow, systemPath } from "../../core/path-bytes.ts";
import { TorrentFileNames } from "../../core/personal/torrent-file-name.ts";
import { errorCode, systemReason } from "../../core/thrown-error.ts";
import { filePath } from "../../core/torrent/metainfo.ts";
import { Manifest } from "./manifest.ts";
import type { FoundTorrent } from "./match-event.ts";

const MANIFEST = "manifest.json";

/**
 * The folder of `--out`: .torrent files and a manifest. Nothing else in it is touched, and a file that is not of an
 * earlier run is never overwritten.
 */
export class OutFolder implements Disposable {
  private readonly manifest: Manifest;
  private readonly names = new TorrentFileNames();

  /** @throws ReseederError FAILED where it cannot be made, or its manifest is not ours */
  constructor(private readonly folder: string) {
    const path = pathBelow(folder, MANIFEST);
    try {
      mkdirSync(systemPath(folder), { recursive: true });
      this.manifest = new Manifest(path);
    } catch (error) {
      throw this.error(`Cannot make the folder ${displayPath(folder)}`, error);
    }
    try {
      this.manifest.read(path);
    } catch (error) {
      this.manifest[Symbol.dispose]();
      const isUnread = /^E[A-Z0-9]+$/.test(errorCode(error));
      throw this.error(
        isUnread ? `Cannot read ${displayPath(path)}` : `${displayPath(path)} is not a manifest of reseeder match`,
        error,
      );
    }
  }

  [Symbol.dispose](): void {
    this.manifest[Symbol.dispose]();
  }

  /** True when an earlier run wrote the .torrent and it is still there. */
  has(infoHash: string): boolean {
    const name = this.manifest.torrentOf(infoHash);
    return name !== null && statSync(systemPath(pathBelow(this.folder, name)), { throwIfNoEntry: false }) !== undefined;
  }

  /** Writes a .torrent and notes where its files lie. @throws ReseederError FAILED */
  add({ torrent, infoHash, status, files, stripped }: FoundTorrent): void {
    const { metainfo, bytes } = torrent;
    const name = this.manifest.torrentOf(infoHash) ?? this.freeName(metainfo.name, infoHash);
    if (!(stripped && this.has(infoHash))) this.write(name, [bytes]);
    this.manifest.set({
      ...{ info_hash: infoHash, name: metainfo.name, status, torrent: name },
      files: files.map(({ index, size, path, whole }) => ({
        path: filePath(metainfo, metainfo.files[index] as (typeof metainfo.files)[number]),
        ...{ size, local: path, whole },
      })),
    });
  }

  /** Writes the manifest. @throws ReseederError FAILED */
  finish(): void {
    this.write(MANIFEST, this.manifest.text());
  }

  private freeName(name: string, infoHash: string): string {
    for (;;) {
      const free = this.names.next(name, null, infoHash);
      const there = statSync(systemPath(pathBelow(this.folder, free)), { throwIfNoEntry: false });
      if (!this.manifest.hasTorrent(free) && there === undefined) return free;
      if (free.includes(infoHash))
        throw this.error(`${displayPath(pathBelow(this.folder, free))} is there and not of an earlier run`);
    }
  }

  /** Whole or not at all. */
  private write(name: string, parts: Iterable<Uint8Array>): void {
    const path = pathBelow(this.folder, name);
    const temporary = systemPath(pathBelow(this.folder, `.${crypto.randomUUID()}.tmp`));
    try {
      // Announce addresses hold passkeys.
      const descriptor = openSync(temporary, "wx", 0o600);
      try {
        for (const bytes of parts) for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(temporary, systemPath(path));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw this.error(`Cannot write ${displayPath(path)}`, error);
    }
  }

  private error(message: string, cause?: unknown): ReseederError {
    const why = cause === undefined ? "" : `: ${systemReason(cause)}`;
    return new ReseederError("FAILED", `${message}${why}`, { hint: "Name another folder with --out DIR.", cause });
  }
}

import { ReseederError } from "../../core/errors.ts";
import { displayPath, pathBelow } from "../../core/path-bytes.ts";
import { scanFilter } from "../../core/watch/scan-filter.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import type { Hashes, ReadResult } from "../files/torrent-file.ts";
import { renewExternalIds } from "./external-ids.ts";
import type { Shared } from "./file-settler.ts";
import { RootUpdate } from "./root-update.ts";
import type { ScanCounts, ScanEvent } from "./scan-event.ts";
import { survey } from "./survey.ts";

/** From so many files on, listing them leaves enough garbage to be collected before the heap grows around it. */
const MANY_FILES = 50_000;

export interface RootScanOptions {
  /** Losing most of the root's torrents is meant. */
  prune?: boolean;
  /** Unchanged files are not read to hash them, whatever the settings say. */
  cheap?: boolean;
  signal?: AbortSignal;
  /** True for a result that is not to be put into the index yet. */
  hold?: (path: string, result: ReadResult) => boolean;
}

/** One root's part of a scan. */
export class RootScan {
  /** Links to folders that were met. */
  links: readonly string[] = [];
  private readonly known: KnownLocations;
  private readonly counts: ScanCounts;

  constructor(
    private readonly store: Store,
    private readonly root: Root,
    private readonly options: RootScanOptions,
    private readonly shared: Shared,
  ) {
    this.counts = shared.counts;
    this.known = store.locations.ofRoot(root.id);
  }

  async *run(): AsyncGenerator<ScanEvent> {
    const root = displayPath(this.root.path);
    const { settings } = this.store.settings.read();
    const hashes: Hashes = {
      file: settings.hash_duplicates_log === 1 && !this.options.cheap,
      pieces: settings.hash_pieces === 1,
    };
    const unhashed = hashes.pieces ? this.store.locations.withoutPiecesHash(this.root.id) : new Set<number>();
    const suspects = this.store.suspects.ofRoot(this.root.id);
    const wanted = (id: number) => hashes.file || unhashed.has(id) || suspects.has(id);
    const found = survey(this.root.path, this.known, wanted, undefined, scanFilter(settings));
    if (found.found === 0 && this.known.rows.size > 0 && !this.options.prune) {
      throw new ReseederError(
        "ROOT_EMPTY",
        `${root} contains no .torrent file, but ${this.known.rows.size} were indexed there; its index was left unchanged`,
      );
    }
    if (found.found > MANY_FILES) Bun.gc(true);
    this.links = found.links;
    this.counts.found += found.found;
    this.counts.unchanged += found.unchanged;
    this.counts.unreadable += found.problems.length;
    for (const [code, files] of found.stillRejected) {
      this.counts.rejected[code] = (this.counts.rejected[code] ?? 0) + files;
    }
    yield { type: "started", root, found: found.found, to_read: found.toRead.length };
    for (const { folder, problem } of found.problems) {
      yield { type: "unreadable", path: displayPath(pathBelow(this.root.path, folder)), message: problem };
    }
    const { signal, hold } = this.options;
    const checkLoss = (lost: readonly number[], known: number) => this.checkLoss(lost.length, known);
    const update = new RootUpdate(this.store, this.root, this.known, this.shared, { hashes, signal, hold, checkLoss });
    await renewExternalIds(this.store, this.root, signal);
    yield* update.upsert(found.toRead);
    if (signal?.aborted) return;
    yield* update.remove(found.vanished);
    if (suspects.size > 0) this.store.write(() => this.store.suspects.clear(suspects.values()));
  }

  /** Stops where so many torrents are gone or overwritten that it looks like an accident. */
  private checkLoss(lost: number, known: number): void {
    if (lost <= known / 2 || this.options.prune) return;
    throw lostMost(this.root, lost, known);
  }
}

/** The error of a root that lost so many of its torrents that it looks like an accident. */
export function lostMost(root: Root, lost: number, known: number): ReseederError {
  return new ReseederError(
    "ROOT_SHRUNK",
    `${lost} of ${known} torrents are no longer in ${displayPath(root.path)}; its index was left unchanged`,
  );
}

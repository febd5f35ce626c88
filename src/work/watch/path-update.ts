import { lstatSync } from "node:fs";
import { ReseederError } from "../../core/errors.ts";
import { displayPath, pathBelow, systemPath } from "../../core/path-bytes.ts";
import { excludesPath, type ScanFilter, scanFilter } from "../../core/watch/scan-filter.ts";
import type { KnownLocations } from "../../store/index/locations.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { type ReadResult, statOrNull } from "../files/torrent-file.ts";
import type { Shared } from "../scan/file-settler.ts";
import { lostMost } from "../scan/root-scan.ts";
import { type FileChange, RootUpdate } from "../scan/root-update.ts";
import { noCounts } from "../scan/scan-event.ts";
import { survey } from "../scan/survey.ts";
import { leadsOutside } from "./root-watchers.ts";
import type { WatchEvent } from "./watch-event.ts";
import { identityOf } from "./watched-root.ts";

/** The paths of one root that changed. */
export interface ChangedPaths {
  root: Root;
  /** Files or folders, there or not, below the root. */
  paths: readonly string[];
  /** As `identityOf` told it when the changes were noticed: in another folder than that, nothing is forgotten. */
  identity: string;
  /** False for a root that has lost most of its torrents: new files are taken, nothing is forgotten. */
  mayForget: boolean;
}

export interface PathUpdateOptions {
  signal?: AbortSignal | undefined;
  /** True for a result that is not to be put into the index yet. */
  hold: (root: Root, path: string, result: ReadResult) => boolean;
  /** Told of links to folders below a root, as they are met: before what they lead to is looked at, where they are new. */
  onLinks: (root: Root, links: readonly string[]) => void;
  /** Told of a root that cannot be read, or of which so much is gone that it looks like an accident. */
  onLost: (root: Root, error: ReseederError) => Iterable<WatchEvent>;
}

/** So few files that vanished by themselves are believed to be removed on purpose, whatever share of a root they are. */
const FEW = 10;

/**
 * Brings the index up to date with some paths. What is there is taken in before anything is forgotten, over all roots,
 * so that a file that was moved keeps its torrent on offer.
 */
export async function* updatePaths(
  store: Store,
  changed: readonly ChangedPaths[],
  { signal, hold, onLinks, onLost }: PathUpdateOptions,
): AsyncGenerator<WatchEvent> {
  const shared: Shared = { counts: noCounts(), digests: new Map(), lost: new Set(), copies: new Map() };
  const met = new Set<number>();
  const { settings } = store.settings.read();
  const pieces = settings.hash_pieces === 1;
  const filter = scanFilter(settings);
  const changes: WatchEvent[] = [];
  const updates = [];
  for (const { root, paths, identity, mayForget } of changed) {
    const known = store.locations.ofPaths(root.id, paths);
    let look: Look;
    try {
      look = lookAt(root, paths, known, filter, (links) => onLinks(root, links));
    } catch (error) {
      yield* onLost(root, asLost(error));
      continue;
    }
    const update = new RootUpdate(
      store,
      root,
      known,
      shared,
      {
        hashes: { file: false, pieces },
        signal,
        hold: (path, result) => hold(root, path, result),
        onChange: (change) => changes.push(toEvent(root, change)),
        checkLoss: (absent) => {
          if (!look.inferred && absent.length <= FEW) return;
          const lost = absent.length - elsewhere(store, root, absent, known);
          const all = store.locations.torrentsOf(root.id);
          if (lost > all / 2) throw lostMost(root, lost, all);
        },
      },
      met,
    );
    updates.push({ root, identity, mayForget, look, update });
  }
  for (const { update, look } of updates) {
    for await (const _ of update.upsert(look.toRead));
    yield* changes.splice(0);
  }
  for (const { root, identity, mayForget, look, update } of updates) {
    // Looked at as late as can be: a file system may have been unmounted meanwhile.
    if (!mayForget || signal?.aborted || identityOf(root.path) !== identity) continue;
    try {
      for await (const _ of update.remove(look.vanished));
    } catch (error) {
      yield* onLost(root, asLost(error));
    }
    yield* changes.splice(0);
  }
}

/** How many of the torrents lie at other places than those that are known to have changed. */
function elsewhere(store: Store, root: Root, torrents: readonly number[], known: KnownLocations): number {
  const others = store.locations
    .ofTorrents(torrents)
    .filter(({ path }) => !path.startsWith(`${root.path}/`) || !known.rows.has(path.slice(root.path.length + 1)));
  return new Set(others.map(({ torrentId }) => torrentId)).size;
}

function asLost(error: unknown): ReseederError {
  if (error instanceof ReseederError && error.code.startsWith("ROOT_")) return error;
  throw error;
}

interface Look {
  toRead: string[];
  /** Rows of known files that are not there. */
  vanished: number[];
  /** Some of them lay in a folder that is still there, and nothing told of their own end. */
  inferred: boolean;
}

function lookAt(
  root: Root,
  paths: readonly string[],
  known: KnownLocations,
  filter: ScanFilter,
  onLinks: (links: readonly string[]) => void,
): Look {
  const [files, folders, unknown] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const path of paths) {
    const kind = kindOf(root.path, path, filter);
    if (kind === "file") files.add(path);
    if (kind === "folder") folders.add(path);
    if (kind === "unknown") unknown.add(path);
  }
  onLinks([...folders].filter((folder) => isLink(`${root.path}/${folder}`)));
  const found = survey(root.path, known, undefined, [...folders], filter);
  onLinks(found.links);
  const vanished = new Set(found.vanished);
  const told = new Set(paths);
  let inferred = false;
  for (const [path, row] of known.rows) {
    if (!vanished.has(row)) continue;
    if (files.has(path) || isBelow(path, unknown)) vanished.delete(row);
    else if (!told.has(path) && isBelow(path, folders)) inferred = true;
  }
  return { toRead: [...new Set([...found.toRead, ...files])], vanished: [...vanished], inferred };
}

function kindOf(root: string, path: string, filter: ScanFilter): "file" | "folder" | "gone" | "unknown" {
  const absolute = `${root}/${path}`;
  if (excludesPath(filter, path)) return "gone";
  try {
    const stat = statOrNull(absolute);
    if (stat?.isFile()) return filter.includes(path.slice(path.lastIndexOf("/") + 1)) ? "file" : "gone";
    if (!stat?.isDirectory()) return "gone";
    // What a link shows a second time is left to the folder's own path, as in a walk.
    const second = isLink(absolute) && !leadsOutside(root, path);
    return second ? "gone" : "folder";
  } catch {
    return "unknown";
  }
}

function isLink(path: string): boolean {
  return lstatSync(systemPath(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** True where the path or a folder above it is among `paths`. */
function isBelow(path: string, paths: ReadonlySet<string>): boolean {
  if (paths.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    if (paths.has(path.slice(0, end))) return true;
  }
  return false;
}

function toEvent(root: Root, change: FileChange): WatchEvent {
  const path = displayPath(pathBelow(root.path, change.path));
  if (change.kind === "rejected") return { type: "rejected", path, code: change.code, message: change.message };
  if (change.kind === "removed") {
    return { type: "removed", path, torrent_id: change.torrentId, missing: change.missing };
  }
  return { type: change.kind, path, torrent_id: change.torrentId };
}

import { Database } from "bun:sqlite";
import { baseName } from "../../src/core/content/names.ts";
import { Store } from "../../src/store/store.ts";
import { type MatchQuery, rank } from "../../src/work/match/matcher.ts";
import type { CorpusOptions } from "../corpus.ts";
import { type Figure, pairUp, timed } from "./measure.ts";
import { library } from "./requests.ts";

const FILES = 10_000;
const LIMIT = 500;

export interface IndexedTracker {
  options: CorpusOptions;
  seed: number;
  database: string;
}

/** Phase 1 for 10,000 files against the same look-ups one by one in a plain index of the same rows. */
export async function benchMatching(tracker: IndexedTracker, runs: number): Promise<{ figure: Figure; ms: number }> {
  const store = Store.open(tracker.database, { cacheMib: 64 });
  const plain = plainIndex(store, tracker);
  const files = library(tracker.seed, tracker.options, FILES);
  const lookUp = plain.query<{ torrent_id: number }, [number, string]>(
    "SELECT torrent_id FROM files WHERE size = ? AND name = ?",
  );
  const figures = await pairUp(
    runs,
    () => timed(() => rank(store, query("name", files))),
    () => timed(() => files.map(({ name, size }) => lookUp.all(size, name))),
  );
  plain.close();
  store.close();
  return {
    figure: {
      what: `phase 1, ${FILES} files, ${tracker.options.torrents} torrents`,
      ...figures,
      unit: "ms",
      must: 1.2,
      aim: 0.5,
    },
    ms: figures.ours,
  };
}

/** Phase 2 for one size that 50,000 torrents of 79 equal volumes share, against an ordinary one of 10,000 files. */
export async function benchPopular(tracker: IndexedTracker, runs: number): Promise<Figure> {
  const store = Store.open(tracker.database, { cacheMib: 64 });
  const files = library(tracker.seed, tracker.options, FILES);
  const figures = await pairUp(
    runs,
    () => timed(() => rank(store, query("size", [{ size: 50_000_000 }]))),
    () => timed(() => rank(store, query("size", files))),
  );
  store.close();
  return { what: "phase 2 of one popular size against 10,000 files", ...figures, unit: "ms", must: 2, aim: 1 };
}

function query(tier: MatchQuery["tier"], files: MatchQuery["files"]): MatchQuery {
  return { tier, files, exclude: new Set(), limit: LIMIT };
}

function plainIndex(store: Store, { options }: IndexedTracker): Database {
  const plain = new Database(":memory:");
  plain.run("CREATE TABLE files (torrent_id INTEGER NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL)");
  const insert = plain.query("INSERT INTO files VALUES (?, ?, ?)");
  plain.transaction(() => {
    const ids = Array.from({ length: options.torrents + (options.popular ?? 0) }, (_, i) => i + 1);
    for (const { id, name } of store.torrents.describe(ids).values()) {
      for (const { path, length } of store.torrents.files(id)) insert.run(id, baseName(path) || name, length);
    }
  })();
  plain.run("CREATE INDEX files_by_size_name ON files (size, name)");
  return plain;
}

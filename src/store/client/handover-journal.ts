import type { Database } from "bun:sqlite";
import { decodePath, encodePath } from "../../core/path-bytes.ts";
import { explain } from "../database/database-error.ts";
import { openState } from "./open-state.ts";

export interface HandoverRun {
  id: number;
  name: string;
  startedAt: number;
  finishedAt: number | null;
  undoneAt: number | null;
  process: string;
}

export type HandedOverState = "begun" | "linked" | "starting" | "started" | "kept" | "undone";

/** One torrent that went, or was to go, to a client; paths as `decodePath` has them. */
export interface HandedOver {
  id: number;
  run: number;
  /** `KIND:URL` as `--client` takes it. */
  client: string;
  hashes: string[];
  name: string;
  folder: string;
  clientFolder: string;
  state: HandedOverState;
}

/** `missing` is a file of the torrent for which nothing was made. */
export type MadeKind = "folder" | "link" | "reflink" | "copy" | "empty" | "missing";

/** One thing that was made, or was about to be. */
export interface MadePath {
  id: number;
  kind: MadeKind;
  path: string;
  source: string | null;
  /** As decimal digits; null until it is known what was made. */
  dev: string | null;
  ino: string | null;
}

/** The ctime of a user's file before links of ours came or went, and since, in nanoseconds; all as decimal digits. */
export interface OwnCtime {
  dev: string;
  ino: string;
  original: string;
  current: string;
}

/** Told of every write of the journal, before and after it: the tests end the process there. */
export type JournalWatcher = (when: "before" | "after") => void;

/** What was handed over to torrent clients, each step written down before it is taken. Every method throws ReseederError `DATABASE_…`. */
export class HandoverJournal implements Disposable {
  private readonly database: Database;

  constructor(
    readonly path: string,
    private readonly watcher: JournalWatcher = () => {},
  ) {
    this.database = openState(path);
    // A loss of power must not forget a step that was taken.
    this.database.run("PRAGMA synchronous = FULL");
  }

  [Symbol.dispose](): void {
    this.database.close();
  }

  /** Begins a run, named after its day. @param day such as `2026-11-27` */
  begin(day: string, process: string, now: number): HandoverRun {
    return this.write(() => {
      const sql = "SELECT name FROM handover_runs WHERE name GLOB ?";
      const names = this.database.query<{ name: string }, [string]>(sql).all(`${day}.*`);
      const last = Math.max(0, ...names.map(({ name }) => Number(name.slice(day.length + 1))));
      const name = `${day}.${last + 1}`;
      const insert = "INSERT INTO handover_runs (name, started_at, process) VALUES (?, ?, ?)";
      const id = Number(this.database.query(insert).run(name, now, process).lastInsertRowid);
      return { id, name, startedAt: now, finishedAt: null, undoneAt: null, process };
    });
  }

  finish(run: number, now: number): void {
    this.write(() => this.database.query("UPDATE handover_runs SET finished_at = ? WHERE id = ?").run(now, run));
  }

  noteUndone(run: number, now: number): void {
    this.write(() => this.database.query("UPDATE handover_runs SET undone_at = ? WHERE id = ?").run(now, run));
  }

  /** Every run, the newest first. */
  runs(): HandoverRun[] {
    return this.explained(() =>
      this.database
        .query<HandoverRun, []>(
          `SELECT id, name, started_at AS startedAt, finished_at AS finishedAt, undone_at AS undoneAt, process
           FROM handover_runs ORDER BY id DESC`,
        )
        .all(),
    );
  }

  /** Notes a torrent that is about to be added. */
  beginTorrent(torrent: Omit<HandedOver, "id" | "state">): HandedOver {
    const { run, client, hashes, name, folder, clientFolder } = torrent;
    return this.write(() => {
      const sql = `INSERT INTO handed_over (run, client, hashes, name, folder, client_folder, state)
        VALUES (?, ?, ?, ?, ?, ?, 'begun')`;
      const values = [run, client, JSON.stringify(hashes), name, encodePath(folder), encodePath(clientFolder)];
      const id = Number(this.database.query(sql).run(...values).lastInsertRowid);
      return { ...torrent, id, state: "begun" };
    });
  }

  setState(torrent: HandedOver, state: HandedOverState): void {
    this.write(() => this.database.query("UPDATE handed_over SET state = ? WHERE id = ?").run(state, torrent.id));
    torrent.state = state;
  }

  /** The torrents of one run, or of all, in the order they were added. */
  torrents(run?: number): HandedOver[] {
    const sql = `SELECT id, run, client, hashes, name, folder, client_folder AS clientFolder, state
      FROM handed_over WHERE run = coalesce(?, run) ORDER BY id`;
    return this.explained(() => this.database.query<TorrentRow, [number | null]>(sql).all(run ?? null)).map((row) => ({
      ...row,
      hashes: JSON.parse(row.hashes) as string[],
      folder: decodePath(row.folder),
      clientFolder: decodePath(row.clientFolder),
    }));
  }

  /** Notes what is about to be made, in this order; answers it with ids. */
  intend(run: number, torrent: number | null, paths: readonly Omit<MadePath, "id" | "dev" | "ino">[]): MadePath[] {
    const insert = this.database.query(
      "INSERT INTO made_paths (run, torrent, kind, path, source) VALUES (?, ?, ?, ?, ?)",
    );
    return this.write(() =>
      paths.map(({ kind, path, source }) => {
        const from = source === null ? null : encodePath(source);
        const id = Number(insert.run(run, torrent, kind, encodePath(path), from).lastInsertRowid);
        return { id, kind, path, source, dev: null, ino: null };
      }),
    );
  }

  /** Notes what the things that were made are on disk. */
  noteMade(made: readonly MadePath[]): void {
    const update = this.database.query("UPDATE made_paths SET kind = ?, dev = ?, ino = ? WHERE id = ?");
    this.write(() => {
      for (const { kind, dev, ino, id } of made) update.run(kind, dev, ino, id);
    });
  }

  /** What was made for a torrent, in the order it was. */
  made(torrent: number): MadePath[] {
    return this.paths("torrent = ?", torrent);
  }

  /** Links that a run made to see whether it can, and had no time to take away. */
  probes(run: number): MadePath[] {
    return this.paths("torrent IS NULL AND run = ?", run);
  }

  /** Forgets what is gone. */
  forget(made: readonly MadePath[]): void {
    const remove = this.database.query("DELETE FROM made_paths WHERE id = ?");
    this.write(() => {
      for (const { id } of made) remove.run(id);
    });
  }

  /** Notes a category, tag or label that is about to be made in a client. */
  noteLabel(run: number, client: string, label: string): void {
    const sql = "INSERT OR IGNORE INTO handover_labels (run, client, label) VALUES (?, ?, ?)";
    this.write(() => this.database.query(sql).run(run, client, label));
  }

  labels(run: number): { client: string; label: string }[] {
    return this.explained(() =>
      this.database
        .query<{ client: string; label: string }, [number]>("SELECT client, label FROM handover_labels WHERE run = ?")
        .all(run),
    );
  }

  /** The ctime that links of ours gave to a user's file; null where none did. */
  ctime(dev: string, ino: string): OwnCtime | null {
    const sql = "SELECT dev, ino, was AS original, ctime AS current FROM own_changes WHERE dev = ? AND ino = ?";
    return this.explained(() => this.database.query<OwnCtime, [string, string]>(sql).get(dev, ino));
  }

  noteCtimes(ctimes: readonly OwnCtime[]): void {
    const insert = this.database.query("INSERT OR REPLACE INTO own_changes (dev, ino, was, ctime) VALUES (?, ?, ?, ?)");
    this.write(() => {
      for (const { dev, ino, original, current } of ctimes) insert.run(dev, ino, original, current);
    });
  }

  private paths(where: string, value: number): MadePath[] {
    const sql = `SELECT id, kind, path, source, dev, ino FROM made_paths WHERE ${where} ORDER BY id`;
    return this.explained(() => this.database.query<PathRow, [number]>(sql).all(value)).map((row) => ({
      ...row,
      path: decodePath(row.path),
      source: row.source === null ? null : decodePath(row.source),
    }));
  }

  private write<T>(change: () => T): T {
    this.watcher("before");
    const answer = this.explained(() => this.database.transaction(change).immediate());
    this.watcher("after");
    return answer;
  }

  private explained<T>(action: () => T): T {
    return explain(this.path, action);
  }
}

type TorrentRow = Omit<HandedOver, "hashes" | "folder" | "clientFolder"> & {
  hashes: string;
  folder: Uint8Array;
  clientFolder: Uint8Array;
};

type PathRow = Omit<MadePath, "path" | "source"> & { path: Uint8Array; source: Uint8Array | null };

import type { Database } from "bun:sqlite";
import { ReseederError } from "../core/errors.ts";
import { type Contents, contentsOf } from "./database/backup-difference.ts";
import { explain, isBusy, type OpenOptions, openDatabase } from "./database/database.ts";
import { type DatabaseIdentity, readIdentity } from "./database/identity.ts";
import { SelfCheck } from "./database/self-check.ts";
import { IndexWriter } from "./index/index-writer.ts";
import { Locations } from "./index/locations.ts";
import { Postings } from "./index/postings.ts";
import { Roots } from "./index/roots.ts";
import { Search } from "./index/search.ts";
import { Statistics } from "./index/statistics.ts";
import { StoredTorrents } from "./index/stored-torrents.ts";
import { Suspects } from "./index/suspects.ts";
import { Swarms } from "./index/swarms.ts";
import { TorrentList } from "./index/torrent-list.ts";
import { Torrents } from "./index/torrents.ts";
import { Leases } from "./operations/leases.ts";
import { ProcessRegistry } from "./operations/processes.ts";
import { Runs } from "./operations/runs.ts";
import { SettingsTable } from "./operations/settings.ts";
import { HandOuts } from "./people/hand-outs.ts";
import { History } from "./people/history.ts";
import { Reports } from "./people/reports.ts";
import { RequestHistory } from "./people/request-history.ts";
import { Requests } from "./people/requests.ts";
import { Secrets } from "./people/secrets.ts";
import { Tokens } from "./people/tokens.ts";
import { UserDataRows } from "./people/user-data.ts";
import { UserRenaming } from "./people/user-renaming.ts";

/** One open database. Several processes, and several stores in one process, may use the same file at a time. */
export class Store {
  readonly torrents: Torrents;
  readonly postings: Postings;
  readonly locations: Locations;
  readonly roots: Roots;
  readonly settings: SettingsTable;
  readonly requests: Requests;
  readonly requestHistory: RequestHistory;
  readonly reports: Reports;
  readonly runs: Runs;
  readonly processes: ProcessRegistry;
  readonly leases: Leases;
  readonly selfCheck: SelfCheck;
  readonly statistics: Statistics;
  readonly suspects: Suspects;
  readonly tokens: Tokens;
  readonly handOuts: HandOuts;
  readonly history: History;
  readonly storedTorrents: StoredTorrents;
  readonly swarms: Swarms;
  readonly search: Search;
  readonly torrentList: TorrentList;
  readonly secrets: Secrets;
  readonly userData: UserDataRows;
  readonly userRenaming: UserRenaming;

  private constructor(
    private readonly database: Database,
    readonly path: string,
  ) {
    this.torrents = new Torrents(database);
    this.postings = new Postings(database);
    this.locations = new Locations(database);
    this.roots = new Roots(database);
    this.settings = new SettingsTable(database);
    this.requests = new Requests(database);
    this.requestHistory = new RequestHistory(database);
    this.reports = new Reports(database);
    this.runs = new Runs(database);
    this.processes = new ProcessRegistry(database);
    this.leases = new Leases(database);
    this.selfCheck = new SelfCheck(database);
    this.statistics = new Statistics(database);
    this.suspects = new Suspects(database);
    this.tokens = new Tokens(database);
    this.handOuts = new HandOuts(database);
    this.history = new History(database);
    this.storedTorrents = new StoredTorrents(database);
    this.swarms = new Swarms(database);
    this.search = new Search(database);
    this.torrentList = new TorrentList(database);
    this.secrets = new Secrets(database);
    this.userData = new UserDataRows(database);
    this.userRenaming = new UserRenaming(database);
  }

  /**
   * Opens a database, migrating it if need be.
   * @throws ReseederError `DATABASE_…`
   */
  static open(path: string, options: OpenOptions = {}): Store {
    const store = new Store(openDatabase(path, options), path);
    if (!options.readonly) store.fillSettings();
    return store;
  }

  private fillSettings(): void {
    try {
      if (this.settings.missing()) this.write(() => this.settings.fill());
    } catch (error) {
      // A locked or read-only database still answers; its settings are the defaults until the rows are there.
      if (!isBusy(error)) throw error;
    }
  }

  /**
   * Runs `change` in one write transaction: all of it or nothing. Waits for other writers as long as the store's busy
   * timeout says.
   * @throws ReseederError `DATABASE_LOCKED`, `DATABASE_FULL`, …
   */
  write<T>(change: (writer: IndexWriter) => T, now: number = Date.now()): T {
    return explain(this.path, () =>
      this.database
        .transaction(() => {
          const writer = new IndexWriter(this.database, now);
          const result = change(writer);
          writer.finish();
          return result;
        })
        .immediate(),
    );
  }

  /** Runs `look` on one snapshot of the database, whatever other processes write meanwhile. */
  read<T>(look: () => T): T {
    return explain(this.path, () => this.database.transaction(look).deferred());
  }

  /** What the database has had so far. */
  contents(): Contents {
    return this.read(() => contentsOf(this.database));
  }

  /** A number that is another one after a write of any other connection; costs next to nothing. */
  version(): number {
    return explain(this.path, () => {
      const row = this.database.query<{ data_version: number }, []>("PRAGMA data_version").get();
      return row?.data_version ?? 0;
    });
  }

  /** Which database this is. */
  identity(): DatabaseIdentity {
    const identity = explain(this.path, () => readIdentity(this.database));
    if (!identity)
      throw new ReseederError("DATABASE_CORRUPT", `The database ${this.path} does not say which one it is`);
    return identity;
  }

  /** Copies what is written from the log into the database, as far as no reader needs it where it is. */
  checkpoint(): void {
    explain(this.path, () => this.database.run("PRAGMA wal_checkpoint(PASSIVE)"));
  }

  /**
   * Writes the whole database anew, so that nothing of what was ever deleted is left in its file. Others go on reading;
   * writers wait. Takes as much disk space again as it is large, twice.
   * @throws ReseederError `DATABASE_LOCKED`, `DATABASE_FULL`, …
   */
  vacuum(): void {
    explain(this.path, () => {
      // The copy on its way may be larger than the memory.
      this.database.run("PRAGMA temp_store = FILE");
      this.database.run("VACUUM");
    });
  }

  /** Puts the log into the file and cuts it to nothing; false while another connection still reads from it. */
  emptyLog(): boolean {
    return explain(this.path, () => {
      const row = this.database.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get();
      return row?.busy === 0;
    });
  }

  /** Closes the database; a store is not used after that. */
  close(): void {
    this.database.close();
  }
}

import type { Database } from "bun:sqlite";
import { isBusy, type OpenOptions, openDatabase } from "./database/database.ts";
import { SelfCheck } from "./database/self-check.ts";
import { Session } from "./database/session.ts";
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
import { ListedTorrents } from "./listing/listed-torrents.ts";
import { Listing } from "./listing/listing-status.ts";
import { TorrentsUnderList } from "./listing/torrents-under-list.ts";
import { BackupNumbers } from "./operations/backup-numbers.ts";
import { Leases } from "./operations/leases.ts";
import { ProcessRegistry } from "./operations/processes.ts";
import { Runs } from "./operations/runs.ts";
import { SettingsTable } from "./operations/settings.ts";
import { TrackerNotes } from "./operations/tracker-notes.ts";
import { DailyHandOuts } from "./people/daily-hand-outs.ts";
import { HandOuts } from "./people/hand-outs.ts";
import { History } from "./people/history.ts";
import { LetIn } from "./people/let-in.ts";
import { Reports } from "./people/reports.ts";
import { RequestHistory } from "./people/request-history.ts";
import { Requests } from "./people/requests.ts";
import { Secrets } from "./people/secrets.ts";
import { Tokens } from "./people/tokens.ts";
import { UserDataRows } from "./people/user-data.ts";
import { UserRenaming } from "./people/user-renaming.ts";
import { Wipes } from "./people/wipes.ts";

/** What is stored, by what it is about: a name in `Store` for each of them. */
const REPOSITORIES = {
  torrents: Torrents,
  postings: Postings,
  locations: Locations,
  roots: Roots,
  settings: SettingsTable,
  requests: Requests,
  requestHistory: RequestHistory,
  reports: Reports,
  runs: Runs,
  processes: ProcessRegistry,
  leases: Leases,
  backupNumbers: BackupNumbers,
  trackerNotes: TrackerNotes,
  selfCheck: SelfCheck,
  statistics: Statistics,
  suspects: Suspects,
  tokens: Tokens,
  handOuts: HandOuts,
  dailyHandOuts: DailyHandOuts,
  history: History,
  storedTorrents: StoredTorrents,
  swarms: Swarms,
  search: Search,
  torrentList: TorrentList,
  listing: Listing,
  listedTorrents: ListedTorrents,
  torrentsUnderList: TorrentsUnderList,
  secrets: Secrets,
  letIn: LetIn,
  userData: UserDataRows,
  userRenaming: UserRenaming,
  wipes: Wipes,
};

type Repositories = {
  readonly [Name in keyof typeof REPOSITORIES]: InstanceType<(typeof REPOSITORIES)[Name]>;
};

/** One open database. Several processes, and several stores in one process, may use the same file at a time. */
export type Store = Session & Repositories;

export const Store = {
  /**
   * Opens a database, migrating it if need be.
   * @throws ReseederError `DATABASE_…`
   */
  open(path: string, options: OpenOptions = {}): Store {
    const database = openDatabase(path, options);
    const store = Object.assign(new Session(database, path, options.writeTimeoutMs), repositories(database));
    if (!options.readonly) fillSettings(store);
    return store;
  },

  /** An empty database with all defaults, nowhere on disk: what there is to see where there is none at `path` yet. */
  none(path: string): Store {
    const database = openDatabase(":memory:", { create: true });
    const store = Object.assign(new Session(database, path), repositories(database));
    fillSettings(store);
    return store;
  },
};

function repositories(database: Database): Repositories {
  const made = Object.entries(REPOSITORIES).map(([name, Repository]) => [name, new Repository(database)]);
  return Object.fromEntries(made) as Repositories;
}

function fillSettings(store: Store): void {
  try {
    if (store.settings.missing()) store.write(() => store.settings.fill());
  } catch (error) {
    // A locked or read-only database still answers; its settings are the defaults until the rows are there.
    if (!isBusy(error)) throw error;
  }
}

import type { ListedTorrent } from "../../core/listing/listed-torrent.ts";
import type { Settings } from "../../core/settings/settings.ts";
import { failureOf } from "../../core/thrown-error.ts";
import type { OfferedRow } from "../../core/tracker/rows.ts";
import { API_KINDS, type ApiKindName, isApiKind } from "../../core/tracker-api/api-kinds.ts";
import { applyList, type ListResult, noteFailedRound } from "../listing/apply-list.ts";
import type { ListOwner } from "../listing/list-owner.ts";
import { RowMemory } from "../runtime/row-memory.ts";
import type { Environment } from "../runtime/secret-text.ts";
import type { Stores } from "../runtime/stores.ts";
import { actixTorrents } from "../tracker-api/actix-round.ts";
import { apiConnectorOf } from "../tracker-api/api-connector.ts";
import { type ApiMemory, type ApiRound, apiMemory } from "../tracker-api/api-round.ts";
import { ApiSession } from "../tracker-api/api-session.ts";
import { registerOffered } from "../tracker-api/register.ts";
import { repairFlag } from "../tracker-api/repair-flag.ts";
import { checkPause, trackerPlace, unlessPaused } from "../tracker-api/tracker-pause.ts";
import { udptTorrents } from "../tracker-api/udpt-round.ts";
import { type Connector, connectorOf } from "./connector.ts";
import { type FilesResult, putInFiles } from "./files-round.ts";
import { fittingConnector, offeredPages, type PageCounts } from "./offered-pages.ts";
import { Session, type SessionOptions } from "./session.ts";
import { WantedFiles } from "./wanted-files.ts";

export interface RoundOptions {
  env: Environment;
  /** Take a list that withholds much at once. */
  force: boolean;
  /** Say what the round would do, and change nothing. */
  dryRun: boolean;
  signal: AbortSignal;
  clock: () => number;
  /** Keys of .torrents that gave none before (FilesOptions). */
  failed?: Set<string>;
  /** How long .torrents are read in one round; the rest is for the next. */
  filesMs?: number;
  /** Rows of a page. */
  pageRows?: number;
  /** How long the database may take. */
  times?: SessionOptions;
  /** What this process keeps from round to round of a tracker's API. */
  memory?: ApiMemory;
}

/** What a round did, or would do. */
export interface RoundResult {
  /** The program that the tracker runs, as its columns tell. */
  title: string;
  list: ListResult;
  counts: PageCounts;
  /** Null where the tracker keeps no .torrents in its database, where nothing was to be changed, or the list was rejected. */
  files: FilesResult | null;
  /** Sentences for the operator. */
  notes: readonly string[];
  /** Those of them that only say what was done. */
  done: ReadonlySet<string>;
}

/**
 * Reads the whole list of what the tracker offers from its database, and takes it in. Whatever goes wrong changes
 * nothing and is noted as a failed round.
 * @throws ReseederError `TRACKER_…`, `LIST_…`, `DATABASE_…`
 */
export async function trackerRound(stores: Stores, options: RoundOptions): Promise<RoundResult> {
  const { env, force, dryRun, clock, signal } = options;
  const { settings } = stores.use((store) => store.settings.read());
  if (isApiKind(settings.tracker)) return await apiRound(stores, settings.tracker, settings, options);
  const counts: PageCounts = { rows: 0, unusable: 0 };
  const memory = new RowMemory();
  const made: { connector: Connector | null; session: Session | null; wanted: WantedFiles | null } = {
    connector: null,
    session: null,
    wanted: null,
  };
  // All of it inside the list: whatever is thrown here is noted as what ended the round.
  async function* pages(): AsyncGenerator<OfferedRow[]> {
    const configured = connectorOf(settings, env);
    if (configured === null) return;
    const session = new Session(configured.dsn, options.times);
    made.session = session;
    const connector = await fittingConnector(session, configured);
    made.connector = connector;
    const wanted = connector.statements.files && !dryRun ? wantedFiles(stores, connector, options) : null;
    made.wanted = wanted;
    for await (const page of offeredPages(session, connector, counts, options.pageRows)) {
      signal.throwIfAborted();
      wanted?.add(page);
      yield page;
      memory.note(page.length);
    }
    memory.collect();
  }
  try {
    const list = await applyList(stores, pages(), { owner: ownerOf(settings), force, dryRun, clock });
    const { connector, session, wanted } = made;
    const isTaken = connector !== null && session !== null && wanted !== null && list.rejected === null;
    const files = isTaken
      ? await putInFiles(stores, session, connector, wanted, filesOptions(settings, options))
      : null;
    return { title: connector?.title ?? "", list, counts, files, notes: [], done: new Set() };
  } finally {
    await made.session?.close();
    memory.collect();
  }
}

/** A round with a tracker that is asked over its API. */
async function apiRound(
  stores: Stores,
  name: ApiKindName,
  settings: Settings,
  { env, force, dryRun, clock, signal, memory = apiMemory(clock) }: RoundOptions,
): Promise<RoundResult> {
  const round: ApiRound = {
    force,
    push: settings.tracker_push === 1,
    memory,
    known: null,
    barred: new Set(),
    isStuck: false,
    rows: 0,
    started: null,
    notes: [],
    done: new Set(),
  };
  const place = trackerPlace(settings);
  // Before anything is noted: nothing is asked, and no round has failed.
  checkPause(stores, place, clock());
  const connected = <T>(ask: (session: ApiSession) => Promise<T>): Promise<T> =>
    unlessPaused(stores, place, clock, async () => {
      const session = new ApiSession(apiConnectorOf(name, settings, env), memory.budget, signal);
      return await ask(session).finally(() => session.close());
    });
  const read = name === "udpt" ? udptTorrents : actixTorrents;
  async function* pages(): AsyncGenerator<ListedTorrent[]> {
    yield await connected(async (session) => {
      if (name === "udpt") await repairFlag(stores, session, round, place, dryRun);
      return await read(stores, session, round);
    });
  }
  const list = await applyList(stores, pages(), {
    owner: name,
    force,
    dryRun,
    clock,
    isComplete: name === "udpt",
    trackerStarted: () => round.started,
  });
  if (round.push && list.rejected === null) {
    try {
      await connected((session) => registerOffered(stores, session, round, place, dryRun));
    } catch (error) {
      if (!dryRun) await noteFailedRound(stores, failureOf(error), clock());
      throw error;
    }
  }
  const counts = { rows: round.rows, unusable: 0 };
  return { title: API_KINDS[name].title, list, counts, files: null, notes: round.notes, done: round.done };
}

function ownerOf({ tracker }: Settings): ListOwner {
  return tracker === "none" ? "sync" : tracker;
}

function wantedFiles(stores: Stores, { firstKey }: Connector, { failed = new Set() }: RoundOptions): WantedFiles {
  return new WantedFiles(stores, firstKey, failed);
}

function filesOptions(settings: Settings, { failed = new Set(), signal, clock, filesMs }: RoundOptions) {
  return { settings, failed, signal, clock, until: clock() + (filesMs ?? Number.POSITIVE_INFINITY) };
}

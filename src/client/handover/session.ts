import type { HandoverJournal, HandoverRun } from "../../store/client/handover-journal.ts";
import type { HeldTorrent, TorrentClient } from "../clients/client.ts";
import { type ClientAddress, parseClientAddress, shownClient } from "../clients/client-address.ts";
import type { ClientPool } from "../clients/client-pool.ts";
import type { Waiting } from "../clients/waiting.ts";
import type { Library } from "../library/library.ts";
import type { MatchResult } from "../match-result.ts";
import { OwnCtimes } from "../runs/own-ctimes.ts";
import { processName } from "../runs/process-name.ts";
import { type Recovered, recover } from "../runs/recover.ts";
import { type ClientPaths, clientPaths } from "./client-paths.ts";
import { Handover } from "./hand-over.ts";
import { handOverAll } from "./hand-over-all.ts";
import type { HandoverOptions, HandoverOutcome } from "./handover-outcome.ts";
import { filesOfHeld, SeedingIndex } from "./held-torrents.ts";
import type { LinkWay } from "./link-way.ts";
import type { PathPair } from "./path-map.ts";

/** A client that answers, and what it holds. */
interface Connected {
  parsed: ClientAddress;
  address: string;
  client: TorrentClient;
  torrents: HeldTorrent[];
  paths: ClientPaths | null;
}

/** What a session works with; `clock` in Unix milliseconds. */
export interface SessionWorld {
  journal: HandoverJournal;
  pool: ClientPool;
  waiting: Waiting;
  signal: AbortSignal;
  clock: () => number;
}

/** One `reseeder match` with clients: what they hold, how they see our folders, and what they are given. */
export class HandoverSession {
  readonly seeding = new SeedingIndex();
  private readonly ctimes: OwnCtimes;
  private run: HandoverRun | null = null;

  private constructor(
    private readonly world: SessionWorld,
    private readonly connected: Connected[],
    /** What earlier runs left half done, and what became of it. */
    readonly recovered: readonly Recovered[],
    ctimes: OwnCtimes,
  ) {
    this.ctimes = ctimes;
  }

  /**
   * Connects to the clients, and finishes or undoes first what an earlier run was at when it ended.
   * @throws ReseederError `CLIENT_…` for the first that does not answer or does not let us in; `DATABASE_…`
   */
  static async open(addresses: readonly string[], world: SessionWorld): Promise<HandoverSession> {
    const connected: Connected[] = [];
    for (const text of addresses) {
      const parsed = parseClientAddress(text);
      const address = shownClient(parsed);
      if (connected.some((each) => each.address === address)) continue;
      connected.push({ parsed, address, client: await world.pool.get(address), torrents: [], paths: null });
    }
    const ctimes = new OwnCtimes(world.journal);
    const recovered = await recover(world.journal, world.pool, ctimes, world.clock());
    for (const each of connected) each.torrents = await each.client.list();
    return new HandoverSession(world, connected, recovered, ctimes);
  }

  get titles(): string[] {
    return this.connected.map(({ client }) => client.title);
  }

  /**
   * Learns how the clients see our folders and what they seed of the library.
   * @param roots folders of links that each client has to know; none where nothing is handed over
   * @returns a sentence for each client
   * @throws ReseederError USAGE where a root stays unknown, `CLIENT_…`
   */
  async learn(
    library: Library,
    roots: readonly string[],
    given: readonly PathPair[],
  ): Promise<{ title: string; says: string }[]> {
    const ours = this.world.journal.torrents().filter(({ state }) => state === "started");
    const known = new Set(ours.flatMap(({ hashes }) => hashes));
    const told: { title: string; says: string }[] = [];
    for (const each of this.connected) {
      const { client, torrents, parsed, address } = each;
      const files = await filesOfHeld(client, torrents);
      // What we linked ourselves lies elsewhere than in the library.
      const held = files.filter(({ held }) => !held.hashes.some((hash) => known.has(hash)));
      const before = ours.filter((torrent) => torrent.client === address).map(pairOf);
      each.paths = clientPaths(parsed, client.title, roots, {
        given,
        held: held.flatMap((torrent) => torrent.files),
        local: library.ids().map((id) => ({ path: library.path(id), size: library.index.size(id) })),
        before,
      });
      this.seeding.add(client, torrents, files, [...before, ...each.paths.pairs]);
      told.push({ title: client.title, says: each.paths.says });
    }
    return told;
  }

  /**
   * Hands verified torrents over, as a run that can be undone.
   * @throws ReseederError `DATABASE_…`
   */
  async handOver(
    results: Iterable<MatchResult> & { readonly length: number },
    options: HandoverOptions,
    onHanded: (result: MatchResult, outcome: HandoverOutcome | null) => void,
  ): Promise<{ run: string | null; ways: [root: string, way: LinkWay][]; problems: string[] }> {
    if (results.length === 0) return { run: null, ways: [], problems: [] };
    const { journal, waiting, signal, clock } = this.world;
    this.run = journal.begin(new Date(clock()).toISOString().slice(0, 10), processName(), clock());
    const handover = new Handover(journal, this.run.id, this.ctimes, waiting, options);
    const destinations = this.connected.map(({ client, address, paths }) => {
      return { client, address, pairs: paths?.pairs ?? [] };
    });
    const world = { journal, ctimes: this.ctimes, seeding: this.seeding, signal };
    const problems = await handOverAll(results, destinations, handover, world, onHanded);
    this.ctimes.keep();
    journal.finish(this.run.id, clock());
    return { run: this.run.name, ways: handover.ways.found(), problems };
  }
}

/** A torrent's own folder is called the same on both sides. */
function pairOf({ folder, clientFolder }: { folder: string; clientFolder: string }): PathPair {
  return { local: parentOf(folder), client: parentOf(clientFolder) };
}

function parentOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/, "") || "/";
}

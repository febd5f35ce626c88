import { ClientPool } from "../../../client/clients/client-pool.ts";
import { openClient } from "../../../client/clients/open-client.ts";
import { machineWaiting } from "../../../client/clients/waiting.ts";
import { KeptResults } from "../../../client/handover/kept-results.ts";
import { HandoverSession } from "../../../client/handover/session.ts";
import { hashesOf } from "../../../client/handover/torrent-to-add.ts";
import type { Library } from "../../../client/library/library.ts";
import type { FoundTorrent } from "../../../client/matching/match-event.ts";
import { HandoverJournal } from "../../../store/client/handover-journal.ts";
import type { Io } from "../../io/io.ts";
import { type ClientFlags, readClientFlags } from "./client-flags.ts";
import { clientLogin } from "./client-login.ts";
import type { MatchFlags } from "./match-flags.ts";

/** The clients of one `reseeder match`: what they hold already, and what they are to get. */
export class MatchClients implements Disposable {
  /** Names of what was to be handed over and is to be had without the user's own announce addresses only. */
  readonly unoffered: string[] = [];
  /** What the clients are not given, for the summary: torrents and bytes. */
  readonly left = { partial: 0, copy: 0, download: 0, seeding: 0 };
  /** How each client sees our folders, once the library is walked. */
  paths: { title: string; says: string }[] = [];

  private constructor(
    readonly flags: ClientFlags,
    readonly session: HandoverSession,
    private readonly journal: HandoverJournal,
    /** Ready, and partial where that was asked for: what is to be handed over. */
    readonly taken: KeptResults,
  ) {}

  /**
   * Connects to the clients that the flags name; null where they name none.
   * @throws ReseederError USAGE, `CLIENT_…`, `DATABASE_…`
   */
  static async open(io: Io, flags: MatchFlags, statePath: string): Promise<MatchClients | null> {
    const read = readClientFlags(io, flags);
    if (read === null) return null;
    const journal = new HandoverJournal(statePath);
    let taken: KeptResults | null = null;
    try {
      taken = new KeptResults(statePath);
      const world = {
        journal,
        pool: clientPool(io),
        waiting: machineWaiting(io.signal),
        signal: io.signal,
        clock: io.clock,
      };
      return new MatchClients(read, await HandoverSession.open(read.addresses, world), journal, taken);
    } catch (error) {
      taken?.[Symbol.dispose]();
      journal[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.taken[Symbol.dispose]();
    this.journal[Symbol.dispose]();
  }

  get handsOver(): boolean {
    return this.flags.roots.length > 0;
  }

  /** Folders of our own links, which are no library. */
  get folders(): Set<string> {
    return new Set([...this.flags.roots, ...this.journal.torrents().map(({ folder }) => folder)]);
  }

  /** @throws ReseederError USAGE where a folder of links stays unknown to a client; `CLIENT_…` */
  async learn(library: Library): Promise<void> {
    this.paths = await this.session.learn(library, this.flags.roots, this.flags.pairs);
  }

  /** The torrent as `seeding` where a client has it, or has all its files; null where those are to be left out. */
  judge(torrent: FoundTorrent): FoundTorrent | null {
    const { infoHashV1, infoHashV2 } = torrent.torrent;
    const holder = this.session.seeding.holderOf(hashesOf(infoHashV1, infoHashV2));
    if (holder !== null) return { ...torrent, status: "seeding", reason: `${holder} has it` };
    const stats = torrent.files.flatMap(({ stat }) => (stat ? [stat] : []));
    const seeders = stats.map((stat) => this.session.seeding.seederOf(stat));
    const seeded = seeders.filter((title) => title !== null);
    if (seeded.length === 0) return torrent;
    if (this.flags.onlyUnseeded && seeded.length === stats.length) return null;
    const note = `${seeded.length} of its files are already seeded in ${seeded[0]}`;
    return { ...torrent, reason: torrent.reason === null ? note : `${torrent.reason}; ${note}` };
  }

  /** Takes a torrent that was judged, to be handed over or for the summary. @throws ReseederError `DATABASE_…` */
  take(torrent: FoundTorrent): void {
    const { status, files } = torrent;
    if (status === "seeding") this.left.seeding++;
    if (this.wants(torrent)) {
      if (torrent.stripped) this.unoffered.push(torrent.torrent.metainfo.name);
      else this.taken.add(torrent);
    } else if (status === "partial") {
      this.left.partial++;
      for (const { path, whole, size } of files) {
        if (path === null) this.left.download += size;
        else if (!whole) this.left.copy += size;
      }
    }
  }

  wants({ status }: FoundTorrent): boolean {
    return this.handsOver && (status === "ready" || (status === "partial" && this.flags.takesPartial));
  }
}

/** Clients with what lets us in, from the environment or asked for. */
export function clientPool(io: Io): ClientPool {
  const login = clientLogin(io);
  const waiting = machineWaiting(io.signal);
  return new ClientPool((address) => openClient(address, login, { fetch, waiting }));
}

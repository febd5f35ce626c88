import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ReseederError } from "../../core/errors.ts";
import { displayPath } from "../../core/path-bytes.ts";
import { formatBytes } from "../../core/quantity.ts";
import type { HandedOver, HandoverJournal } from "../../store/client/handover-journal.ts";
import { type Addition, type HeldTorrent, isWhole, type TorrentClient, type TorrentState } from "../clients/client.ts";
import { stateOf } from "../clients/held-state.ts";
import type { Waiting } from "../clients/waiting.ts";
import type { MatchResult } from "../match-result.ts";
import type { OwnCtimes } from "../runs/own-ctimes.ts";
import { takeAway } from "../runs/take-away.ts";
import { undoTorrent } from "../runs/undo-torrent.ts";
import { awaitSeeding } from "./await-seeding.ts";
import { chooseRoot, sourcesOf } from "./choose-root.ts";
import type { Destination, HandoverOptions, HandoverOutcome } from "./handover-outcome.ts";
import { LabelNotes } from "./label-notes.ts";
import { type LinkPlan, missingBytes, planLinks } from "./link-plan.ts";
import { LinkWays } from "./link-way.ts";
import { LinkMaker, type MadeBytes } from "./make-links.ts";
import { toClientPath } from "./path-map.ts";
import { readableBy } from "./readable-by.ts";
import { torrentToAdd } from "./torrent-to-add.ts";

const NOTHING: MadeBytes = { linked: 0, reflinked: 0, copied: 0 };

/** Hands torrents over, one at a time, each step written down before it is taken. */
export class Handover {
  readonly ways: LinkWays;
  private readonly labels: LabelNotes;

  constructor(
    private readonly journal: HandoverJournal,
    private readonly run: number,
    private readonly ctimes: OwnCtimes,
    private readonly waiting: Waiting,
    private readonly options: HandoverOptions,
  ) {
    this.labels = new LabelNotes(journal, run, options.category);
    this.ways = new LinkWays(journal, run, ctimes, () => randomBytes(8).toString("hex"));
  }

  /**
   * Adds it stopped, links under the client's own names, lets the client check or take our word, and starts it at 100 %;
   * otherwise takes away what was made and says why.
   * @throws ReseederError `CLIENT_AWAY`, `CLIENT_LOGIN` where no further torrent can go to this client; `DATABASE_…`
   */
  async handOver(result: MatchResult, { client, address, pairs }: Destination): Promise<HandoverOutcome> {
    const torrent = torrentToAdd(result);
    const outcome: HandoverOutcome = {
      status: "left out",
      client: null,
      folder: "",
      made: NOTHING,
      downloaded: 0,
      isTrusted: false,
      isRefused: false,
      reason: null,
    };
    const root = chooseRoot(this.options.roots, result, this.ways);
    if (root instanceof ReseederError) return { ...outcome, reason: root.message };
    const folder = join(root, torrent.hashes[0]?.slice(0, 40) ?? "");
    const clientFolder = toClientPath(pairs, folder);
    outcome.folder = folder;
    if (clientFolder === null) {
      return { ...outcome, reason: `the path of ${displayPath(root)} in ${client.title} is unknown` };
    }
    const isShared = sourcesOf(result).every((source) => this.ways.of(root, source) !== "copy");
    const isVerified = client.canTrust && !this.options.rechecks && result.status === "ready" && isShared;
    const addition: Addition = { torrent, folder: clientFolder, category: this.options.category, isVerified };
    await this.labels.note(client, address);
    const record = this.journal.beginTorrent({
      run: this.run,
      client: address,
      hashes: [...torrent.hashes],
      name: result.torrent.metainfo.name,
      folder,
      clientFolder,
    });
    try {
      const maker = new LinkMaker(this.journal, record, root, this.options.budget, this.ctimes);
      maker.begin();
      const held = await client.add(addition);
      if (!isVerified && isWhole(held.state)) {
        throw new ReseederError("CLIENT_ANSWER", `${client.title} says that it has all of it before anything is there`);
      }
      const plan = planLinks(folder, result, torrent, await client.files(held, torrent));
      if ("rejected" in plan) throw new ReseederError("FAILED", plan.rejected);
      const made = await maker.make(plan);
      this.journal.setState(record, "linked");
      const state = await client.settle(held, addition);
      const started = await this.start(client, held, addition, record, plan, state);
      return { ...outcome, ...started, client: client.title, made, isTrusted: isVerified };
    } catch (error) {
      if (!(error instanceof ReseederError) || error.code.startsWith("DATABASE_")) throw error;
      await this.takeBack(record, client, error);
      if (error.code === "CLIENT_AWAY" || error.code === "CLIENT_LOGIN") throw error;
      return { ...outcome, isRefused: error.code === "CLIENT_REFUSED", reason: error.message };
    }
  }

  private async start(
    client: TorrentClient,
    held: HeldTorrent,
    addition: Addition,
    record: HandedOver,
    plan: LinkPlan,
    state: TorrentState,
  ): Promise<Pick<HandoverOutcome, "status" | "downloaded" | "reason">> {
    const { isVerified, torrent } = addition;
    const isPartial = this.options.takesPartial && plan.files.some(({ kind }) => kind === "missing" || kind === "own");
    if (!isVerified && !isWhole(state) && !(isPartial && (await this.hasShared(client, held, torrent, plan)))) {
      return this.giveUp(record, plan, client, state);
    }
    this.journal.setState(record, "starting");
    await client.start(held, addition);
    const { state: then, isStarted } = await awaitSeeding(this.waiting, () => stateOf(client, held), isPartial);
    if (!isStarted) {
      await client.stop(held);
      return this.giveUp(record, plan, client, then);
    }
    this.journal.setState(record, "started");
    return { status: isWhole(then) ? "seeding" : "downloading", downloaded: then.downloaded, reason: null };
  }

  /** What is hard-linked the client must know to be whole: it would be written to otherwise. */
  private async hasShared(
    client: TorrentClient,
    held: HeldTorrent,
    torrent: Addition["torrent"],
    plan: LinkPlan,
  ): Promise<boolean> {
    const files = await client.files(held, torrent);
    return plan.files.every(({ kind }, i) => kind !== "share" || files[i]?.isWhole === true);
  }

  private giveUp(record: HandedOver, plan: LinkPlan, client: TorrentClient, state: TorrentState) {
    const unreadable = readableBy(plan);
    const said = state.problem === "" ? "" : ` (${state.problem.slice(0, 200)})`;
    const missing = missingBytes(plan) > 0 ? `, ${formatBytes(missingBytes(plan))} of that without a file` : "";
    const [left, size] = [formatBytes(state.left), formatBytes(state.size)];
    const reason = `${client.title} misses ${left} of ${size} after its check${missing}${said}`;
    takeAway(this.journal, record, this.ctimes);
    this.journal.setState(record, "kept");
    return {
      status: "left out" as const,
      downloaded: state.downloaded,
      reason: unreadable === null ? reason : `${reason}; ${unreadable}`,
    };
  }

  /** After a failure: as much is taken back as the client lets; the rest the next run takes back. */
  private async takeBack(record: HandedOver, client: TorrentClient, cause: ReseederError): Promise<void> {
    // Nobody knows whether it has started: links stay until the client can be asked.
    if (record.state === "starting" && (cause.code === "CLIENT_AWAY" || cause.code === "CLIENT_LOGIN")) return;
    try {
      await undoTorrent(this.journal, record, client, this.ctimes);
    } catch (error) {
      if (!(error instanceof ReseederError) || !error.code.startsWith("CLIENT_")) throw error;
      // It was added stopped: without links it does nothing.
      takeAway(this.journal, record, this.ctimes);
    }
  }
}

import { ReseederError } from "../../core/errors.ts";
import { awaitCheck } from "./await-check.ts";
import {
  type Addition,
  type HeldFile,
  type HeldTorrent,
  isWhole,
  type TorrentClient,
  type TorrentState,
} from "./client.ts";
import { ClientFields } from "./client-fields.ts";
import { DelugeFault, type DelugeRpc } from "./deluge-rpc.ts";
import { stateOf, untilGone } from "./held-state.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

const KEYS = [
  ...["name", "save_path", "state", "paused", "is_seed", "total_size", "total_done", "all_time_download", "message"],
];

const PHASES: Readonly<Record<string, TorrentState["phase"]>> = {
  Paused: "stopped",
  Seeding: "seeding",
  Downloading: "downloading",
  Error: "error",
};

/** Deluge's priority of a file that is left out. */
const SKIP = 0;

/** Deluge 2.x by deluge-web. */
export class DelugeClient implements TorrentClient {
  readonly kind = "deluge";
  readonly canTrust = true;

  constructor(
    private readonly rpc: DelugeRpc,
    private readonly waiting: Waiting,
  ) {}

  get title(): string {
    return this.rpc.title;
  }

  labelsFor(category: string): string[] {
    return category === "" ? [] : [labelOf(category)];
  }

  async labels(): Promise<string[]> {
    if (!(await this.hasLabels())) return [];
    const labels = await this.call("label.get_labels");
    return Array.isArray(labels) ? labels.map(String) : [];
  }

  async removeLabel(label: string): Promise<void> {
    if (!(await this.labels()).includes(label)) return;
    if ((await this.torrents({ label })).length === 0) await this.call("label.remove", [label]);
  }

  async list(): Promise<HeldTorrent[]> {
    return this.torrents({});
  }

  async find(hashes: readonly string[]): Promise<HeldTorrent | null> {
    const ids = [...new Set(hashes.map((hash) => hash.slice(0, 40)))];
    return (await this.torrents({ id: ids })).find(({ id }) => ids.includes(id)) ?? null;
  }

  async add(addition: Addition): Promise<HeldTorrent> {
    const held = await this.addPaused(addition, { file_priorities: addition.torrent.files.map(() => SKIP) });
    try {
      await this.leaveAllOut(held);
      await this.label(held, addition.category);
    } catch (error) {
      await this.remove(held);
      throw error;
    }
    return held;
  }

  async files(held: HeldTorrent): Promise<HeldFile[]> {
    const status = await this.status(held, ["files", "file_progress"]);
    const progress = status.list("file_progress");
    return status.objects("files").map((file, position) => ({
      path: file.text("path"),
      size: file.number("size"),
      isWhole: progress[file.number("index", position)] === 1,
    }));
  }

  async settle(held: HeldTorrent, addition: Addition): Promise<TorrentState> {
    if (!addition.isVerified) {
      // It resumes for as long as it checks, and with a priority over 0 would download what is missing meanwhile.
      await this.call("core.force_recheck", [[held.id]]);
      const state = await awaitCheck(this.waiting, () => stateOf(this, held));
      if (!isWhole(state)) return state;
    }
    // Only links that are there when it is added are taken on trust. What was checked is added anew as well: a torrent
    // that had all files left out cannot be removed any more once they are wanted (2.0.3, until the daemon starts again).
    await this.remove(held);
    const again = await this.addPaused(addition, { seed_mode: true });
    await this.label(again, addition.category);
    return awaitCheck(
      this.waiting,
      () => stateOf(this, held),
      ({ phase }) => phase === "error",
    );
  }

  async start(held: HeldTorrent, addition: Addition): Promise<void> {
    // Raising a priority from 0 opens every file for writing, those that are whole too: it is added anew instead.
    if (await this.hasPriorities(held, SKIP)) {
      await this.remove(held);
      await this.addPaused(addition, {});
      await this.label(held, addition.category);
    }
    await this.call("core.resume_torrent", [[held.id]]);
  }

  async stop(held: HeldTorrent): Promise<void> {
    await this.call("core.pause_torrent", [[held.id]]);
  }

  async remove(held: HeldTorrent): Promise<void> {
    if ((await this.find(held.hashes)) === null) return;
    await this.call("core.remove_torrent", [held.id, false]);
    await untilGone(this, held, this.waiting);
  }

  private async addPaused({ torrent, folder }: Addition, options: object): Promise<HeldTorrent> {
    const content = Buffer.from(torrent.bytes).toString("base64");
    const settings = { download_location: folder, add_paused: true, move_completed: false, ...options };
    try {
      await this.rpc.call("core.add_torrent_file", ["reseeder.torrent", content, settings]);
    } catch (error) {
      if (!(error instanceof DelugeFault)) throw error;
      throw new ReseederError("CLIENT_REFUSED", `${this.title} did not take the torrent: ${error.message}`);
    }
    return lookUntil(
      this.waiting,
      () => this.find(torrent.hashes),
      (held) => held !== null,
      () => `${this.title} accepted the torrent but does not list it`,
    );
  }

  /** Priorities given when adding count only where their number is the client's own number of files. */
  private async leaveAllOut(held: HeldTorrent): Promise<void> {
    if (await this.hasPriorities(held, SKIP)) return;
    await this.setPriorities(held, SKIP);
    if (await this.hasPriorities(held, SKIP)) return;
    throw new ReseederError("CLIENT_REFUSED", `${this.title} does not take that no file is to be downloaded`);
  }

  private async hasPriorities(held: HeldTorrent, priority: number): Promise<boolean> {
    const status = await this.status(held, ["file_priorities"]);
    return status.list("file_priorities").every((each) => each === priority);
  }

  private async setPriorities(held: HeldTorrent, priority: number): Promise<void> {
    const count = (await this.status(held, ["file_priorities"])).list("file_priorities").length;
    const options = { file_priorities: new Array<number>(count).fill(priority) };
    await this.call("core.set_torrent_options", [[held.id], options]);
  }

  /** Moving what is complete may come back with a label that says so. */
  private async label(held: HeldTorrent, category: string): Promise<void> {
    if (category === "" || !(await this.hasLabels())) return;
    const label = labelOf(category);
    if (!(await this.labels()).includes(label)) await this.call("label.add", [label]);
    await this.call("label.set_torrent", [held.id, label]);
    await this.call("core.set_torrent_options", [[held.id], { move_completed: false }]);
  }

  private async hasLabels(): Promise<boolean> {
    const plugins = await this.call("core.get_enabled_plugins");
    return Array.isArray(plugins) && plugins.includes("Label");
  }

  private async status(held: HeldTorrent, keys: readonly string[]): Promise<ClientFields> {
    const asked = "core.get_torrent_status";
    return new ClientFields(this.title, asked, await this.call(asked, [held.id, keys]));
  }

  private async torrents(filter: object): Promise<HeldTorrent[]> {
    const asked = "core.get_torrents_status";
    const answer = new ClientFields(this.title, asked, await this.call(asked, [filter, KEYS]));
    return answer
      .entries()
      .filter(([, fields]) => fields.has("name"))
      .map(heldTorrent);
  }

  private async call(method: string, parameters: readonly unknown[] = []): Promise<unknown> {
    try {
      return await this.rpc.call(method, parameters);
    } catch (error) {
      if (!(error instanceof DelugeFault)) throw error;
      throw new ReseederError("CLIENT_ANSWER", `${this.title}: ${method}: ${error.message}`);
    }
  }
}

/** The plugin Label takes small letters, digits, `_` and `-`. */
function labelOf(category: string): string {
  return category.toLowerCase().replace(/[^a-z0-9_-]/g, "-");
}

function heldTorrent([id, fields]: [string, ClientFields]): HeldTorrent {
  const size = fields.number("total_size");
  const done = fields.number("total_done");
  const said = fields.text("state");
  const isSeed = fields.flag("is_seed");
  const phase = said === "Queued" ? (isSeed ? "waiting" : "downloading") : (PHASES[said] ?? "checking");
  return {
    id,
    hashes: [id],
    name: fields.text("name"),
    folder: fields.text("save_path"),
    state: {
      phase,
      size,
      // `progress` is 100 for what is in error, or not wanted.
      left: size - done,
      downloaded: fields.number("all_time_download"),
      problem: phase === "error" ? fields.text("message", "") : "",
    },
  };
}

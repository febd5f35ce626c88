import { ReseederError } from "../../core/errors.ts";
import { awaitCheck } from "./await-check.ts";
import type { Addition, HeldFile, HeldTorrent, TorrentClient, TorrentState } from "./client.ts";
import { ClientFields, objectsOf } from "./client-fields.ts";
import { jsonOf, strangeAnswer } from "./client-http.ts";
import { stateOf, untilGone } from "./held-state.ts";
import type { QBittorrentApi } from "./qbittorrent-api.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

/** What 4.x calls paused, 5.x calls stopped; what is not here is a state of checking, moving or of the two errors. */
const PHASES: Readonly<Record<string, TorrentState["phase"]>> = {
  pausedUP: "stopped",
  pausedDL: "stopped",
  stoppedUP: "stopped",
  stoppedDL: "stopped",
  uploading: "seeding",
  stalledUP: "seeding",
  forcedUP: "seeding",
  queuedUP: "waiting",
  downloading: "downloading",
  stalledDL: "downloading",
  forcedDL: "downloading",
  queuedDL: "downloading",
  metaDL: "downloading",
  forcedMetaDL: "downloading",
  allocating: "downloading",
  missingFiles: "missing",
  error: "error",
  unknown: "error",
};

/** What our torrents are tagged with, beside the user's category. */
const TAG = "reseeder";

/** qBittorrent 4.1 to 5.x. */
export class QBittorrentClient implements TorrentClient {
  readonly kind = "qbittorrent";
  readonly canTrust = true;

  constructor(
    private readonly api: QBittorrentApi,
    private readonly waiting: Waiting,
  ) {}

  get title(): string {
    return this.api.title;
  }

  labelsFor(category: string): string[] {
    return category === "" ? [] : [`category:${category}`, `tag:${TAG}`];
  }

  async labels(): Promise<string[]> {
    const [categories, tags] = ["torrents/categories", "torrents/tags"];
    const named = new ClientFields(
      this.title,
      categories,
      jsonOf(this.title, categories, await this.api.get(categories)),
    );
    const tagged = jsonOf(this.title, tags, await this.api.get(tags));
    if (!Array.isArray(tagged)) throw strangeAnswer(this.title, tags, "no list");
    return [...named.entries().map(([name]) => `category:${name}`), ...tagged.map((tag) => `tag:${tag}`)];
  }

  async removeLabel(label: string): Promise<void> {
    const isTag = label.startsWith("tag:");
    const name = label.replace(/^\w+:/, "");
    const query = new URLSearchParams({ [isTag ? "tag" : "category"]: name });
    // 4.1 has no tags and would list every torrent: then it stays.
    if ((await this.torrents(`torrents/info?${query}`)).length > 0) return;
    if (isTag) await this.api.post("torrents/deleteTags", new URLSearchParams({ tags: name }));
    else await this.api.post("torrents/removeCategories", new URLSearchParams({ categories: name }));
  }

  async list(): Promise<HeldTorrent[]> {
    return this.torrents("torrents/info");
  }

  async find(hashes: readonly string[]): Promise<HeldTorrent | null> {
    const found = await this.torrents(`torrents/info?hashes=${shortHashes(hashes).join("|")}`);
    return found.find((held) => held.hashes.some((hash) => hashes.includes(hash))) ?? null;
  }

  async add({ torrent, folder, category, isVerified }: Addition): Promise<HeldTorrent> {
    const form = new FormData();
    form.append("torrents", new Blob([torrent.bytes.slice()]), "reseeder.torrent");
    const options = {
      savepath: folder,
      // Each version knows one of them, and starts complete data at once with the other alone.
      paused: "true",
      stopped: "true",
      autoTMM: "false",
      contentLayout: "Original",
      // Else what is incomplete goes to the folder for that, out of where it lies.
      useDownloadPath: "false",
      skip_checking: String(isVerified),
      ...(category === "" ? {} : { category, tags: TAG }),
    };
    for (const [name, value] of Object.entries(options)) form.append(name, value);
    const said = await this.api.post("torrents/add", form);
    if (said.text.startsWith("Fails") || said.status >= 400) {
      const why = said.text.trim() === "" ? `status ${said.status}` : said.text.trim().slice(0, 200);
      throw new ReseederError("CLIENT_REFUSED", `${this.title} did not take the torrent: ${why}`);
    }
    // "Ok." comes before the torrent is listed.
    return lookUntil(
      this.waiting,
      () => this.find(torrent.hashes),
      (held) => held !== null,
      () => `${this.title} accepted the torrent but does not list it`,
    );
  }

  async files(held: HeldTorrent): Promise<HeldFile[]> {
    const asked = `torrents/files?hash=${held.id}`;
    const files = objectsOf(this.title, asked, jsonOf(this.title, asked, await this.api.get(asked)));
    const indexed = files.map((file, position) => ({ file, index: file.number("index", position) }));
    indexed.sort((a, b) => a.index - b.index);
    return indexed.map(({ file }) => ({
      path: file.text("name"),
      size: file.number("size"),
      isWhole: file.number("progress") === 1,
    }));
  }

  async settle(held: HeldTorrent, { isVerified }: Addition): Promise<TorrentState> {
    if (!isVerified) await this.act("recheck", held);
    // What it need not check it still has to load.
    return awaitCheck(
      this.waiting,
      () => stateOf(this, held),
      () => isVerified,
    );
  }

  async start(held: HeldTorrent): Promise<void> {
    await this.act(this.api.saysStopped ? "start" : "resume", held);
  }

  async stop(held: HeldTorrent): Promise<void> {
    await this.act(this.api.saysStopped ? "stop" : "pause", held);
  }

  async remove(held: HeldTorrent): Promise<void> {
    await this.act("delete", held, { deleteFiles: "false" });
    await untilGone(this, held, this.waiting);
  }

  private async act(action: string, held: HeldTorrent, more: Record<string, string> = {}): Promise<void> {
    const { status, text } = await this.api.post(
      `torrents/${action}`,
      new URLSearchParams({ hashes: held.id, ...more }),
    );
    if (status < 300) return;
    throw new ReseederError("CLIENT_ANSWER", `${this.title}: ${action}: status ${status} ${text.slice(0, 200)}`);
  }

  private async torrents(asked: string): Promise<HeldTorrent[]> {
    return objectsOf(this.title, asked, jsonOf(this.title, asked, await this.api.get(asked))).map(heldTorrent);
  }
}

function heldTorrent(fields: ClientFields): HeldTorrent {
  const id = fields.text("hash");
  // 4.4 and later; "" for a version that the torrent has not.
  const others = [fields.text("infohash_v1", ""), fields.text("infohash_v2", "")];
  const left = fields.number("amount_left");
  return {
    id,
    hashes: [...new Set([id, ...others, others[1]?.slice(0, 40) ?? ""])].filter((hash) => hash !== ""),
    name: fields.text("name"),
    folder: fields.text("save_path"),
    state: {
      phase: PHASES[fields.text("state")] ?? "checking",
      size: fields.number("total_size", fields.number("size")),
      // -1 where nothing was checked yet; a part that is not wanted is not left either.
      left: left === 0 && fields.number("progress") < 1 ? fields.number("size") : Math.abs(left),
      downloaded: fields.number("downloaded"),
      problem: "",
    },
  };
}

/** qBittorrent's ids have 40 digits, of the v2 hash too. */
function shortHashes(hashes: readonly string[]): string[] {
  return [...new Set(hashes.map((hash) => hash.slice(0, 40)))];
}

import { ReseederError } from "../../core/errors.ts";
import { awaitCheck } from "./await-check.ts";
import type { Addition, HeldFile, HeldTorrent, TorrentClient, TorrentState, TorrentToAdd } from "./client.ts";
import type { ClientFields } from "./client-fields.ts";
import { lost, stateOf, untilGone } from "./held-state.ts";
import { OwnLabels } from "./own-labels.ts";
import type { TransmissionRpc } from "./transmission-rpc.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

/** `status` of a torrent (rpc-spec): stopped, queued to check, checking, queued to download, downloading, queued to seed, seeding. */
const PHASES: readonly TorrentState["phase"][] = [
  "stopped",
  "checking",
  "checking",
  "downloading",
  "downloading",
  "waiting",
  "seeding",
];

const FIELDS = [
  ...["hashString", "name", "downloadDir", "status", "totalSize", "haveValid", "leftUntilDone", "downloadedEver"],
  ...["error", "errorString"],
];

/** `error` of a torrent from which on it is about its data, not about a tracker. */
const LOCAL_ERROR = 3;

/** The last version whose JSON breaks characters beyond U+FFFF. */
const BREAKS_NAMES = 16;

/** Transmission 3.x and 4.x. It checks whatever it is given, and cannot be told to do without. */
export class TransmissionClient extends OwnLabels implements TorrentClient {
  readonly kind = "transmission";
  readonly canTrust = false;

  constructor(
    private readonly rpc: TransmissionRpc,
    private readonly waiting: Waiting,
  ) {
    super();
  }

  get title(): string {
    return this.rpc.title;
  }

  async list(): Promise<HeldTorrent[]> {
    return (await this.get(undefined, FIELDS)).map(heldTorrent);
  }

  async find(hashes: readonly string[]): Promise<HeldTorrent | null> {
    const ids = hashes.filter((hash) => hash.length === 40);
    if (ids.length === 0) return null;
    return (await this.get(ids, FIELDS)).map(heldTorrent).find(({ id }) => ids.includes(id)) ?? null;
  }

  async add({ torrent, folder, category }: Addition): Promise<HeldTorrent> {
    const metainfo = Buffer.from(torrent.bytes).toString("base64");
    const labels = category === "" ? {} : { labels: [category] };
    const { result, fields } = await this.rpc.call("torrent-add", {
      metainfo,
      "download-dir": folder,
      paused: true,
      ...labels,
    });
    if (result !== "success" || !fields.has("torrent-added")) {
      const why = result !== "success" ? result.slice(0, 200) : "it holds it already";
      throw new ReseederError("CLIENT_REFUSED", `${this.title} did not take the torrent: ${why}`);
    }
    const held = await lookUntil(
      this.waiting,
      () => this.find(torrent.hashes),
      (found) => found !== null,
      () => `${this.title} accepted the torrent but does not list it`,
    );
    // 3.00 passes over labels when it adds.
    if (category !== "") await this.act("torrent-set", held, labels);
    return held;
  }

  async files(held: HeldTorrent, torrent?: TorrentToAdd): Promise<HeldFile[]> {
    const [found] = await this.get([held.id], ["files"]);
    if (!found) throw lost(this, held);
    return found.objects("files").map((file, index) => {
      const told = file.text("name");
      const raw = torrent?.files[index]?.rawPath.join("/") ?? "";
      const size = file.number("length");
      return {
        path: this.rpc.rpcVersion <= BREAKS_NAMES ? mended(told, raw) : told,
        size,
        isWhole: file.number("bytesCompleted") === size,
      };
    });
  }

  async settle(held: HeldTorrent): Promise<TorrentState> {
    await this.act("torrent-verify", held);
    return awaitCheck(this.waiting, () => stateOf(this, held));
  }

  async start(held: HeldTorrent): Promise<void> {
    await this.act("torrent-start", held);
  }

  async stop(held: HeldTorrent): Promise<void> {
    await this.act("torrent-stop", held);
  }

  async remove(held: HeldTorrent): Promise<void> {
    await this.act("torrent-remove", held, { "delete-local-data": false });
    await untilGone(this, held, this.waiting);
  }

  private async act(method: string, held: HeldTorrent, more: object = {}): Promise<void> {
    const { result } = await this.rpc.call(method, { ids: [held.id], ...more });
    if (result !== "success") {
      throw new ReseederError("CLIENT_ANSWER", `${this.title}: ${method}: ${result.slice(0, 200)}`);
    }
  }

  private async get(ids: readonly string[] | undefined, fields: readonly string[]): Promise<ClientFields[]> {
    const answer = await this.rpc.call("torrent-get", { ...(ids === undefined ? {} : { ids }), fields });
    if (answer.result === "success") return answer.fields.objects("torrents");
    throw new ReseederError("CLIENT_ANSWER", `${this.title}: torrent-get: ${answer.result.slice(0, 200)}`);
  }
}

function heldTorrent(fields: ClientFields): HeldTorrent {
  const id = fields.text("hashString").toLowerCase();
  const size = fields.number("totalSize");
  const isBroken = fields.number("error", 0) >= LOCAL_ERROR;
  return {
    id,
    hashes: [id],
    name: fields.text("name"),
    folder: fields.text("downloadDir"),
    state: {
      phase: isBroken ? "error" : (PHASES[fields.number("status")] ?? "error"),
      size,
      // What is not wanted is not left, so both have to agree.
      left: Math.max(fields.number("leftUntilDone"), size - fields.number("haveValid")),
      downloaded: fields.number("downloadedEver"),
      problem: fields.text("errorString", ""),
    },
  };
}

/**
 * A name as 3.00 has it on disk: its JSON writes U+1F600 as `\u1f600`, which is U+1F60 and a 0. `raw` is the path in the
 * .torrent, which says where such characters are.
 */
function mended(told: string, raw: string): string {
  let name = told;
  for (const character of raw) {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xffff) continue;
    const hex = code.toString(16);
    name = name.replaceAll(String.fromCharCode(Number.parseInt(hex.slice(0, 4), 16)) + hex.slice(4), character);
  }
  return name;
}

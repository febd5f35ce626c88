import { ReseederError } from "../../core/errors.ts";
import { formatBytes } from "../../core/quantity.ts";
import { XmlRpcFault, type XmlRpcValue } from "../../core/xml-rpc/xml-rpc-value.ts";
import { awaitCheck } from "./await-check.ts";
import type { Addition, HeldFile, HeldTorrent, TorrentClient, TorrentState, TorrentToAdd } from "./client.ts";
import { strangeAnswer } from "./client-http.ts";
import { stateOf, untilGone } from "./held-state.ts";
import { OwnLabels } from "./own-labels.ts";
import { withResumeData } from "./rtorrent-resume.ts";
import type { RTorrentRpc } from "./rtorrent-rpc.ts";
import { lookUntil, type Waiting } from "./waiting.ts";

/** What is asked of a torrent, in this order. */
const FIELDS = [
  ...["d.hash", "d.name", "d.directory", "d.size_bytes", "d.left_bytes", "d.down.total", "d.state", "d.is_active"],
  ...["d.hashing", "d.is_hash_checked", "d.complete", "d.message"],
];

/** How long a torrent that was loaded may take to be there, in milliseconds: a rejected one is gone after some seconds. */
const LOADING_MS = 15_000;

/** rTorrent by XML-RPC. */
export class RTorrentClient extends OwnLabels implements TorrentClient {
  readonly kind = "rtorrent";
  readonly canTrust = true;

  constructor(
    private readonly rpc: RTorrentRpc,
    private readonly waiting: Waiting,
  ) {
    super();
  }

  get title(): string {
    return this.rpc.title;
  }

  async list(): Promise<HeldTorrent[]> {
    const rows = await this.call("d.multicall2", ["", "main", ...FIELDS.map((field) => `${field}=`)]);
    if (!Array.isArray(rows)) throw strangeAnswer(this.title, "d.multicall2", "no list");
    return rows.map((row) => this.held(row));
  }

  async find(hashes: readonly string[]): Promise<HeldTorrent | null> {
    const hash = hashes.find((each) => each.length === 40)?.toUpperCase();
    if (hash === undefined) return null;
    const calls = FIELDS.map((field) => ({ methodName: field, params: [hash] }));
    const answers = await this.call("system.multicall", [calls]);
    if (!Array.isArray(answers)) throw strangeAnswer(this.title, "system.multicall", "no list");
    // A fault is a struct where a value would be a list of one.
    if (!answers.every((answer) => Array.isArray(answer))) return null;
    return this.held(answers.map(([value]) => value ?? null));
  }

  async add({ torrent, folder, category, isVerified }: Addition): Promise<HeldTorrent> {
    const clash = clashOf(torrent);
    if (clash !== null) {
      throw new ReseederError("CLIENT_REFUSED", `rTorrent ends when it is given two paths such as ${clash}`);
    }
    const bytes = isVerified ? withResumeData(torrent) : torrent.bytes;
    await this.load(bytes);
    const held = await this.loaded(torrent.hashes);
    // A call of its own: as a command of load.raw a path with a quote is dropped without a word.
    await this.call("d.directory.set", [held.id, folder]);
    if (category !== "") await this.call("d.custom1.set", [held.id, category]);
    return this.loaded(torrent.hashes);
  }

  /** What it tells of names has lost what is no Latin letter: those of the .torrent are the names on disk. */
  async files(held: HeldTorrent, torrent?: TorrentToAdd): Promise<HeldFile[]> {
    const columns = ["f.path=", "f.size_bytes=", "f.completed_chunks=", "f.size_chunks="];
    const rows = await this.call("f.multicall", [held.id, "", ...columns]);
    if (!Array.isArray(rows)) throw strangeAnswer(this.title, "f.multicall", "no list");
    return rows.map((row, index) => {
      if (!Array.isArray(row)) throw strangeAnswer(this.title, "f.multicall", "no row");
      const raw = torrent?.files[index]?.rawPath;
      return {
        path: raw?.filter((part) => part !== "").join("/") ?? String(row[0]),
        size: Number(row[1]),
        isWhole: row[2] === row[3],
      };
    });
  }

  async settle(held: HeldTorrent, { isVerified }: Addition): Promise<TorrentState> {
    if (isVerified) return stateOf(this, held);
    await this.call("d.check_hash", [held.id]);
    const isChecked = () => this.call("d.is_hash_checked", [held.id]);
    const look = async () => ({ ...(await stateOf(this, held)), isChecked: (await isChecked()) === 1 });
    const { isChecked: _, ...state } = await awaitCheck(this.waiting, look, (seen) => seen.isChecked);
    return state;
  }

  async start(held: HeldTorrent): Promise<void> {
    await this.call("d.start", [held.id]);
  }

  async stop(held: HeldTorrent): Promise<void> {
    await this.call("d.stop", [held.id]);
  }

  async remove(held: HeldTorrent): Promise<void> {
    if ((await this.find(held.hashes)) === null) return;
    await this.call("d.erase", [held.id]);
    await untilGone(this, held, this.waiting);
  }

  /** A call that is larger than its limit (512 KiB, unless set) it hangs up on; the limit is put back afterwards. */
  private async load(bytes: Uint8Array): Promise<void> {
    const needed = bytes.length * 1.5 + 4096;
    const limit = Number(await this.call("network.xmlrpc.size_limit", [""]));
    if (needed <= limit) {
      await this.call("load.raw", ["", bytes]);
      return;
    }
    await this.call("network.xmlrpc.size_limit.set", ["", Math.ceil(needed)]);
    try {
      await this.call("load.raw", ["", bytes]);
    } catch (error) {
      if (!(error instanceof ReseederError) || error.code !== "CLIENT_AWAY") throw error;
      throw new ReseederError("CLIENT_REFUSED", `${this.title} takes no torrent of ${formatBytes(bytes.length)}`);
    } finally {
      await this.call("network.xmlrpc.size_limit.set", ["", limit]);
    }
  }

  /** Every torrent is answered with 0, whatever becomes of it. */
  private async loaded(hashes: readonly string[]): Promise<HeldTorrent> {
    try {
      return await lookUntil(
        this.waiting,
        () => this.find(hashes),
        (held) => held !== null,
        () => "",
        LOADING_MS,
      );
    } catch (error) {
      if (!(error instanceof ReseederError) || error.code !== "CLIENT_ANSWER" || error.message !== "") throw error;
      throw new ReseederError("CLIENT_REFUSED", `${this.title} did not take the torrent and says no more`);
    }
  }

  private held(row: XmlRpcValue): HeldTorrent {
    if (!Array.isArray(row) || row.length !== FIELDS.length) throw strangeAnswer(this.title, "a torrent", "no row");
    const [hash, name, folder, size, left, downloaded, state, active, hashing, checked, complete, message] = row;
    const isChecked = checked === 1;
    const isComplete = complete === 1 && left === 0;
    return {
      id: String(hash),
      hashes: [String(hash).toLowerCase()],
      name: String(name),
      folder: String(folder),
      state: {
        phase: phaseOf({ hashing: hashing !== 0, active: active === 1, started: state === 1, isComplete }),
        size: Number(size),
        // Data that was never looked at is none, whatever is said of it.
        left: isChecked || isComplete ? Number(left) : Number(size),
        downloaded: Number(downloaded),
        problem: String(message),
      },
    };
  }

  private async call(method: string, parameters: readonly XmlRpcValue[]): Promise<XmlRpcValue> {
    try {
      return await this.rpc.call(method, parameters);
    } catch (error) {
      if (!(error instanceof XmlRpcFault)) throw error;
      throw new ReseederError("CLIENT_ANSWER", `${this.title}: ${method}: ${error.message.slice(0, 200)}`);
    }
  }
}

/** Started and not active is what a folder that is missing comes to, without a message. */
function phaseOf(said: { hashing: boolean; active: boolean; started: boolean; isComplete: boolean }) {
  if (said.hashing) return "checking";
  if (!said.started) return "stopped";
  if (!said.active) return "error";
  return said.isComplete ? "seeding" : "downloading";
}

/** A path that stands twice, or as a file and as a folder; null where there is none. */
function clashOf({ files }: TorrentToAdd): string | null {
  const paths = new Set<string>();
  const folders = new Set<string>();
  for (const { rawPath } of files) {
    const parts = rawPath.filter((part) => part !== "");
    const path = parts.join("/");
    if (paths.has(path)) return JSON.stringify(path);
    paths.add(path);
    for (let i = 1; i < parts.length; i++) folders.add(parts.slice(0, i).join("/"));
  }
  for (const folder of folders) if (paths.has(folder)) return JSON.stringify(folder);
  return null;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, startOnFreePort } from "./daemon.ts";
import { freePort } from "./free-port.ts";
import type { ClientTorrent, TorrentClient } from "./torrent-client.ts";

const SEEDING = new Set(["uploading", "stalledUP"]);
const DOWNLOADING = new Set(["downloading", "stalledDL"]);
/** The status of a tracker that has answered. */
const WORKING = 2;

interface Listed {
  hash: string;
  state: string;
  amount_left: number;
  completed: number;
  downloaded: number;
}

interface ListedTracker {
  url: string;
  status: number;
  msg: string;
}

/** qbittorrent-nox, spoken to by its Web API. */
export class QBittorrent implements TorrentClient {
  private constructor(
    private readonly daemon: Daemon,
    private readonly port: number,
    readonly version: string,
    readonly peerPort: number,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("qbittorrent-nox");

  /**
   * @param incomplete keep incomplete torrents in this folder
   * @param within words before the program, such as those of a sandbox
   */
  static async start(
    home: string,
    { incomplete = null, within = [] }: { incomplete?: string | null; within?: string[] } = {},
  ): Promise<QBittorrent> {
    const downloads = join(home, "downloads");
    mkdirSync(join(home, "qBittorrent/config"), { recursive: true });
    const peerPort = await freePort();
    const { daemon, port } = await startOnFreePort(
      (port) => {
        writeFileSync(
          join(home, "qBittorrent/config/qBittorrent.conf"),
          configuration(downloads, port, peerPort, incomplete),
        );
        return Daemon.start([...within, QBittorrent.program ?? "", `--profile=${home}`], home);
      },
      // It goes on without its Web API when another program has the port.
      async (port) => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v2/app/defaultSavePath`).catch(() => null);
        if (answer && (await answer.text()) !== downloads) throw new Error("another program has the port");
        return answer !== null;
      },
    );
    const version = await (await fetch(`http://127.0.0.1:${port}/api/v2/app/version`)).text();
    return new QBittorrent(daemon, port, version, peerPort);
  }

  async add(torrent: Uint8Array, folder: string): Promise<void> {
    const form = new FormData();
    form.append("torrents", new Blob([torrent.slice()]), "personal.torrent");
    // `stopped` is what 5.x calls `paused`.
    const options = { savepath: folder, skip_checking: "false", paused: "false", stopped: "false", autoTMM: "false" };
    for (const [name, value] of Object.entries({ ...options, contentLayout: "Original" })) form.append(name, value);
    const answer = await fetch(this.url("torrents/add"), { method: "POST", body: form });
    const said = await answer.text();
    if (!answer.ok || said !== "Ok.") throw new Error(`qBittorrent did not take it: ${answer.status} ${said}`);
  }

  async torrent(infoHash: string): Promise<ClientTorrent | null> {
    const torrents = await this.ask<Listed[]>(`torrents/info?hashes=${infoHash}`);
    const found = torrents.find(({ hash }) => hash === infoHash);
    if (!found) return null;
    const listed = await this.ask<ListedTracker[]>(`torrents/trackers?hash=${infoHash}`);
    // DHT and its like are listed as trackers too.
    const trackers = listed.filter(({ url }) => !url.startsWith("**"));
    return {
      isSettled: SEEDING.has(found.state) || DOWNLOADING.has(found.state),
      isSeeding: SEEDING.has(found.state),
      valid: found.completed,
      missing: found.amount_left,
      downloaded: found.downloaded,
      trackers: trackers.map(({ url }) => url),
      hasAnnounced: trackers.some(({ status }) => status === WORKING),
      problem: trackers.map(({ msg }) => msg).join(""),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.daemon[Symbol.asyncDispose]();
  }

  get pid(): number {
    return this.daemon.pid;
  }

  /** As `--client` takes it. */
  get address(): string {
    return `qbittorrent:http://127.0.0.1:${this.port}`;
  }

  private async ask<T>(path: string): Promise<T> {
    const answer = await fetch(this.url(path));
    if (!answer.ok) throw new Error(`qBittorrent: ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  private url(path: string): string {
    return `http://127.0.0.1:${this.port}/api/v2/${path}`;
  }
}

function configuration(downloads: string, port: number, peerPort: number, incomplete: string | null): string {
  return [
    "[LegalNotice]",
    "Accepted=true",
    "[BitTorrent]",
    "Session\\DHTEnabled=false",
    "Session\\PeXEnabled=false",
    "Session\\LSDEnabled=false",
    // Else it seeds three torrents at a time.
    "Session\\QueueingSystemEnabled=false",
    "Session\\RefreshInterval=100",
    "Session\\MaxActiveCheckingTorrents=8",
    "Session\\Interface=lo",
    "Session\\InterfaceAddress=127.0.0.1",
    `Session\\Port=${peerPort}`,
    `Session\\DefaultSavePath=${downloads}`,
    ...(incomplete === null ? [] : ["Session\\TempPathEnabled=true", `Session\\TempPath=${incomplete}`]),
    "[Preferences]",
    // Else it fetches a list of countries from the internet.
    "Connection\\ResolvePeerCountries=false",
    "Connection\\UPnP=false",
    "WebUI\\Address=127.0.0.1",
    `WebUI\\Port=${port}`,
    "WebUI\\LocalHostAuth=false",
    "WebUI\\UseUPnP=false",
    "[Network]",
    "PortForwardingEnabled=false",
    "",
  ].join("\n");
}

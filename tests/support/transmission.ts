import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, startOnFreePort } from "./daemon.ts";
import { freePort } from "./free-port.ts";
import type { ClientTorrent, TorrentClient } from "./torrent-client.ts";

const SEEDING = 6;
const DOWNLOADING = 4;

interface Fields {
  status: number;
  leftUntilDone: number;
  haveValid: number;
  downloadedEver: number;
  errorString: string;
  trackerStats: { announce: string; lastAnnounceSucceeded: boolean }[];
}

/** transmission-daemon, spoken to by its RPC. */
export class Transmission implements TorrentClient {
  private constructor(
    private readonly daemon: Daemon,
    private readonly rpc: Rpc,
    readonly version: string,
    readonly peerPort: number,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("transmission-daemon");

  /** @param incomplete keep incomplete torrents in this folder */
  static async start(home: string, { incomplete = null }: { incomplete?: string | null } = {}): Promise<Transmission> {
    mkdirSync(home, { recursive: true });
    const peerPort = await freePort();
    const { daemon, port } = await startOnFreePort(
      (port) => {
        writeFileSync(join(home, "settings.json"), JSON.stringify(settings(home, port, peerPort, incomplete)));
        return Daemon.start([Transmission.program ?? "", "-f", "-g", home], home);
      },
      // It goes on without its RPC port when another program has that.
      async (port) => {
        const session = await new Rpc(port).call("session-get").catch(() => null);
        if (session && session["config-dir"] !== home) throw new Error("another program has the port");
        return session !== null;
      },
    );
    const rpc = new Rpc(port);
    return new Transmission(daemon, rpc, String((await rpc.call("session-get"))["version"]), peerPort);
  }

  async add(torrent: Uint8Array, folder: string): Promise<void> {
    const answer = await this.rpc.call("torrent-add", {
      metainfo: Buffer.from(torrent).toString("base64"),
      "download-dir": folder,
      paused: false,
    });
    if (!answer["torrent-added"]) throw new Error(`Transmission did not take it: ${JSON.stringify(answer)}`);
  }

  async torrent(infoHash: string): Promise<ClientTorrent | null> {
    const fields = ["status", "leftUntilDone", "haveValid", "downloadedEver", "errorString", "trackerStats"];
    const { torrents } = await this.rpc.call("torrent-get", { ids: [infoHash], fields });
    const [found] = torrents as Fields[];
    if (!found) return null;
    return {
      isSettled: found.status === SEEDING || found.status === DOWNLOADING,
      isSeeding: found.status === SEEDING,
      valid: found.haveValid,
      missing: found.leftUntilDone,
      downloaded: found.downloadedEver,
      trackers: found.trackerStats.map(({ announce }) => announce),
      hasAnnounced: found.trackerStats.some((tracker) => tracker.lastAnnounceSucceeded),
      problem: found.errorString,
    };
  }

  get pid(): number {
    return this.daemon.pid;
  }

  /** As `--client` takes it. */
  get address(): string {
    return `transmission:http://127.0.0.1:${this.rpc.port}`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.daemon[Symbol.asyncDispose]();
  }
}

class Rpc {
  private session = "";

  constructor(readonly port: number) {}

  async call(method: string, args: object = {}): Promise<Record<string, unknown>> {
    const ask = () =>
      fetch(`http://127.0.0.1:${this.port}/transmission/rpc`, {
        method: "POST",
        headers: { "X-Transmission-Session-Id": this.session },
        body: JSON.stringify({ method, arguments: args }),
      });
    let response = await ask();
    if (response.status === 409) {
      this.session = response.headers.get("X-Transmission-Session-Id") ?? "";
      response = await ask();
    }
    const { result, arguments: answer } = (await response.json()) as { result: string; arguments: object };
    if (result !== "success") throw new Error(`${method}: ${result}`);
    return answer as Record<string, unknown>;
  }
}

function settings(home: string, port: number, peerPort: number, incomplete: string | null): object {
  return {
    "rpc-bind-address": "127.0.0.1",
    "rpc-port": port,
    "peer-port": peerPort,
    "bind-address-ipv4": "127.0.0.1",
    "bind-address-ipv6": "::1",
    "dht-enabled": false,
    "lpd-enabled": false,
    "pex-enabled": false,
    "utp-enabled": false,
    "port-forwarding-enabled": false,
    "download-dir": join(home, "downloads"),
    "incomplete-dir-enabled": incomplete !== null,
    ...(incomplete === null ? {} : { "incomplete-dir": incomplete }),
    // 4.1 renames files that are not whole to *.part, and checks new torrents only when asked to.
    "rename-partial-files": false,
    "torrent-added-verify-mode": "full",
  };
}

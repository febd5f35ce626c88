import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, until } from "./daemon.ts";
import { libtorrentPython } from "./libtorrent.ts";

const SCRIPT = `
import sys, time, libtorrent as lt
torrent, folder, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
session = lt.session({"listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False, "enable_upnp": False,
                      "enable_natpmp": False, "allow_multiple_connections_per_ip": True, "min_reconnect_time": 1,
                      "max_failcount": 255, "enable_outgoing_utp": False, "enable_incoming_utp": False})
handle = session.add_torrent({"ti": lt.torrent_info(torrent), "save_path": folder})
said = False
while True:
    if handle.status().is_seeding:
        handle.connect_peer(("127.0.0.1", port))
        if not said: print("seeding", flush=True)
        said = True
    time.sleep(0.3)
`;

/**
 * A seed made with libtorrent that keeps calling one peer: clients that know no peer, or take none of the tracker's on
 * loopback, are called by it.
 */
export class CallingSeed implements AsyncDisposable {
  private constructor(private readonly daemon: Daemon) {}

  /** Where a Python with libtorrent is; null where there is none. */
  static readonly program = libtorrentPython();

  /** @param folder holds the torrent's content; @param peerPort of who is called */
  static async start(home: string, torrent: Uint8Array, folder: string, peerPort: number): Promise<CallingSeed> {
    mkdirSync(home, { recursive: true });
    const file = join(home, "seed.torrent");
    writeFileSync(file, torrent);
    const daemon = Daemon.start([CallingSeed.program ?? "", "-c", SCRIPT, file, folder, String(peerPort)], home);
    await until("the seed", () => daemon.output.includes("seeding"));
    return new CallingSeed(daemon);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.daemon[Symbol.asyncDispose]();
  }
}

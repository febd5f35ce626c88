import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, startOnFreePort, until } from "./daemon.ts";
import { freePort } from "./free-port.ts";

/** rTorrent without a screen, spoken to by SCGI. */
export class RTorrent implements AsyncDisposable {
  private constructor(
    private readonly daemon: Daemon,
    private readonly scgi: string,
    readonly peerPort: number,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("rtorrent");

  /** @param socket speak by a Unix socket in `home` rather than by TCP */
  static async start(home: string, { socket = false }: { socket?: boolean } = {}): Promise<RTorrent> {
    for (const folder of ["session", "downloads"]) mkdirSync(join(home, folder), { recursive: true });
    const peerPort = await freePort();
    const launch = (scgi: string) => {
      writeFileSync(join(home, "rtorrent.rc"), configuration(home, scgi, peerPort));
      return Daemon.start([RTorrent.program ?? "", "-n", "-o", `import=${join(home, "rtorrent.rc")}`], home);
    };
    if (socket) {
      const path = join(home, "rpc.sock");
      const daemon = launch(`network.scgi.open_local = ${path}`);
      await until("rTorrent's socket", () => existsSync(path) || !daemon.isAlive);
      return new RTorrent(daemon, `unix:${path}`, peerPort);
    }
    const { daemon, port } = await startOnFreePort(
      (port) => launch(`network.scgi.open_port = 127.0.0.1:${port}`),
      (port) =>
        Bun.connect({ hostname: "127.0.0.1", port, socket: { data: () => {} } }).then(
          (connection) => {
            connection.end();
            return true;
          },
          () => false,
        ),
    );
    return new RTorrent(daemon, `scgi://127.0.0.1:${port}`, peerPort);
  }

  get pid(): number {
    return this.daemon.pid;
  }

  /** As `--client` takes it. */
  get address(): string {
    return `rtorrent:${this.scgi}`;
  }

  get isAlive(): boolean {
    return this.daemon.isAlive;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.daemon[Symbol.asyncDispose]();
  }
}

function configuration(home: string, scgi: string, peerPort: number): string {
  return [
    "system.daemon.set = true",
    `directory.default.set = ${join(home, "downloads")}`,
    `session.path.set = ${join(home, "session")}`,
    `network.port_range.set = ${peerPort}-${peerPort}`,
    "network.port_random.set = no",
    "network.bind_address.set = 127.0.0.1",
    "dht.mode.set = disable",
    "protocol.pex.set = no",
    "trackers.use_udp.set = no",
    scgi,
    "",
  ].join("\n");
}

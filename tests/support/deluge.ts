import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, startOnFreePort } from "./daemon.ts";
import { freePort } from "./free-port.ts";

/** deluged with deluge-web in front of it; deluge-web's password is `deluge`. */
export class Deluge implements AsyncDisposable {
  private constructor(
    private readonly daemon: Daemon,
    private readonly web: Daemon,
    private readonly port: number,
    readonly peerPort: number,
  ) {}

  /** Where the programs are; null where one is missing. */
  static readonly program = Bun.which("deluge-web") && Bun.which("deluged");

  /** @param plugins such as `Label` */
  static async start(home: string, { plugins = [] }: { plugins?: string[] } = {}): Promise<Deluge> {
    mkdirSync(home, { recursive: true });
    const peerPort = await freePort();
    writeConfig(join(home, "core.conf"), settings(home, peerPort, plugins));
    writeFileSync(join(home, "auth"), "localclient:secret:10\n");
    const { daemon, port: daemonPort } = await startOnFreePort(
      (port) => Daemon.start([Deluge.program ?? "", "-d", "-c", home, "-p", String(port)], home),
      (port) => listens(port),
    );
    writeConfig(join(home, "hostlist.conf"), { hosts: [["one", "127.0.0.1", daemonPort, "localclient", "secret"]] });
    writeConfig(join(home, "web.conf"), { default_daemon: "", first_login: false, show_session_speed: false });
    const { daemon: web, port } = await startOnFreePort(
      (port) =>
        Daemon.start([Bun.which("deluge-web") ?? "", "-d", "-c", home, "-i", "127.0.0.1", "-p", String(port)], home),
      (port) => listens(port),
    );
    return new Deluge(daemon, web, port, peerPort);
  }

  get pid(): number {
    return this.daemon.pid;
  }

  /** As `--client` takes it. */
  get address(): string {
    return `deluge:http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.web[Symbol.asyncDispose]();
    await this.daemon[Symbol.asyncDispose]();
  }
}

/** Deluge's files hold two JSON values, the first about the file itself. */
function writeConfig(path: string, value: object): void {
  const file = path.endsWith("hostlist.conf") ? 3 : path.endsWith("web.conf") ? 2 : 1;
  writeFileSync(path, `${JSON.stringify({ file, format: 1 })}${JSON.stringify(value)}`);
}

async function listens(port: number): Promise<boolean> {
  return Bun.connect({ hostname: "127.0.0.1", port, socket: { data: () => {} } }).then(
    (socket) => {
      socket.end();
      return true;
    },
    () => false,
  );
}

function settings(home: string, peerPort: number, plugins: string[]): object {
  return {
    dht: false,
    lsd: false,
    upnp: false,
    natpmp: false,
    utpex: false,
    new_release_check: false,
    random_port: false,
    listen_ports: [peerPort, peerPort],
    listen_interface: "127.0.0.1",
    download_location: join(home, "downloads"),
    allow_remote: false,
    enabled_plugins: plugins,
    send_info: false,
    rate_limit_ip_overhead: false,
    max_active_seeding: -1,
    max_active_limit: -1,
    max_active_downloading: -1,
  };
}

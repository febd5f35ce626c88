import { existsSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { type Tree, tree } from "../tree.ts";
import { DatabaseProcess, type DatabaseServer, sbin, type TlsListener } from "./server.ts";

const SERVER = sbin("mariadbd");
const INSTALL = sbin("mariadb-install-db");
const CLIENT = sbin("mariadb");

/** Little memory and a short log: there is hardly anything in it. */
const SMALL = ["--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M"];

/** True where MariaDB's server and client are installed. */
export const HAS_MARIADB: boolean = SERVER !== null && INSTALL !== null && CLIENT !== null;

/** MariaDB on a socket in a folder of its own, with nothing in it; whoever runs the test may do everything. */
export class Mariadb implements DatabaseServer {
  readonly dialect = "mysql";
  private readonly dir: Tree = tree();
  readonly socket: string = this.dir.path("s.sock");
  readonly process: DatabaseProcess;

  private constructor(more: readonly string[]) {
    const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];
    // In a folder for temporary files that it shares with another server, each removes at its start what the other has there.
    const own = [`--datadir=${this.dir.path("data")}`, `--tmpdir=${this.dir.folder("tmp")}`, ...asRoot];
    const words = [INSTALL ?? "", "--no-defaults", ...own, ...SMALL];
    const root = ["--auth-root-authentication-method=socket", `--auth-root-socket-user=${userInfo().username}`];
    const installed = Bun.spawnSync([...words, "--skip-test-db", ...root]);
    if (installed.exitCode !== 0) throw new Error(`mariadb-install-db: ${installed.stdout}${installed.stderr}`);
    this.process = new DatabaseProcess([
      ...[SERVER ?? "", "--no-defaults", ...own, ...SMALL, `--socket=${this.socket}`, "--skip-networking"],
      ...["--innodb-flush-log-at-trx-commit=2", "--skip-log-bin", ...more],
    ]);
  }

  /**
   * @param more options of the server; a later one goes before an earlier one
   * @param tls where it listens besides
   */
  static async start(more: readonly string[] = [], tls: TlsListener | null = null): Promise<Mariadb> {
    const over = tls ? ["--skip-networking=0", "--bind-address=127.0.0.1", `--port=${tls.port}`] : [];
    const certified = tls ? [`--ssl-cert=${tls.cert}`, `--ssl-key=${tls.key}`] : [];
    const server = new Mariadb([...over, ...certified, ...more]);
    await server.process.start(() => server.answers());
    return server;
  }

  async restart(): Promise<void> {
    rmSync(this.socket, { force: true });
    await this.process.start(() => this.answers());
  }

  run(sql: string, database = "mysql"): string {
    const child = Bun.spawnSync(
      [
        CLIENT ?? "",
        "--no-defaults",
        `--socket=${this.socket}`,
        "--batch",
        "--skip-column-names",
        "--binary-mode",
        database,
      ],
      { stdin: Buffer.from(sql) },
    );
    if (child.exitCode !== 0) throw new Error(`mariadb: ${child.stderr}`);
    return child.stdout.toString();
  }

  dsn(user: string, database: string, password = ""): string {
    const account = password === "" ? user : `${user}:${encodeURIComponent(password)}`;
    return `mysql://${account}@localhost/${database}?socket=${this.socket}`;
  }

  private answers(): boolean {
    const words = [CLIENT ?? "", "--no-defaults", `--socket=${this.socket}`, "-e", "SELECT 1"];
    // Not a client every moment until there is something to connect to.
    return existsSync(this.socket) && Bun.spawnSync(words).exitCode === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill();
    this.dir[Symbol.dispose]();
  }
}

import { chmodSync, copyFileSync, existsSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { type Tree, tree } from "../tree.ts";
import { DatabaseProcess, type DatabaseServer, sbin, type TlsListener } from "./server.ts";

const SERVER = sbin("postgres");
const INITDB = sbin("initdb");
const CLIENT = sbin("psql");
const IS_ROOT = process.getuid?.() === 0;
/** It does not run as root. */
const AS_POSTGRES = IS_ROOT ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

/** True where PostgreSQL is installed, and an account that it may run as. */
export const HAS_POSTGRES: boolean =
  SERVER !== null &&
  INITDB !== null &&
  CLIENT !== null &&
  (!IS_ROOT || Bun.spawnSync([...AS_POSTGRES, "true"]).exitCode === 0);

/** PostgreSQL on a socket in a folder of its own, with nothing in it. */
export class Postgres implements DatabaseServer {
  readonly dialect = "postgres";
  private readonly dir: Tree = tree();
  readonly socket: string = this.dir.root;
  readonly process: DatabaseProcess;

  private constructor(
    more: readonly string[],
    private readonly tls: TlsListener | null,
  ) {
    if (IS_ROOT) Bun.spawnSync(["chown", "postgres", this.dir.root]);
    // Whoever asks through the socket has to get there.
    chmodSync(this.dir.root, 0o711);
    const data = this.dir.path("data");
    const made = Bun.spawnSync(
      [
        ...AS_POSTGRES,
        INITDB ?? "",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        "--pwfile=/dev/stdin",
        "-E",
        "UTF8",
        "--no-sync",
      ],
      { cwd: "/", stdin: Buffer.from("unused\n") },
    );
    if (made.exitCode !== 0) throw new Error(`initdb: ${made.stdout}${made.stderr}`);
    // Accounts that are named after those of the system need no password, the others do.
    const access = ["postgres trust", `${userInfo().username} peer`, "all scram-sha-256"].map(
      (rule) => `local all ${rule}\n`,
    );
    if (tls) access.push("hostssl all all samehost scram-sha-256\n");
    writeFileSync(this.dir.path("data/pg_hba.conf"), access.join(""));
    this.process = new DatabaseProcess([
      ...[...AS_POSTGRES, SERVER ?? "", "-D", data, "-k", this.socket, "-c", "fsync=off"],
      ...["-c", `listen_addresses=${tls ? "127.0.0.1" : ""}`, "-c", `port=${this.port}`],
      ...(tls ? this.certified(tls) : []),
      ...more,
    ]);
  }

  /**
   * @param more options of the server
   * @param tls where it listens besides
   */
  static async start(more: readonly string[] = [], tls: TlsListener | null = null): Promise<Postgres> {
    const server = new Postgres(more, tls);
    await server.process.start(() => server.answers());
    return server;
  }

  async restart(): Promise<void> {
    for (const left of ["data/postmaster.pid", this.listens]) this.dir.remove(left);
    await this.process.start(() => this.answers());
  }

  run(sql: string, database = "postgres"): string {
    const words = ["-d", database, "-v", "ON_ERROR_STOP=1", "-qAt"];
    const child = Bun.spawnSync([...this.client(), ...words], { stdin: Buffer.from(sql) });
    if (child.exitCode !== 0) throw new Error(`psql: ${child.stderr}`);
    return child.stdout.toString();
  }

  dsn(user: string, database: string, password = ""): string {
    const account = password === "" ? user : `${user}:${encodeURIComponent(password)}`;
    return `postgres://${account}@localhost/${database}?socket=${this.socket}`;
  }

  private answers(): boolean {
    if (!existsSync(this.dir.path(this.listens))) return false;
    return Bun.spawnSync([...this.client(), "-d", "postgres", "-c", "SELECT 1"]).exitCode === 0;
  }

  /** The name of its socket. */
  private get listens(): string {
    return `.s.PGSQL.${this.port}`;
  }

  private get port(): number {
    return this.tls?.port ?? 5432;
  }

  private client(): string[] {
    return [CLIENT ?? "", "-X", "-h", this.socket, "-p", String(this.port), "-U", "postgres"];
  }

  /** It takes a key only where nobody else may read it. */
  private certified({ cert, key }: TlsListener): string[] {
    const own = this.dir.path("server.key");
    copyFileSync(key, own);
    chmodSync(own, 0o600);
    if (IS_ROOT) Bun.spawnSync(["chown", "postgres", own]);
    const copy = this.dir.path("server.crt");
    copyFileSync(cert, copy);
    chmodSync(copy, 0o644);
    return ["ssl=on", `ssl_cert_file=${copy}`, `ssl_key_file=${own}`].flatMap((option) => ["-c", option]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill();
    this.dir[Symbol.dispose]();
  }
}

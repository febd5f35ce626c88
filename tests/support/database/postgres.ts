import { chmodSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { type Tree, tree } from "../tree.ts";
import { DatabaseProcess, type DatabaseServer, sbin } from "./server.ts";

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

  private constructor(more: readonly string[]) {
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
    writeFileSync(this.dir.path("data/pg_hba.conf"), access.join(""));
    this.process = new DatabaseProcess([
      ...[...AS_POSTGRES, SERVER ?? "", "-D", data, "-k", this.socket, "-c", "listen_addresses=", "-c", "fsync=off"],
      ...more,
    ]);
  }

  /** @param more options of the server */
  static async start(more: readonly string[] = []): Promise<Postgres> {
    const server = new Postgres(more);
    await server.process.start(() => server.answers());
    return server;
  }

  async restart(): Promise<void> {
    Bun.spawnSync(["rm", "-f", this.dir.path("data/postmaster.pid")]);
    await this.process.start(() => this.answers());
  }

  run(sql: string, database = "postgres"): string {
    const words = ["-h", this.socket, "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-qAt"];
    const child = Bun.spawnSync([CLIENT ?? "", "-X", ...words], { stdin: Buffer.from(sql) });
    if (child.exitCode !== 0) throw new Error(`psql: ${child.stderr}`);
    return child.stdout.toString();
  }

  dsn(user: string, database: string, password = ""): string {
    const account = password === "" ? user : `${user}:${encodeURIComponent(password)}`;
    return `postgres://${account}@localhost/${database}?socket=${this.socket}`;
  }

  private answers(): boolean {
    const words = ["-X", "-h", this.socket, "-U", "postgres", "-d", "postgres", "-c", "SELECT 1"];
    return Bun.spawnSync([CLIENT ?? "", ...words]).exitCode === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill();
    this.dir[Symbol.dispose]();
  }
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { Daemon, startOnFreePort, until } from "./daemon.ts";
import { freePort } from "./free-port.ts";

export const TORRUST_TOKEN = "MyApiToken-1";

/** Switches of its configuration; as it is delivered, all are off. */
export type TorrustSwitch = "whitelist_enabled" | "blacklist_enabled" | "keys_enabled" | "users_enabled" | "persistent";

/** A Torrust-Actix on loopback. */
export class TorrustActix implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly on: readonly TorrustSwitch[],
    private daemon: Daemon,
    /** Of the tracker, over HTTP and UDP. */
    readonly port: number,
    private readonly apiPort: number,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("torrust-actix");

  static async start(folder: string, on: readonly TorrustSwitch[]): Promise<TorrustActix> {
    const apiPort = await freePort();
    const { daemon, port } = await startOnFreePort(
      (port) => TorrustActix.launch(folder, on, port, apiPort),
      () => answers(apiPort),
    );
    return new TorrustActix(folder, on, daemon, port, apiPort);
  }

  /** Of the API. */
  get url(): string {
    return `http://127.0.0.1:${this.apiPort}`;
  }

  /** As an operator's own program would ask. @returns status and text */
  async ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<[status: number, text: string]> {
    const text = body === undefined ? "" : JSON.stringify(body);
    const authorization = `Bearer ${TORRUST_TOKEN}`;
    if (method !== "GET") {
      // A body follows its 304, which would be read as the answer to the next request of the same connection.
      const headers = { authorization, connection: "close" };
      const answer = await fetch(`${this.url}${path}`, { method, headers, body: text, keepalive: false });
      return [answer.status, await answer.text()];
    }
    const headers = { authorization, "content-length": String(text.length) };
    return await new Promise((resolve, reject) => {
      const asked = request(`${this.url}${path}`, { method, headers }, (message) => {
        let said = "";
        message.on("data", (chunk) => {
          said += chunk;
        });
        message.on("end", () => resolve([message.statusCode ?? 0, said]));
      });
      asked.on("error", reject);
      asked.end(text);
    });
  }

  /** Somebody has all of a torrent. @param infoHash 40 digits @returns what it answers, or `404` */
  async seed(infoHash: string, path: string): Promise<string> {
    const hash = infoHash.replace(/../g, "%$&");
    const query = `info_hash=${hash}&peer_id=-XX0001-000000000001&port=51413&uploaded=0&downloaded=0&left=0&event=started&compact=1`;
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}?${query}`);
    return answer.status === 200 ? await answer.text() : String(answer.status);
  }

  async restart(): Promise<void> {
    await this.end();
    // It tells when it started in seconds.
    await Bun.sleep(1_000);
    this.daemon = TorrustActix.launch(this.folder, this.on, this.port, this.apiPort);
    await until("Torrust-Actix to listen", () => answers(this.apiPort));
  }

  private async end(): Promise<void> {
    // It goes on listening after SIGTERM, and takes seconds to write its tables.
    process.kill(this.daemon.pid, "SIGINT");
    await until("Torrust-Actix to end", () => !this.daemon.isAlive).finally(() => this.daemon[Symbol.asyncDispose]());
  }

  /** It writes a configuration and ends where there is none, and makes a database and ends where it is told to. */
  private static launch(folder: string, on: readonly TorrustSwitch[], port: number, apiPort: number): Daemon {
    const [config, delivered] = [join(folder, "config.toml"), join(folder, "delivered.toml")];
    const program = TorrustActix.program ?? "";
    if (!existsSync(delivered)) {
      mkdirSync(folder, { recursive: true });
      Bun.spawnSync([program, "--create-config"], { cwd: folder, timeout: 30_000 });
      renameSync(config, delivered);
    }
    const text = readFileSync(delivered, "utf8")
      .replace(/^api_key = .*$/m, `api_key = "${TORRUST_TOKEN}"`)
      .replace(/^(\w+) = false$/gm, (line, name) => (on.some((each) => each === name) ? `${name} = true` : line))
      .replace(/^(send|receive)_buffer_size = .*$/gm, "$1_buffer_size = 262144")
      .replaceAll("0.0.0.0:6969", `127.0.0.1:${port}`)
      .replaceAll("0.0.0.0:8080", `127.0.0.1:${apiPort}`);
    writeFileSync(config, text);
    if (!existsSync(join(folder, "data.db"))) {
      Bun.spawnSync([program, "--create-database"], { cwd: folder, timeout: 30_000 });
    }
    return Daemon.start([program], folder);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }
}

async function answers(apiPort: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${apiPort}/stats?token=${TORRUST_TOKEN}`)).status === 200;
  } catch {
    return false;
  }
}

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon, startOnFreePort } from "./daemon.ts";

/** What a tracker counts of one torrent. */
export interface Swarm {
  seeders: number;
  leechers: number;
}

/** opentracker on loopback, by HTTP and UDP on one port; it tracks the info-hashes of its list and no others. */
export class OpenTracker implements AsyncDisposable {
  private constructor(
    private readonly daemon: Daemon,
    readonly port: number,
  ) {}

  /** Where the program is; null where there is none. */
  static readonly program = Bun.which("opentracker");

  /** @param infoHashes 40 hex each */
  static async start(folder: string, infoHashes: readonly string[]): Promise<OpenTracker> {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "whitelist"), infoHashes.map((hash) => `${hash}\n`).join(""));
    // Started by root, it changes its root to this folder and its user to nobody before it reads the list.
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "whitelist"), 0o644);
    const { daemon, port } = await startOnFreePort(
      (port) => {
        const at = String(port);
        const words = ["-i", "127.0.0.1", "-p", at, "-P", at, "-d", folder, "-w", "whitelist", "-u", "nobody"];
        return Daemon.start([OpenTracker.program ?? "", ...words], folder);
      },
      (port) =>
        fetch(`http://127.0.0.1:${port}/scrape`).then(
          () => true,
          () => false,
        ),
    );
    return new OpenTracker(daemon, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Its scrape; a torrent that nobody has announced yet is not in the answer, and counts as nobody. */
  async scrape(infoHash: string): Promise<Swarm> {
    return parseScrape(await (await fetch(`${this.url}/scrape?info_hash=${escaped(infoHash)}`)).bytes(), infoHash);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.daemon[Symbol.asyncDispose]();
  }
}

/** Each byte as %XX, as BEP 3 has it in a query. */
function escaped(infoHash: string): string {
  return infoHash.replace(/../g, "%$&");
}

/** Reads `d5:filesd20:…d8:completei1e10:downloadedi0e10:incompletei0eeee`. */
function parseScrape(answer: Uint8Array, infoHash: string): Swarm {
  const text = Buffer.from(answer).toString("latin1");
  const key = `20:${Buffer.from(infoHash, "hex").toString("latin1")}d8:complete`;
  const start = text.indexOf(key);
  if (start < 0 && text === "d5:filesdee") return { seeders: 0, leechers: 0 };
  const counts = /^i(\d+)e10:downloadedi\d+e10:incompletei(\d+)e/.exec(start < 0 ? "" : text.slice(start + key.length));
  if (!counts) throw new Error(`no scrape of ${infoHash}: ${text}`);
  return { seeders: Number(counts[1]), leechers: Number(counts[2]) };
}

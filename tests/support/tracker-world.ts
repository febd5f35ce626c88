import { expect } from "bun:test";
import { linkSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { binary, runProgram } from "./binary.ts";
import { Daemon, until } from "./daemon.ts";
import { OpenTracker } from "./opentracker.ts";
import { PasskeyTracker } from "./passkey-tracker.ts";
import { type Contents, Library, makeReleases, type Release } from "./releases.ts";
import type { ClientTorrent, TorrentClient } from "./torrent-client.ts";
import { type Tree, tree } from "./tree.ts";
import { unzipped } from "./zip.ts";

/** A torrent of an answer. */
export interface Matched {
  name: string;
  info_hash: string;
  torrent_file: string;
  files: { request_index: number; path: string; match: string }[];
}

/** A private tracker with its site, its folder of .torrent files and ReSeeder beside it; and a user with a client. */
export class TrackerWorld {
  readonly folder: Tree = tree();
  private readonly cleanup = new AsyncDisposableStack();
  releases: Release[] = [];
  tracker!: OpenTracker;
  site!: PasskeyTracker;
  client!: TorrentClient;
  library!: Library;
  serve!: Daemon;
  private program = "";
  private url = "";

  /**
   * @param contents of what was released
   * @param announce address in each uploaded .torrent, by the release's name
   * @param users of the tracker's site: user id by passkey
   */
  constructor(
    private readonly contents: Contents,
    private readonly announce: (name: string) => string,
    private readonly users: ReadonlyMap<string, string>,
  ) {}

  /** @param start of the client, in a folder of its own */
  async start(start: (home: string) => Promise<TorrentClient>): Promise<void> {
    try {
      await this.startAll(start);
    } catch (error) {
      // afterAll does not run when beforeAll failed.
      await this.end();
      throw error;
    }
  }

  private async startAll(start: (home: string) => Promise<TorrentClient>): Promise<void> {
    this.cleanup.use(this.folder);
    this.program = await binary();
    this.releases = makeReleases(this.folder.root, this.contents, this.announce);
    this.library = new Library(this.folder.path("library"), this.folder.path("contents"), this.releases);
    const hashes = this.releases.map(({ infoHash }) => infoHash);
    this.tracker = this.cleanup.use(await OpenTracker.start(this.folder.path("tracker"), hashes));
    this.site = this.cleanup.use(new PasskeyTracker(this.tracker.url, this.users));
    await this.reseeder("scan", "torrents");
    this.serve = this.cleanup.use(
      Daemon.start([this.program, "serve", "--port", "0", "--db", this.folder.path("reseeder.db")], this.folder.root),
    );
    const listening = () => /http:\/\/127\.0\.0\.1:\d+/.exec(this.serve.output)?.[0];
    this.url = (await until("serve to listen", listening)) ?? "";
    // Last, so that it ends before its tracker, to which it says goodbye.
    this.client = this.cleanup.use(await start(this.folder.path("client")));
  }

  named(name: string): Release {
    return this.releases.find((release) => release.name === name) as Release;
  }

  /** Runs one command to its end, which must be good, and answers what it printed. */
  async reseeder(...args: string[]): Promise<string> {
    const ended = await runProgram(this.program, args, { cwd: this.folder.root });
    expect({ args, ...ended }).toMatchObject({ args, code: 0 });
    return ended.out;
  }

  /** What `reseeder scrape --json` tells, line by line. */
  async scrape(...flags: string[]): Promise<Record<string, unknown>[]> {
    const lines = (await this.reseeder("scrape", "--json", ...flags)).trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  async post(path: string, body: object, token?: string): Promise<{ status: number; answer: Record<string, unknown> }> {
    const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const response = await fetch(`${this.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  }

  /** Asks with the names and sizes of the user's files for what they can seed. */
  async match(passkey: string, token?: string) {
    const files = this.library.files.map(({ name, bytes }) => ({ name, size: bytes.length }));
    const { status, answer } = await this.post("/match/phase1", { phase: 1, files, passkey }, token);
    return { status, torrents: (answer["matched_torrents"] ?? []) as Matched[] };
  }

  /** The .torrent files in the archive of what a user once downloaded. */
  async archive(passkey: string, token?: string): Promise<Buffer[]> {
    const headers = { Authorization: `Bearer ${token ?? passkey}`, ...(token && { "X-Reseeder-Passkey": passkey }) };
    const response = await fetch(`${this.url}/archive`, { headers });
    expect(response.status).toBe(200);
    return unzipped(await response.bytes()).map(({ bytes }) => bytes);
  }

  /** Gives the client a torrent, with links to the user's files laid out as the answer says. */
  async seed({ info_hash, torrent_file, files }: Matched): Promise<void> {
    const folder = this.folder.folder(join("data", info_hash));
    for (const { request_index, path } of files) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      linkSync(this.library.files[request_index]?.path ?? "", target);
    }
    await this.client.add(Buffer.from(torrent_file, "base64"), folder);
  }

  /** Waits until the client has checked a torrent and the tracker has answered it. */
  settled(infoHash: string): Promise<ClientTorrent | null> {
    return until(
      `the client to announce ${infoHash}`,
      () => this.client.torrent(infoHash),
      (torrent) => torrent?.isSettled === true && torrent.hasAnnounced,
    );
  }

  async end(): Promise<void> {
    await this.cleanup.disposeAsync();
  }
}

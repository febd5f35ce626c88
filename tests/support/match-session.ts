import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { bytesToHex } from "../../src/core/hex.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { binary, runProgram } from "./binary.ts";
import { CompiledServe } from "./compiled-serve.ts";
import { until } from "./daemon.ts";
import { OpenTracker } from "./opentracker.ts";
import { QBittorrent } from "./qbittorrent.ts";
import { buildTorrent, contentOf, type TorrentSpec } from "./torrent-builder.ts";
import { type Tree, tree } from "./tree.ts";

const MB = 1_000_000;

/** What the tracker holds; the user has the first as the client seeds it, and others as `place` leaves them. */
const RELEASES: TorrentSpec[] = [
  release("Harbour.Lights.S01", [14 * MB, 13 * MB, 12 * MB]),
  release("Night.Train.S01.1080p.WEB", [24 * MB, 22 * MB, 400_000]),
  release("Salt.2019.2160p", [61 * MB]),
  release("Northern.Line.S02", [9 * MB, 8 * MB]),
  release("Old.Movie.2008", [8 * MB]),
];

const PASSKEY = "0123456789abcdef0123456789abcdef";

function release(name: string, sizes: readonly number[]): TorrentSpec {
  const files = sizes.map((length, i) => ({
    path: i === 2 ? `Extras/${name}.E03.mkv` : `${name}.E0${i + 1}.mkv`,
    length,
  }));
  return { name, files, pieceLength: 262_144, private: true, announce: "http://tracker.invalid/announce" };
}

/** One thing that the user typed, and what the program said. */
export interface Said {
  command: string;
  text: string;
  code: number;
}

/**
 * A user's whole way with the compiled program, a real qBittorrent and a real tracker: a server with personal torrents, a
 * library with moved, renamed, damaged and missing files, a client that calls its folders something else.
 */
export class MatchSession implements AsyncDisposable {
  private readonly cleanup = new AsyncDisposableStack();
  readonly dir: Tree = this.cleanup.use(tree());
  readonly said: Said[] = [];
  program = "";
  tracker!: OpenTracker;
  client!: QBittorrent;
  private serve!: CompiledServe;
  private token = "";

  /** Info-hashes by name. */
  readonly hashes = new Map(
    RELEASES.map((spec) => [
      String(spec.name),
      bytesToHex(parseMetainfo(buildTorrent(spec)).infoHashV1 ?? new Uint8Array()),
    ]),
  );

  async start(): Promise<void> {
    this.program = await binary();
    const { dir } = this;
    for (const spec of RELEASES) dir.write(`torrents/${spec.name}.torrent`, buildTorrent(spec));
    for (const folder of ["data/media", "data/links", "downloads", "home"]) dir.folder(folder);
    this.place();
    this.tracker = this.cleanup.use(await OpenTracker.start(dir.path("tracker"), [...this.hashes.values()]));
    await this.server("scan", "torrents");
    const announce = `${this.tracker.url}/announce?passkey={passkey}`;
    await this.server("settings", "set", "announce_urls", announce);
    await this.server("settings", "set", "min_file_size", "1000000");
    await this.server("settings", "set", "auth", "token");
    this.token = (await this.server("token", "create", "alice")).trim().split("\n").pop() ?? "";
    this.serve = this.cleanup.use(await CompiledServe.start(dir.path("reseeder.db"), dir.root));
    // As in a container: what is our /data is its /downloads.
    const within = [
      "bwrap",
      "--die-with-parent",
      "--dev-bind",
      "/",
      "/",
      "--bind",
      dir.path("data"),
      dir.path("downloads"),
    ];
    this.client = this.cleanup.use(await QBittorrent.start(dir.path("client"), { within }));
    const [held] = RELEASES;
    const personal = { ...(held as TorrentSpec), announce: announce.replace("{passkey}", PASSKEY) };
    await this.client.add(buildTorrent(personal), dir.path("downloads/media"));
    await until("qBittorrent to seed what it has", async () => {
      return (await this.client.torrent(this.hashes.get(String(held?.name)) ?? ""))?.isSeeding;
    });
  }

  /** Types a command; addresses and the folder around all of it become what they would be. */
  async type(...words: string[]): Promise<Said> {
    const env = { HOME: this.dir.path("home"), RESEEDER_TOKEN: this.token, RESEEDER_PASSKEY: PASSKEY };
    const real = words.map((word) => word.replace(/^\/data/, this.dir.path("data")).replace("SERVER", this.serve.url));
    const given = real.map((word) => word.replace("CLIENT", this.client.address));
    const { out, err, code } = await runProgram(this.program, given, { cwd: this.dir.root, env });
    const command = ["reseeder", ...words].join(" ");
    const said = { command: this.plain(command), text: this.plain(`${out}${err}`), code };
    this.said.push(said);
    return said;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup.disposeAsync();
  }

  /** As it would be elsewhere. */
  private plain(text: string): string {
    return text
      .replaceAll("CLIENT", "qbittorrent:http://127.0.0.1:8080")
      .replaceAll(this.client.address, "qbittorrent:http://127.0.0.1:8080")
      .replaceAll("SERVER", "https://tracker.example/reseeder_api")
      .replaceAll(this.serve.url.replace(/\/$/, ""), "https://tracker.example/reseeder_api")
      .replaceAll(this.dir.root, "");
  }

  private place(): void {
    for (const spec of RELEASES) {
      for (const file of spec.files) this.dir.write(`data/media/${spec.name}/${file.path}`, contentOf(file));
    }
    const at = (path: string) => this.dir.path("data/media", path);
    const night = "Night.Train.S01.1080p.WEB";
    renameSync(at(`${night}/${night}.E01.mkv`), at(`${night}/Episode 1.mkv`));
    mkdirSync(dirname(at("moved/x")), { recursive: true });
    renameSync(at(`${night}/Extras/${night}.E03.mkv`), at(`moved/${night}.E03.mkv`));
    this.dir.remove("data/media/Northern.Line.S02/Northern.Line.S02.E02.mkv");
    const damaged = at("Old.Movie.2008/Old.Movie.2008.E01.mkv");
    const bytes = readFileSync(damaged);
    bytes[2_500_000] = (bytes[2_500_000] ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    // Of the same size as something that is wanted.
    this.dir.write("data/media/decoy.mkv", new Uint8Array(24 * MB));
  }

  private async server(...words: string[]): Promise<string> {
    const { code, out, err } = await runProgram(this.program, words, { cwd: this.dir.root });
    if (code !== 0) throw new Error(`reseeder ${words.join(" ")}: ${err}`);
    return out;
  }
}

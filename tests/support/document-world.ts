import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DocumentCommand } from "./document-commands.ts";
import { plainTorrent } from "./plain-torrent.ts";
import { type Ran, run } from "./run.ts";
import { type Tree, tree } from "./tree.ts";

const SHOW = plainTorrent("Night.Train.S01", [["S01E01.mkv", 1_400_000_000]]);
/** Files that documents name, with a torrent in each folder and archive. */
const TORRENTS = [
  "srv/tracker/torrents/4711.torrent",
  "srv/old/1.torrent",
  "srv/unit3d/storage/app/files/torrents/files/7.torrent",
  "var/trackers/torrents/8.torrent",
  "folder/9.torrent",
  "D/torrents/10.torrent",
  "4711.torrent",
];
/** Copies of the database under the names that documents give them. */
const COPIES = [
  "backups/reseeder-20261120T161500Z.db",
  "E/backups/reseeder/reseeder-20261120T161500Z.db",
  "var/lib/reseeder/backups/reseeder-20261120T161500Z.db",
  "var/lib/reseeder/replica.db",
  "var/lib/reseeder/reseeder.db.before-upgrade-20261127T161500Z",
];

/** What another program pipes into a command, by the beginning of that. */
const PIPED: readonly [start: string, file: string][] = [
  ["torrents sync -", "list.csv"],
  ["torrents import -", "torrents.zip"],
  ["history import -", "snatched.csv"],
];

/** A folder in which the commands of documents find what they name: databases, torrents, backups, lists. */
export class DocumentWorld implements Disposable {
  private constructor(
    private readonly dir: Tree,
    private readonly hash: string,
  ) {}

  static async create(): Promise<DocumentWorld> {
    const dir = tree();
    for (const [i, path] of TORRENTS.entries()) {
      dir.write(path, path.endsWith("4711.torrent") ? SHOW : plainTorrent(`Other ${i}`, 1_000 + i));
    }
    const cwd = dir.root;
    for (const database of ["reseeder.db", "var/lib/reseeder/reseeder.db"]) {
      mkdirSync(dirname(dir.path(database)), { recursive: true });
      await must(["scan", "--db", database, "srv/tracker/torrents", "srv/old"], cwd);
    }
    const { out } = await must(["torrents", "show", "external:4711", "--json"], cwd);
    const hash = JSON.parse(out).info_hash_v1;
    await must(["backup", "--dir", "made"], cwd);
    const [made = ""] = readdirSync(dir.path("made"));
    for (const copy of COPIES) {
      mkdirSync(dirname(dir.path(copy)), { recursive: true });
      copyFileSync(dir.path("made", made), dir.path(copy));
    }
    await must(["torrents", "export", "torrents.zip"], cwd);
    const packed = Bun.spawnSync(["tar", "-czf", "more.tar.gz", "folder"], { cwd });
    if (!packed.success) throw new Error(`tar: ${packed.stderr}`);
    dir.write("snatched.csv", `0123456789abcdef0123456789abcdef,${hash},1600000000\n`);
    dir.write("hashes.txt", `${hash}\n`);
    dir.write("list.csv", `${hash},4711\n{"end":1}\n`);
    dir.write("banned.txt", "0123456789abcdef0123456789abcdef\n");
    dir.write("etc/reseeder/site.sql", "");
    return new DocumentWorld(dir, hash);
  }

  /** Runs a command of a document, with absolute paths taken to be below this world, and placeholders filled in. */
  async run({ words, input }: DocumentCommand, ...further: string[]): Promise<Ran> {
    const given = words.map((word) =>
      word
        .replace(/^[A-Z]:\\.*/, (path) => `/${path.replace(":", "").replaceAll("\\", "/")}`)
        .replace(/^\/(?!$)/, `${this.dir.root}/`)
        .replace(/^id:\d+$/, "id:1")
        .replace(/^[0-9a-f]{40}$/, this.hash),
    );
    const file = input ?? PIPED.find(([start]) => words.join(" ").startsWith(start))?.[1];
    const stdin = file === undefined ? [] : [await Bun.file(this.dir.path(file)).bytes()];
    return run([...given, ...further], { cwd: this.dir.root, stdin, executable: "/usr/local/bin/reseeder" });
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }
}

async function must(words: string[], cwd: string): Promise<Ran> {
  const ran = await run(words, { cwd });
  if (ran.code !== 0) throw new Error(`${words.join(" ")} ended with ${ran.code}: ${ran.err}`);
  return ran;
}

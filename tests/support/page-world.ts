import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../../src/http/server/listen.ts";
import { Store } from "../../src/store/store.ts";
import { addTorrents } from "./indexed.ts";
import { ROOT } from "./root.ts";
import { buildTorrent, contentOf } from "./torrent-builder.ts";
import { type Tree, tree } from "./tree.ts";

const FIXTURES = join(ROOT, "node_modules/webtorrent-fixtures/fixtures");

/** A file of webtorrent-fixtures. */
export const fixture = (name: string) => readFileSync(join(FIXTURES, name));

/** A name with markup, a mark that turns the direction of writing, and a bell. */
const HOSTILE = "<img src=x onerror=alert(1)>\u202egpj.\u0007exe";

/** A server with six torrents, and the folder `library` of a user who has most of their files. */
export interface PageWorld extends AsyncDisposable {
  dir: Tree;
  url: string;
  port: number;
}

/** Renamed, moved, damaged and missing files, and what is nobody's: the page finds five of the six torrents. */
export function pageWorld(): PageWorld {
  const dir = tree();
  const hostile = buildTorrent({
    name: HOSTILE,
    files: [{ path: "a.bin", length: 40_000 }],
    version: "hybrid",
    pieceLength: 16_384,
  });
  const names = ["leaves", "alice", "numbers", "lots-of-numbers"].map((name) => `${name}.torrent`);
  const torrents = Object.fromEntries(names.map((name) => [name, fixture(name)]));
  const files = ["one.bin", "two.bin"].map((path) => ({ path, length: 50_000 }));
  const made = {
    "h.torrent": hostile,
    "pack.torrent": buildTorrent({ name: "pack", files, version: "v1", pieceLength: 16_384 }),
  };
  for (const [name, bytes] of Object.entries({ ...torrents, ...made })) dir.write(`root/${name}`, bytes);
  const store = Store.open(dir.path("reseeder.db"), { create: true });
  addTorrents(store, { ...torrents, ...made }, dir.path("root"));
  store.write(() => store.settings.write("min_file_size", 0));
  store.write(() => store.settings.write("page_text", "Welcome <b>back</b>"));
  store.close();
  dir.folder("library");
  cpSync(join(FIXTURES, "Leaves of Grass by Walt Whitman.epub"), dir.path("library", "book.epub"));
  cpSync(join(FIXTURES, "numbers"), dir.path("library", "old/numbers"), { recursive: true });
  cpSync(join(FIXTURES, "lots-of-numbers", "big numbers"), dir.path("library", "old/big numbers"), { recursive: true });
  rmSync(dir.path("library", "old/big numbers/12.txt"));
  const alice = fixture("alice.txt");
  alice[70_000] = (alice[70_000] ?? 0) ^ 1;
  writeFileSync(dir.path("library", "alice.txt"), alice);
  const decoy = Buffer.alloc(fixture("Leaves of Grass by Walt Whitman.epub").length);
  writeFileSync(dir.path("library", "decoy.epub"), decoy);
  dir.write("library/pack/one.bin", contentOf({ path: "one.bin", length: 50_000 }));
  dir.write("library/a.bin", contentOf({ path: "a.bin", length: 40_000 }));
  const server = startServer({ path: dir.path("reseeder.db"), host: "127.0.0.1", port: 0, log: () => {} });
  return {
    dir,
    url: `http://127.0.0.1:${server.port}/`,
    port: server.port,
    async [Symbol.asyncDispose]() {
      await server.stop(0);
      dir[Symbol.dispose]();
    },
  };
}

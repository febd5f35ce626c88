import { expect, setDefaultTimeout, test } from "bun:test";
import { linkSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isWhole, type TorrentClient } from "../../src/client/clients/client.ts";
import { parseClientAddress } from "../../src/client/clients/client-address.ts";
import { openClient } from "../../src/client/clients/open-client.ts";
import { machineWaiting } from "../../src/client/clients/waiting.ts";
import { until } from "../support/daemon.ts";
import { Deluge } from "../support/deluge.ts";
import { describeWith } from "../support/needs.ts";
import { QBittorrent } from "../support/qbittorrent.ts";
import { RTorrent } from "../support/rtorrent.ts";
import { buildTorrent, contentOf } from "../support/torrent-builder.ts";
import { Transmission } from "../support/transmission.ts";
import { type Tree, tree } from "../support/tree.ts";
import { addition, torrentToAdd } from "../support/verified-torrent.ts";

setDefaultTimeout(600_000);

const FILES = [
  { path: "a.mkv", length: 300_000 },
  { path: "Sub/b & c.nfo", length: 777 },
];

interface Program extends AsyncDisposable {
  address: string;
}

const PROGRAMS: [string, { program: string | null; start: (home: string) => Promise<Program> }][] = [
  ["qbittorrent-nox", QBittorrent],
  ["transmission-daemon", Transmission],
  ["deluge-web", Deluge],
  ["rtorrent", { program: RTorrent.program, start: (home) => RTorrent.start(home, { socket: true }) }],
];

for (const [name, { program, start }] of PROGRAMS) {
  describeWith(program !== null, name)(name, () => {
    test("takes a torrent, checks links, seeds them, and gives them back", async () => {
      using dir = tree();
      await using running = await start(dir.path("home"));
      const client = await open(running.address);
      expect(await client.list()).toEqual([]);
      for (const isVerified of [false, true]) await handOver(dir, client, isVerified);
      await corrupt(dir, client);
      expect(await client.list()).toEqual([]);
    });
  });
}

function open(address: string): Promise<TorrentClient> {
  const login = { user: null, password: async () => "deluge", key: null };
  const waiting = machineWaiting(new AbortController().signal);
  return openClient(parseClientAddress(address), login, { fetch, waiting });
}

async function handOver(dir: Tree, client: TorrentClient, isVerified: boolean): Promise<void> {
  // rTorrent takes no torrent without a tracker.
  const bytes = buildTorrent({ name: `Show ${isVerified}`, announce: "http://127.0.0.1:1/announce", files: FILES });
  const local = FILES.map((file, i) => dir.write(`library/${isVerified}/${i}`, contentOf(file)));
  const given = addition(torrentToAdd(bytes, local), dir.path("links"), isVerified);
  const held = await client.add(given);
  expect(held.hashes).toEqual([...given.torrent.hashes]);
  const files = await client.files(held, given.torrent);
  expect(files.map(({ path, size }) => [path, size])).toEqual(
    FILES.map(({ path, length }) => [`Show ${isVerified}/${path}`, length]),
  );
  link(given.folder, files[0]?.path ?? "", local[0] ?? "");
  link(given.folder, files[1]?.path ?? "", local[1] ?? "");
  const state = await client.settle(held, given);
  if (!isVerified || client.kind === "transmission") {
    expect(state).toMatchObject({ phase: "stopped", left: 0, downloaded: 0 });
    expect((await client.files(held, given.torrent)).map(({ isWhole }) => isWhole)).toEqual([true, true]);
  }
  await client.start(held, given);
  const seeding = await until(
    `${client.title} to seed`,
    () => client.find(given.torrent.hashes),
    (found) => found?.state.phase === "seeding" || found?.state.phase === "waiting",
  );
  expect(seeding?.state).toMatchObject({ left: 0, downloaded: 0, size: 300_777 });
  await client.remove(held);
  expect(await client.find(given.torrent.hashes)).toBeNull();
  // Its data is kept, and so is what was linked.
  expect(readFileSync(join(given.folder, files[0]?.path ?? ""))).toEqual(Buffer.from(contentOf(FILES[0] as never)));
}

/** Data with a byte that is another is never whole. */
async function corrupt(dir: Tree, client: TorrentClient): Promise<void> {
  const bytes = buildTorrent({ name: "Corrupt", announce: "http://127.0.0.1:1/announce", files: FILES });
  const local = FILES.map((file, i) => dir.write(`library/corrupt/${i}`, contentOf(file)));
  const damaged = readFileSync(local[0] ?? "");
  damaged[100_000] = (damaged[100_000] ?? 0) ^ 1;
  writeFileSync(local[0] ?? "", damaged);
  const given = addition(torrentToAdd(bytes, local), dir.path("links"));
  const held = await client.add(given);
  const files = await client.files(held, given.torrent);
  for (const [i, file] of files.entries()) link(given.folder, file.path, local[i] ?? "");
  const state = await client.settle(held, given);
  expect(isWhole(state)).toBe(false);
  expect(state.phase).toBe("stopped");
  await client.remove(held);
  expect(readFileSync(local[0] ?? "")).toEqual(damaged);
}

function link(folder: string, name: string, source: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  linkSync(source, join(folder, name));
}

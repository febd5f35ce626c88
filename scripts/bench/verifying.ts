import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { libtorrentPython } from "../../tests/support/libtorrent.ts";
import { type Figure, median } from "./measure.ts";

const FILES = 5;
const PIECE = 1024 * 1024;

const MAKE = `
import libtorrent as lt, os, sys
content, out = sys.argv[1], sys.argv[2]
fs = lt.file_storage(); lt.add_files(fs, content)
t = lt.create_torrent(fs, ${PIECE}, 64); lt.set_piece_hashes(t, os.path.dirname(content))
open(out, 'wb').write(lt.bencode(t.generate()))
`;

const RECHECK = `
import libtorrent as lt, os, sys, time
s = lt.session({'enable_dht': False, 'enable_lsd': False, 'enable_upnp': False, 'enable_natpmp': False, 'listen_interfaces': '127.0.0.1:0'})
h = s.add_torrent({'ti': lt.torrent_info(sys.argv[1]), 'save_path': sys.argv[2]})
while not h.status().is_seeding: time.sleep(0.05)
os._exit(0)
`;

/**
 * Verification of random bytes in five files, page cache warm, in processor time: `reseeder match` against
 * `sha1sum` and against libtorrent's recheck.
 */
export async function benchVerifying(program: string, work: string, gib: number, runs: number): Promise<Figure[]> {
  const python = libtorrentPython();
  if (python === null) throw new Error("no python3-libtorrent");
  const content = join(work, "content");
  const torrents = join(work, "verify-torrents");
  for (const folder of [content, torrents]) mkdirSync(folder, { recursive: true });
  for (let i = 0; i < FILES; i++) writeRandom(join(content, `f${i}.bin`), Math.round((gib * 1024) / FILES));
  await cpuOf([python, "-c", MAKE, content, join(torrents, "t.torrent")]);
  const state = join(work, "verify-state.db");
  const match = () => {
    rmSync(state, { force: true });
    return cpuOf([program, "match", content, "--torrents", torrents, "--state", state]);
  };
  const [ours, sums, rechecks]: number[][] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    ours?.push(await match());
    sums?.push(await cpuOf(["sh", "-c", `sha1sum '${content}'/*`]));
    rechecks?.push(await cpuOf([python, "-c", RECHECK, join(torrents, "t.torrent"), work]));
  }
  const verified = median(ours ?? []);
  rmSync(content, { recursive: true });
  return [
    {
      what: `${gib} GiB verified, processor time, against sha1sum`,
      ours: verified,
      baseline: median(sums ?? []),
      unit: "ms",
      must: 0.55,
    },
    {
      what: "the same against libtorrent's recheck",
      ours: verified,
      baseline: median(rechecks ?? []),
      unit: "ms",
      must: 1.05,
    },
  ];
}

function writeRandom(path: string, mib: number): void {
  const descriptor = openSync(path, "w");
  const part = new Uint8Array(PIECE);
  for (let i = 0; i < mib; i++) {
    for (let at = 0; at < PIECE; at += 65_536) crypto.getRandomValues(part.subarray(at, at + 65_536));
    writeSync(descriptor, part);
  }
  closeSync(descriptor);
}

/** Processor time of a process and its children, user and system, in milliseconds. */
async function cpuOf(command: string[]): Promise<number> {
  const child = Bun.spawn(command, { stdout: "ignore", stderr: "inherit" });
  const code = await child.exited;
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}`);
  return Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1000;
}

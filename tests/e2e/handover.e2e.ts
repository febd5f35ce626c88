import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { bytesToHex } from "../../src/core/hex.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { CallingSeed } from "../support/calling-seed.ts";
import { until } from "../support/daemon.ts";
import { Deluge } from "../support/deluge.ts";
import { filesBelow, HandoverWorld, testPool } from "../support/handover-world.ts";
import { OpenedFiles } from "../support/opened-files.ts";
import { OpenTracker } from "../support/opentracker.ts";
import { QBittorrent } from "../support/qbittorrent.ts";
import { RTorrent } from "../support/rtorrent.ts";
import { buildTorrent, contentOf, type FileSpec, type TorrentSpec } from "../support/torrent-builder.ts";
import { Transmission } from "../support/transmission.ts";
import { expectUntouched, snapshot } from "../support/untouched.ts";

setDefaultTimeout(600_000);

interface Program extends AsyncDisposable {
  address: string;
  peerPort: number;
  pid: number;
}

/** Each client as its users may have it: qBittorrent with a folder of its own for what is incomplete, Deluge with labels. */
const CLIENTS: Record<string, (home: string) => Promise<Program>> = {
  qbittorrent: (home) => QBittorrent.start(home, { incomplete: `${home}/incomplete` }),
  transmission: (home) => Transmission.start(home, { incomplete: `${home}/incomplete` }),
  deluge: (home) => Deluge.start(home, { plugins: ["Label"] }),
  rtorrent: (home) => RTorrent.start(home),
};

const raw = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** Names as torrents have them: what is to become of each, by client where they differ. */
const NAMES: [what: string, path: FileSpec["path"], leftOut?: string[]][] = [
  ["plain", "a.mkv"],
  ["nested", "a/b/c/d.mkv"],
  ["U+200E", "left\u200eright.mkv"],
  ["U+202E", "right\u202eleft.mkv"],
  ["backslash", ["back\\slash.mkv"]],
  ["control characters", "bell\x07 tab\t line\n del\x7f.mkv"],
  ["an emoji", "smile 😀.mkv"],
  ["broken UTF-8", [raw("caf\xe9.mkv")]],
  ["decomposed accents", "e\u0301.mkv"],
  ["trailing dots and blanks", "dots...  "],
  ["a leading blank", " blank.mkv"],
  ["what Windows forbids", 'a:b?c*d"e<f>g|h.mkv'],
  ["markup", "a & b <c>.mkv"],
  ["a hidden file", ".hidden"],
  ["255 bytes", `${"x".repeat(251)}.mkv`],
  ["300 bytes", `${"x".repeat(296)}.mkv`, ["transmission", "rtorrent"]],
  ["two dots", ["..", "up.mkv"], ["rtorrent"]],
];

for (const [kind, start] of Object.entries(CLIENTS)) {
  describe(kind, () => {
    test("odd names: whole, announced, nothing downloaded, and undone", async () => {
      using world = new HandoverWorld();
      await using program = await start(world.dir.path("home"));
      const specs = NAMES.map(([what, path], i) => ({
        name: `Torrent ${what}`,
        pieceLength: 16_384,
        files: [
          { path, length: 40_000 + i },
          { path: "Case.mkv", length: 20_000 },
          { path: "case.mkv", length: 21_000 },
          { path: "empty.txt", length: 0 },
        ],
      }));
      const hashes = specs.map((spec) => hashOf(buildTorrent(spec)));
      await using tracker = await OpenTracker.start(world.dir.path("tracker"), hashes);
      const results = specs.map((spec) => world.torrent({ ...spec, announce: `${tracker.url}/announce` }));
      const before = snapshot(world.dir.path("library"));
      const { outcomes, problems } = await world.run(results, program.address);
      expect(problems).toEqual([]);
      const told = NAMES.map(([what], i) => [what, outcomes[i]?.status, outcomes[i]?.reason]);
      expect(told.map(([what, status]) => [what, status])).toEqual(
        NAMES.map(([what, , leftOut]) => [what, leftOut?.includes(kind) ? "left out" : "seeding"]),
      );
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome?.status !== "seeding") continue;
        expect(outcome.downloaded).toBe(0);
        const swarm = await until(
          `${kind} to announce ${NAMES[i]?.[0]}`,
          () => tracker.scrape(hashes[i] ?? ""),
          ({ seeders }) => seeders === 1,
        );
        expect(swarm).toEqual({ seeders: 1, leechers: 0 });
      }
      // The client's own count, after it had time to think again.
      for (const held of await (await testPool().get(program.address)).list()) {
        expect([held.name, held.state.left, held.state.downloaded]).toEqual([held.name, 0, 0]);
      }
      expectUntouched(world.dir.path("library"), before);
      const { undone, isWhole } = await world.undo();
      expect(undone.flatMap(({ left, problem }) => [...left, ...(problem ? [problem] : [])])).toEqual([]);
      expect(isWhole).toBe(true);
      expect(world.links()).toEqual([]);
      expect(await (await testPool().get(program.address)).list()).toEqual([]);
      expectUntouched(world.dir.path("library"), before);
    });

    test("a corrupt file with a peer that offers the right piece: the original stays as it is, and where it is", async () => {
      using world = new HandoverWorld();
      await using program = await start(world.dir.path("home"));
      const spec = {
        name: "Show",
        pieceLength: 16_384,
        files: [
          { path: "a.mkv", length: 300_000 },
          { path: "b.nfo", length: 700 },
        ],
      };
      await using tracker = await OpenTracker.start(world.dir.path("tracker"), [hashOf(buildTorrent(spec))]);
      const announced = { ...spec, announce: `${tracker.url}/announce` };
      const result = world.torrent(announced);
      await using _seed = await startSeed(world, announced, program);
      damage(result.files[0]?.path ?? "");
      const [file] = result.files;
      if (file) file.stat = statSync(file.path ?? "", { bigint: true });
      const before = snapshot(world.dir.path("library"));
      const { outcomes } = await world.run([result], program.address, { rechecks: true });
      expect(outcomes[0]).toMatchObject({ status: "left out", downloaded: 0 });
      expect(outcomes[0]?.reason).toMatch(/misses 16\.0 KiB of 293\.7 KiB after its check/);
      expectUntouched(world.dir.path("library"), before);
      expect(world.links()).toEqual([]);
      const client = await testPool().get(program.address);
      expect((await client.list()).map(({ state }) => [state.phase, state.downloaded])).toEqual([["stopped", 0]]);
      expect((await world.undo()).isWhole).toBe(true);
      expect(await client.list()).toEqual([]);
      expectUntouched(world.dir.path("library"), before);
    });

    test("what was verified here is not read again, where the client can do without", async () => {
      using world = new HandoverWorld();
      await using program = await start(world.dir.path("home"));
      const opened = async (name: string, rechecks: boolean) => {
        const announce = "http://127.0.0.1:1/announce";
        const result = world.torrent({ name, announce, files: [{ path: "a.mkv", length: 300_000 }] });
        const path = result.files[0]?.path ?? "";
        const read = statSync(path).atimeMs;
        await using files = await OpenedFiles.of(program.pid, world.dir.path(`${name}.strace`));
        const { outcomes } = await world.run([result], program.address, { rechecks });
        expect(outcomes[0]).toMatchObject({ status: "seeding", downloaded: 0 });
        // libtorrent reads without leaving a trace in atime; rTorrent opens what it seeds, and reads it when asked to.
        const isOpened = (await files.calls("/a.mkv")).length > 0;
        return isOpened && (kind !== "rtorrent" || statSync(path).atimeMs > read);
      };
      expect(await opened("Checked", true)).toBe(true);
      expect(await opened("Trusted", false)).toBe(kind === "transmission");
    });

    test("a partial torrent: what is not whole is copied, the rest is downloaded, the originals stay", async () => {
      using world = new HandoverWorld();
      await using program = await start(world.dir.path("home"));
      const files = [
        { path: "a.mkv", length: 300_000 },
        { path: "b.mkv", length: 200_000 },
        { path: "c.nfo", length: 700 },
      ];
      const spec = { name: "Show", pieceLength: 16_384, files };
      const hash = hashOf(buildTorrent(spec));
      await using tracker = await OpenTracker.start(world.dir.path("tracker"), [hash]);
      const announced = { ...spec, announce: `${tracker.url}/announce` };
      // c.nfo is missing, so b.mkv ends in a piece that is not there.
      const result = world.torrent(announced, { lacking: [2], unverified: [1] });
      await using _seed = await startSeed(world, announced, program);
      await until(
        "the seed's announce",
        () => tracker.scrape(hash),
        ({ seeders }) => seeders === 1,
      );
      const before = snapshot(world.dir.path("library"));
      const { outcomes } = await world.run([result], program.address, {
        takesPartial: true,
        budget: { left: 200_000 },
      });
      expect(outcomes[0]).toMatchObject({ reason: null, made: { linked: 300_000, copied: 200_000 } });
      const client = await testPool().get(program.address);
      await until(
        `${kind} to have downloaded the rest`,
        () => client.find([hash]),
        (held) => held?.state.left === 0,
      );
      await until("what was downloaded to be on disk", () => existsSync(`${outcomes[0]?.folder}/Show/c.nfo`));
      expectUntouched(world.dir.path("library"), before);
      expect(filesBelow(outcomes[0]?.folder ?? "").toSorted()).toEqual(["Show/a.mkv", "Show/b.mkv", "Show/c.nfo"]);
      const { undone } = await world.undo();
      // What the client downloaded is its own and stays, and is named.
      expect(undone[0]?.left).toEqual([`${outcomes[0]?.folder}/Show/c.nfo`]);
      expectUntouched(world.dir.path("library"), before);
    });
  });
}

/** Who has everything right, and calls the client under test. */
function startSeed(world: HandoverWorld, spec: TorrentSpec, { peerPort }: Program): Promise<CallingSeed> {
  for (const file of spec.files) world.dir.write(`good/${spec.name}/${file.path}`, contentOf(file));
  return CallingSeed.start(world.dir.path("seed"), buildTorrent(spec), world.dir.path("good"), peerPort);
}

function hashOf(torrent: Uint8Array): string {
  return bytesToHex(parseMetainfo(torrent).infoHashV1 ?? new Uint8Array());
}

/** Changes one byte and nothing that stat tells. */
function damage(path: string): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[100_000] = (bytes[100_000] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

import { expect, setDefaultTimeout, test } from "bun:test";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HandoverWorld, testPool } from "../../support/handover-world.ts";
import { describeWith } from "../../support/needs.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { QBittorrent } from "../../support/qbittorrent.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

setDefaultTimeout(TEST_TIMEOUT_MS);

const TRACKER = "http://127.0.0.1:1/announce";

describeWith(QBittorrent.program !== null, "qbittorrent-nox")("qBittorrent", () => {
  test("seeds what was verified from hard links, and an undo leaves client and folders as they were", async () => {
    using world = new HandoverWorld();
    await using program = await QBittorrent.start(world.dir.path("home"));
    const client = await testPool().get(program.address);
    const labels = await client.labels();
    const results = [
      world.torrent({
        name: "Show S01",
        announce: TRACKER,
        files: [
          { path: "E01\u200e\\x.mkv", length: 300_000 },
          { path: "Sub/E01.nfo", length: 700 },
          { path: "empty.txt", length: 0 },
        ],
      }),
      world.torrent({ name: "One.mkv", announce: TRACKER, single: true, files: [{ path: "", length: 50_000 }] }),
      world.torrent({
        name: "Hybrid",
        version: "hybrid",
        files: [
          { path: "a.mkv", length: 40_000 },
          { path: "b.mkv", length: 50_000 },
        ],
      }),
    ];
    const before = snapshot(world.dir.path("library"));
    for (const rechecks of [false, true]) {
      const { outcomes, problems } = await world.run(results, program.address, { rechecks });
      expect(problems).toEqual([]);
      expect(outcomes.map((outcome) => [outcome?.status, outcome?.reason, outcome?.downloaded])).toEqual(
        results.map(() => ["seeding", null, 0]),
      );
      expect(outcomes.map((outcome) => outcome?.isTrusted)).toEqual(results.map(() => !rechecks));
      const [show = ""] = [outcomes[0]?.folder];
      expect(statSync(join(show, "Show S01/E01x.mkv")).ino).toBe(statSync(results[0]?.files[0]?.path ?? "").ino);
      expect((await world.run(results, program.address)).outcomes).toEqual([null, null, null]);
      expectUntouched(world.dir.path("library"), before);
      // The run that found everything held is none to undo.
      const { undone, isWhole } = await world.undo();
      expect(isWhole).toBe(true);
      expect(undone.map(({ removed, left, problem }) => [removed, left, problem])).toEqual([
        [2, [], null],
        [1, [], null],
        [3, [], null],
      ]);
      expect(await client.list()).toEqual([]);
      expect(await client.labels()).toEqual(labels);
      expect(world.links()).toEqual([]);
      expectUntouched(world.dir.path("library"), before);
    }
  });

  test("what is corrupt after all stays stopped, without links, and the next run tries it again", async () => {
    using world = new HandoverWorld();
    await using program = await QBittorrent.start(world.dir.path("home"));
    const result = world.torrent({ name: "Show", announce: TRACKER, files: [{ path: "a.mkv", length: 300_000 }] });
    const path = result.files[0]?.path ?? "";
    const { atime, mtime } = statSync(path);
    const damaged = Buffer.from(await Bun.file(path).bytes());
    damaged[5] = (damaged[5] ?? 0) ^ 1;
    writeFileSync(path, damaged);
    (await import("node:fs")).utimesSync(path, atime, mtime);
    const [file] = result.files;
    if (file) file.stat = statSync(path, { bigint: true });
    const before = snapshot(world.dir.path("library"));
    for (let attempt = 0; attempt < 2; attempt++) {
      const { outcomes } = await world.run([result], program.address, { rechecks: true });
      expect(outcomes[0]).toMatchObject({ status: "left out", downloaded: 0 });
      expect(outcomes[0]?.reason).toMatch(/^qBittorrent 4\S+ misses 16\.0 KiB of 293\.0 KiB after its check$/);
      expect(world.links()).toEqual([]);
      const client = await testPool().get(program.address);
      expect((await client.list()).map(({ state }) => state.phase)).toEqual(["stopped"]);
    }
    expectUntouched(world.dir.path("library"), before);
    expect((await world.undo()).isWhole).toBe(true);
    expect(await (await testPool().get(program.address)).list()).toEqual([]);
  });
});

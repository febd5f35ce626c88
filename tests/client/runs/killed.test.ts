import { expect, test } from "bun:test";
import { OwnCtimes } from "../../../src/client/runs/own-ctimes.ts";
import { recover } from "../../../src/client/runs/recover.ts";
import { HandoverJournal } from "../../../src/store/client/handover-journal.ts";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { HandoverWorld, testPool, verifiedResult } from "../../support/handover-world.ts";
import { TEST_TIMEOUT_MS } from "../../support/patience.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

const PROGRAM = new URL("../../support/killed-handover.ts", import.meta.url).pathname;

/** Two torrents in a library, and what a run that ends at a write of the journal leaves. */
async function killedAt(world: HandoverWorld, fake: FakeQBittorrent, count: number, when: string) {
  const words = [process.execPath, PROGRAM, world.dir.root, fake.address, String(count), when];
  const child = Bun.spawn(words, { stdout: "pipe", stderr: "pipe", stdin: "ignore" });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  return { signal: child.signalCode, out, err };
}

function twoTorrents(world: HandoverWorld) {
  return [1, 2].map((number) => {
    const files = [
      { path: "a.mkv", length: 20_000 },
      { path: "b/c.nfo", length: 300 },
    ];
    const result = world.torrent({ name: `Show ${number}`, files });
    world.dir.write(`${number}.torrent`, result.torrent.bytes);
    return result;
  });
}

test.each(["before", "after"])(
  "killed %s each write of the journal: the next run finishes or undoes, and the originals are the same",
  async (when) => {
    const total = await (async () => {
      using world = new HandoverWorld();
      using fake = new FakeQBittorrent();
      twoTorrents(world);
      const { out, err } = await killedAt(world, fake, 0, "");
      expect(err).toBe("");
      return Number(out);
    })();
    expect(total).toBeGreaterThan(15);
    for (let count = 1; count <= total; count++) {
      using world = new HandoverWorld();
      using fake = new FakeQBittorrent();
      const found = twoTorrents(world);
      const before = snapshot(world.dir.path("library"));
      expect((await killedAt(world, fake, count, when)).signal).toBe("SIGKILL");
      expectUntouched(world.dir.path("library"), before);
      // As the next run begins:
      using journal = new HandoverJournal(world.journalPath);
      const recovered = await recover(journal, testPool(), new OwnCtimes(journal), 5);
      expect(recovered.filter(({ left, problem }) => left.length > 0 || problem !== null)).toEqual([]);
      const seeding = [...fake.torrents.values()];
      // What is in the client now seeds from links, and nothing else lies there.
      expect(seeding.map(({ state }) => state)).toEqual(seeding.map(() => "stalledUP"));
      expect(world.links()).toHaveLength(2 * seeding.length);
      // It walks the library anew.
      const paths = found.map(({ files }) => files.map(({ path }) => path));
      const results = found.map(({ torrent }, i) => verifiedResult(torrent.bytes, paths[i] ?? []));
      const { outcomes } = await world.run(results, fake.address, { rechecks: true });
      expect(outcomes.map((outcome) => outcome?.reason ?? null)).toEqual([null, null]);
      expect([...fake.torrents.values()].map(({ state }) => state)).toEqual(["stalledUP", "stalledUP"]);
      expect(world.links()).toHaveLength(4);
      for (const run of journal.runs())
        if (run.undoneAt === null) expect((await world.undo(run.name)).isWhole).toBe(true);
      expect(fake.torrents.size).toBe(0);
      expect(world.links()).toEqual([]);
      expectUntouched(world.dir.path("library"), before);
    }
  },
  TEST_TIMEOUT_MS,
);

test("a run that is under way is left alone", async () => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent();
  const [result] = twoTorrents(world);
  using journal = new HandoverJournal(world.journalPath);
  const { processName } = await import("../../../src/client/runs/process-name.ts");
  const run = journal.begin("2026-11-27", processName(), 1);
  const torrent = {
    run: run.id,
    client: fake.address,
    hashes: ["a".repeat(40)],
    name: "x",
    folder: "/x",
    clientFolder: "/x",
  };
  journal.beginTorrent(torrent);
  expect(await recover(journal, testPool(), new OwnCtimes(journal), 5)).toEqual([]);
  await expect(world.undo(run.name)).rejects.toThrow("2026-11-27.1 is under way");
  expect(result?.status).toBe("ready");
});

import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { FakeQBittorrent } from "../../support/fake-qbittorrent.ts";
import { HandoverWorld } from "../../support/handover-world.ts";
import { expectUntouched, snapshot } from "../../support/untouched.ts";

const FILES = [
  { path: "a.mkv", length: 30_000 },
  { path: "b.nfo", length: 777 },
];

type Said = Record<string, unknown>[];
const named = (...names: string[]) => [
  { name: names[0], size: 30_000, progress: 0, index: 0 },
  { name: names[1], size: 777, progress: 0, index: 1 },
];

test.each<[string, () => unknown, string]>([
  [
    "a name that leaves the folder",
    () => named("Show/../../../out.mkv", "Show/b.nfo"),
    "it leaves the torrent's folder",
  ],
  ["an absolute name", () => named("/tmp/out.mkv", "Show/b.nfo"), "it has an empty part"],
  ["a NUL", () => named("Show/a\0.mkv", "Show/b.nfo"), "it has a NUL in it"],
  ["a name of 300 bytes", () => named(`Show/${"é".repeat(150)}`, "Show/b.nfo"), "a name of 300 bytes"],
  ["a path of 5,000 bytes", () => named(`${"d/".repeat(2500)}a`, "Show/b.nfo"), "the system takes 4095"],
  ["one name for two files", () => named("Show/a.mkv", "Show/a.mkv"), "two of its files are"],
  ["a file where a folder is", () => named("Show", "Show/b.nfo"), "is a file and a folder"],
  ["one file too few", () => named("Show/a.mkv", "x").slice(1), "lists other files than the torrent holds"],
  [
    "other sizes",
    () => named("Show/a.mkv", "Show/b.nfo").map((file) => ({ ...file, size: file.size + 1 })),
    "lists other files than the torrent holds",
  ],
])("a client that tells %s gets no links", async (_, files, sentence) => {
  using world = new HandoverWorld();
  using fake = new FakeQBittorrent({ lies: { "torrents/files": files } });
  const result = world.torrent({ name: "Show", files: FILES });
  const before = snapshot(world.dir.path("library"));
  const { outcomes } = await world.run([result], fake.address, { rechecks: true });
  expect(outcomes[0]).toMatchObject({ status: "left out", reason: expect.stringContaining(sentence) });
  expect([fake.torrents.size, world.links()]).toEqual([0, []]);
  expect(existsSync("/tmp/out.mkv")).toBe(false);
  expectUntouched(world.dir.path("library"), before);
});

test("a client that says 100 % before anything is there is not believed", async () => {
  using world = new HandoverWorld();
  const lie = (said: unknown) => (said as Said).map((torrent) => ({ ...torrent, amount_left: 0, progress: 1 }));
  using fake = new FakeQBittorrent({ lies: { "torrents/info": lie } });
  const { outcomes } = await world.run([world.torrent({ name: "Show", files: FILES })], fake.address, {
    rechecks: true,
  });
  expect(outcomes[0]?.reason).toBe("qBittorrent 5.1.0 says that it has all of it before anything is there");
  expect([fake.torrents.size, world.links()]).toEqual([0, []]);
});

test("a client that downloads once it is started is stopped, and the links are taken away", async () => {
  using world = new HandoverWorld();
  let isStarted = false;
  const lie = (said: unknown) =>
    (said as Said).map((torrent) =>
      isStarted && torrent["state"] === "stalledUP"
        ? { ...torrent, state: "downloading", amount_left: 16_384, progress: 0.5 }
        : torrent,
    );
  const onRequest = (path: string) => {
    if (path === "torrents/start") isStarted = true;
  };
  using fake = new FakeQBittorrent({ lies: { "torrents/info": lie }, onRequest });
  const { outcomes } = await world.run([world.torrent({ name: "Show", files: FILES })], fake.address);
  expect(outcomes[0]?.reason).toBe("qBittorrent 5.1.0 misses 16.0 KiB of 30.1 KiB after its check");
  expect([...fake.torrents.values()].map(({ state }) => state)).toEqual(["stoppedDL"]);
  expect(world.links()).toEqual([]);
});

test.each(["torrents/add", "torrents/files", "torrents/recheck", "torrents/start"])(
  "a client that goes away at %s leaves nothing half done once it is back",
  async (at) => {
    using world = new HandoverWorld();
    const onRequest = (path: string) => {
      if (path === at && !isBack) fake.goAway();
    };
    let isBack = false;
    using fake = new FakeQBittorrent({ onRequest });
    const results = [world.torrent({ name: "Show", files: FILES }), world.torrent({ name: "Other", files: FILES })];
    const before = snapshot(world.dir.path("library"));
    const { outcomes, problems } = await world.run(results, fake.address, { rechecks: true });
    expect(outcomes).toEqual([]);
    expect(problems).toEqual([expect.stringContaining("does not answer at http://127.0.0.1:")]);
    expectUntouched(world.dir.path("library"), before);
    expect((await world.recover()).recovered).toEqual([expect.objectContaining({ outcome: "waiting" })]);
    isBack = true;
    fake.comeBack();
    const { recovered } = await world.recover();
    expect(recovered.map(({ problem, outcome }) => [problem, outcome])).toEqual([[null, "undone"]]);
    expect([fake.torrents.size, world.links()]).toEqual([0, []]);
    expectUntouched(world.dir.path("library"), before);
  },
);

import { Database } from "bun:sqlite";
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { BUILD_TIMEOUT } from "../support/binary.ts";
import { until } from "../support/daemon.ts";
import { testWith } from "../support/needs.ts";
import { OpenTracker } from "../support/opentracker.ts";
import { QBittorrent } from "../support/qbittorrent.ts";
import { MKTORRENT } from "../support/releases.ts";
import { type Matched, TrackerWorld } from "../support/tracker-world.ts";
import { Transmission } from "../support/transmission.ts";
import { zipPython } from "../support/zip.ts";

setDefaultTimeout(BUILD_TIMEOUT);

const CONTENTS = {
  "Field Recordings, Vol. 1.flac": 700_001,
  "Some.Show.S01": {
    "Some.Show.S01E01.mkv": 400_000,
    "Some.Show.S01E02.mkv": 400_003,
    "Extras/Some.Show.S01.Making.Of.mkv": 150_000,
    "Extras/Covers/front.jpg": 9_999,
    "some.show.s01.nfo": 321,
  },
  "Übungen – 練習": { "Größe à l'été.mkv": 300_000, "Привет/日本語.srt": 4_567 },
  // Its .torrent lies there with the uploader's own passkey.
  "Uploaded.In.2009": { "a.dat": 123_456, "b.dat": 65_536 },
  "Damaged.Here.bin": 500_000,
  "Announced.By.UDP.bin": 200_000,
};
const DAMAGED = "Damaged.Here.bin";
const UPLOADED = "Uploaded.In.2009";
const UPLOADER = "uploader0000000000000000passkey0";
const USERS = new Map([
  [UPLOADER, "uploader"],
  ["0123456789abcdef0123456789abcdef", "alice"],
  ["fedcba9876543210fedcba9876543210", "bob"],
]);

const announcedIn = (name: string) =>
  name === UPLOADED ? `http://tracker.invalid/announce/${UPLOADER}` : "http://tracker.invalid/announce";

const missing = [...(OpenTracker.program ? [] : ["opentracker"]), ...(MKTORRENT ? [] : ["mktorrent"])];
const clients = [
  {
    ...{ client: "transmission-daemon", type: Transmission, user: "alice" },
    // Transmission 4.1.0 beta 2 sends nothing to a UDP tracker that has no IPv6 address.
    ...{ auth: "callback", announce: "/announce/", scrape: "/scrape", udp: null },
  },
  {
    ...{ client: "qbittorrent-nox", type: QBittorrent, user: "bob" },
    ...{ auth: "token", announce: "/announce?passkey=", scrape: null, udp: "Announced.By.UDP.bin" },
  },
];

for (const { client, type, auth, user, announce, scrape, udp } of clients) {
  const without = [...missing, ...(type.program ? [] : [client])].join(", ");
  const title = `${client} and opentracker, auth = ${auth}${without && ` (skipped: no ${without})`}`;
  if (without) console.warn(`tests/binary/end-to-end.test.ts: ${client} skipped, no ${without}`);
  describe.skipIf(without !== "")(title, () => {
    const world = new TrackerWorld(CONTENTS, announcedIn, USERS);
    const passkey = [...USERS].find(([, id]) => id === user)?.[0] ?? "";
    let token: string | undefined;
    let matched: Matched[] = [];
    beforeAll(() => world.start((home) => type.start(home)));
    afterAll(() => world.end());
    const announceUrl = () => `${world.site.url}${announce}${passkey}`;

    test("the user's names and sizes get personal torrents of all releases", async () => {
      await world.reseeder("settings", "set", "announce_urls", `${world.site.url}${announce}{passkey}`);
      await world.reseeder("settings", "set", "auth_callback_url", `${world.site.url}/user/{passkey}`);
      // A wrong passkey and the right one come from the same address within a second.
      await world.reseeder("settings", "set", "auth_callback_per_second", "1000");
      await world.reseeder("settings", "set", "auth", auth);
      if (auth === "token") token = (await world.reseeder("token", "create", user)).trim().split("\n").pop();
      else expect((await world.match("00000000000000000000000000000000")).status).toBe(403);
      const answer = await world.match(passkey, token);
      expect(answer.status).toBe(200);
      matched = answer.torrents;
      expect(matched.map(({ name }) => name).sort()).toEqual(Object.keys(CONTENTS).sort());
      for (const { name, info_hash, torrent_file, files } of matched) {
        const release = world.named(name);
        expect(info_hash).toBe(release.infoHash);
        expect(pathsOf(files)).toEqual(pathsOf(release.files));
        expect(atob(torrent_file)).not.toContain(UPLOADER);
      }
    });

    test("the client checks the data itself, has all of it but what is damaged, and downloads nothing", async () => {
      world.library.damage(world.named(DAMAGED), 250_000);
      for (const { infoHash } of world.releases) {
        expect(await world.tracker.scrape(infoHash)).toEqual({ seeders: 0, leechers: 0 });
      }
      if (scrape !== null) await world.reseeder("settings", "set", "scrape_urls", `${world.site.url}${scrape}`);
      expect((await world.scrape()).at(-1)).toMatchObject({ status: "done", counted: 6, dead: 6, revived: 0 });
      const first = matched.filter(({ name }) => name !== udp);
      for (const torrent of first) await world.seed(torrent);
      for (const { name, info_hash } of first) {
        const isWhole = name !== DAMAGED;
        const size = world.named(name).files.reduce((sum, file) => sum + file.size, 0);
        expect({ name, ...(await world.settled(info_hash)) }).toEqual({
          name,
          isSettled: true,
          isSeeding: isWhole,
          valid: isWhole ? size : size - 32768,
          missing: isWhole ? 0 : 32768,
          downloaded: 0,
          trackers: [announceUrl()],
          hasAnnounced: true,
          problem: "",
        });
      }
    });

    test("it announces with the user's passkey and no other, and the tracker goes from no seeder to one", async () => {
      const { announces, rejected } = world.site;
      expect(new Set(announces.map((announce) => announce.passkey))).toEqual(new Set([passkey]));
      expect(rejected).toEqual([]);
      for (const { name, infoHash } of world.releases.filter((release) => release.name !== udp)) {
        const left = name === DAMAGED ? 32768 : 0;
        expect(announces.find((announce) => announce.infoHash === infoHash)).toMatchObject({ event: "started", left });
        const swarm = name === DAMAGED ? { seeders: 0, leechers: 1 } : { seeders: 1, leechers: 0 };
        expect({ name, ...(await world.tracker.scrape(infoHash)) }).toEqual({ name, ...swarm });
      }
    });

    const spokenToByUdp = async () => {
      const url = `udp://127.0.0.1:${world.tracker.port}/announce/`;
      await world.reseeder("settings", "set", "announce_urls", `${url}{passkey}`);
      const { torrents } = await world.match(passkey, token);
      const torrent = torrents.find(({ name }) => name === udp) as Matched;
      const before = world.site.announces.length;
      await world.seed(torrent);
      const swarm = () => world.tracker.scrape(torrent.info_hash);
      expect(await until("the announce", swarm, ({ seeders }) => seeders > 0)).toEqual({ seeders: 1, leechers: 0 });
      const trackers = [`${url}${passkey}`];
      const state = { isSeeding: true, missing: 0, downloaded: 0, trackers };
      expect(await world.client.torrent(torrent.info_hash)).toMatchObject(state);
      expect(world.site.announces.length).toBe(before);
    };
    if (udp !== null) test("a tracker spoken to by UDP, from the next request on", spokenToByUdp);

    test("with a confirmed report, the next scrape counts what has a seeder now as revived", async () => {
      const confirmed = matched.filter(({ name }) => name !== DAMAGED).map(({ info_hash }) => ({ info_hash }));
      const rejected = [{ info_hash: world.named(DAMAGED).infoHash }];
      const { status } = await world.post("/match/report", { passkey, confirmed, rejected }, token);
      expect(status).toBe(200);
      const events = await world.scrape("--all");
      const tracker = udp === null ? `${world.site.url}${scrape}` : `udp://127.0.0.1:${world.tracker.port}`;
      expect(events[0]).toMatchObject({ type: "started", trackers: [tracker] });
      const revived = events.filter(({ type }) => type === "revived");
      expect(revived.map((event) => event["info_hash"]).sort()).toEqual(
        confirmed.map(({ info_hash }) => info_hash).sort(),
      );
      for (const event of revived) expect(event).toMatchObject({ user_id: user, seeders: 1 });
      expect(events.at(-1)).toMatchObject({ status: "done", counted: 6, dead: 1, revived: 5 });
      const { days } = JSON.parse(await world.reseeder("stats", "--json"));
      expect(days).toMatchObject([{ reports: 1, confirmed: 5, rejected: 1, revived: 5 }]);
    });

    testWith(zipPython !== null, "python3")(
      "the archive holds what was confirmed, as personal as an answer",
      async () => {
        const { torrents } = await world.match(passkey, token);
        const confirmed = torrents.filter(({ name }) => name !== DAMAGED).map(({ torrent_file }) => torrent_file);
        const archived = await world.archive(passkey, token);
        expect(archived.map((bytes) => bytes.toString("base64")).sort()).toEqual(confirmed.sort());
      },
    );

    test("what went to whom is known by the user's name; no passkey is in the database or the log", async () => {
      using database = new Database(world.folder.path("reseeder.db"), { readonly: true });
      const handOuts = "SELECT identity, count(DISTINCT torrent_id) AS torrents FROM hand_outs GROUP BY identity";
      const all = [{ identity: user, torrents: world.releases.length }];
      await until(
        "the hand-outs",
        () => database.query(handOuts).all(),
        (rows) => Bun.deepEquals(rows, all),
      );
      const files = ["reseeder.db", "reseeder.db-wal"].map((name) => readFileSync(world.folder.path(name), "latin1"));
      for (const text of [...files, world.serve.output]) {
        expect([...USERS.keys()].filter((key) => text.includes(key))).toEqual([]);
      }
    });

    test("the user's files stay as they were", () => {
      for (const { path, bytes } of world.library.files) expect(readFileSync(path).equals(bytes)).toBe(true);
    });
  });
}

function pathsOf(files: readonly { path: string }[]): string[] {
  return files.map(({ path }) => path).sort();
}

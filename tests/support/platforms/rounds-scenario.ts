import { expect } from "bun:test";
import { join } from "node:path";
import { parseMetainfo } from "../../../src/core/torrent/parse.ts";
import { Stores } from "../../../src/work/runtime/stores.ts";
import { checkTracker } from "../../../src/work/tracker/check.ts";
import { type RoundResult, trackerRound } from "../../../src/work/tracker/round.ts";
import { CuttingProxy } from "../database/cutting-proxy.ts";
import type { DatabaseServer } from "../database/server.ts";
import { operator } from "../operator.ts";
import { plainTorrent } from "../plain-torrent.ts";
import { Served } from "../served.ts";
import type { Platform } from "./platform.ts";
import { makeReader } from "./reader.ts";
import { fillSite, type WorldTorrent, worldTorrents } from "./world.ts";

/** Of a page: small, so that the list takes several. */
const PAGE_ROWS = 7;
/** For a server that says nothing; others get the time that a busy machine takes. */
const SILENCE = { connectMs: 300, statementMs: 300 };

/** A site, an API that offers what lies in its folder, and rounds between them. */
class Site {
  readonly torrents: WorldTorrent[];
  readonly served: Served;
  private readonly stores: Stores;
  private readonly ask: ReturnType<typeof operator>;
  private readonly env: Record<string, string>;

  constructor(
    readonly server: DatabaseServer,
    readonly platform: Platform,
    readonly name: string,
    /** Torrents that lie in the folder. */
    inFolder: (torrent: WorldTorrent) => boolean,
    more: readonly WorldTorrent[] = [],
  ) {
    this.torrents = [...worldTorrents(), ...more];
    fillSite(server, platform, this.torrents, name);
    this.env = { RESEEDER_TRACKER_DSN: makeReader(server, platform, name) };
    const files = this.torrents.filter(inFolder).map(({ id, bytes }) => [`${id}.torrent`, bytes] as const);
    this.served = new Served(Object.fromEntries(files), this.env);
    this.served.set("tracker", platform.tracker);
    this.ask = operator(this.served);
    this.stores = new Stores(this.served.path, { busyTimeoutMs: 1_000 });
  }

  run(sql: string): void {
    this.server.run(sql, this.name);
  }

  round({
    force = false,
    dryRun = false,
    env = this.env,
    pageRows = PAGE_ROWS,
    times = {},
  } = {}): Promise<RoundResult> {
    const { signal } = new AbortController();
    const clock = () => this.served.now;
    return trackerRound(this.stores, { env, force, dryRun, signal, clock, pageRows, times });
  }

  /** As `round`, in one page whose answer breaks off after so many bytes. */
  async cutRound(bytes: number): Promise<RoundResult> {
    const dsn = this.env["RESEEDER_TRACKER_DSN"] ?? "";
    using proxy = new CuttingProxy(this.server, bytes);
    return await this.round({
      env: { RESEEDER_TRACKER_DSN: dsn.replace(this.server.socket, proxy.socket) },
      pageRows: 5_000,
    });
  }

  /** The numbers of the torrents that are on offer; all ways out must say the same. */
  async offered(): Promise<number[]> {
    const sought = this.torrents.map(({ id, bytes }) => {
      const { infoHashV1, name, files } = parseMetainfo(bytes);
      const asked = files.filter(({ length }) => length > 0).slice(0, 50);
      return {
        id,
        hash: Buffer.from(infoHashV1 ?? []).toString("hex"),
        files: asked.map(({ path, length }) => ({ name: path.at(-1) ?? name, size: length })),
      };
    });
    const files = sought.flatMap(({ files }) => files);
    const bySizes = files.map(({ size }) => ({ size }));
    const downloaded: number[] = [];
    for (const { id, hash } of sought) {
      if ((await this.ask("GET", `/torrents/${hash}/download`)).status === 200) downloaded.push(id);
    }
    for (const [phase, body] of [
      ["phase1", { files }],
      ["phase2", { files: bySizes }],
    ] as const) {
      const { matched_torrents } = await this.served.post(`/match/${phase}`, body);
      const found = new Set(matched_torrents.map(({ info_hash }: { info_hash: string }) => info_hash));
      expect([phase, sought.filter(({ hash }) => found.has(hash)).map(({ id }) => id)]).toEqual([phase, downloaded]);
    }
    return downloaded;
  }

  async check(): Promise<string[]> {
    const found: string[] = [];
    const { settings } = this.stores.use((store) => store.settings.read());
    const checks = checkTracker(settings, this.stores, this.env, () => this.served.now);
    for await (const { severity, what, advice } of checks) {
      found.push(`${severity}: ${what} ${advice ?? ""}`);
    }
    return found;
  }

  [Symbol.dispose](): void {
    this.stores.close();
    this.served[Symbol.dispose]();
  }
}

/** What docs/trackers.md shows of `tracker check`. */
async function documentedCheck(): Promise<string[]> {
  const text = await Bun.file(join(import.meta.dir, "../../../docs/trackers.md")).text();
  return [...text.matchAll(/^(ok) {6}tracker {7}(.*)$/gm)].map(([, severity, what]) =>
    asDocumented(`${severity}: ${what}`),
  );
}

/** Without what differs from machine to machine. */
function asDocumented(line: string): string {
  return line
    .replace(/socket \S+/, "socket …")
    .replace(/read in \d+ ms/, "read in … ms")
    .trimEnd();
}

const accepted = (torrents: readonly WorldTorrent[]) =>
  torrents.filter(({ moderation }) => moderation === "accepted").map(({ id }) => id);
const failure = (round: Promise<unknown>): Promise<{ code: string; message: string }> =>
  round.then(
    () => expect.unreachable(),
    (error) => error,
  );

/**
 * What may not be offered is in no answer of any way out after its round, whatever staff and accidents do to the site's
 * database; and what goes wrong changes nothing.
 */
export async function roundsScenario(
  server: DatabaseServer,
  platform: Platform,
  name: string,
  title: string,
): Promise<void> {
  const keepsFiles = platform.tracker === "gazelle" || platform.tracker === "trackarr";
  const isUploadedLater = ({ id }: WorldTorrent) => id > 45;
  using site = new Site(server, platform, name, (torrent) => !keepsFiles || !isUploadedLater(torrent));
  const { torrents, served } = site;
  const listed = accepted(torrents);

  // Before the first round everything in the folder is on offer, and check says what it would do.
  const said = (await site.check()).join("\n");
  expect(said).toContain(`has ${listed.length} torrents`);
  expect(said).not.toContain("error:");
  expect(said).not.toContain("warning:");
  if (platform.tracker === "unit3d") expect(said.split("\n").map(asDocumented)).toEqual(await documentedCheck());
  expect((await site.round({ dryRun: true })).list.withheldNew).toBeGreaterThan(0);
  expect((await site.offered()).length).toBeGreaterThan(listed.length - 1);

  // The first round.
  const first = await site.round();
  expect([first.title, first.list.rejected, first.counts.unusable]).toEqual([title, null, 0]);
  expect(await site.offered()).toEqual(listed);
  if (keepsFiles) expect(first.files).toMatchObject({ putIn: listed.filter((id) => id > 45).length, rejected: 0 });
  const one = torrents[0] as WorldTorrent;
  expect(
    served.sql(
      "SELECT external_id AS id FROM torrents WHERE info_hash_v1 = unhex(?)",
      Buffer.from(one.infoHash ?? []).toString("hex"),
    ),
  ).toEqual([{ id: platform.torrentId(one.id) }]);
  const seeders = served.sql("SELECT count(*) AS n FROM torrents WHERE seeders IS NOT NULL")[0].n;
  expect(seeders > 0).toBe(platform.hasSeeders);

  // Nothing new: nothing changes.
  const again = await site.round();
  expect([again.list.withheldNew, again.list.withheldLifted]).toEqual([0, 0]);

  // Deleted, rejected, accepted again: with the next round, under the same id.
  const [deleted, rejected] = listed as [number, number];
  const idsBefore = served.sql("SELECT id, hex(info_hash_v1) AS hash FROM torrents ORDER BY id");
  site.run(platform.deleteTorrent(deleted));
  site.run(platform.moderate(rejected, "rejected"));
  await site.round();
  const off = platform.hasModeration ? [deleted, rejected] : [deleted];
  expect(await site.offered()).toEqual(listed.filter((id) => !off.includes(id)));
  if (platform.hasModeration) {
    site.run(platform.moderate(rejected, "accepted"));
    const [pending] = torrents.filter(({ moderation, id }) => moderation === "pending" && id < 45) as [WorldTorrent];
    // A new upload is no offer before somebody accepts it.
    expect(await site.offered()).not.toContain(pending.id);
    site.run(platform.moderate(pending.id, "accepted"));
    await site.round();
    expect(await site.offered()).toEqual([...listed.filter((id) => id !== deleted), pending.id].sort((a, b) => a - b));
    expect(served.sql("SELECT id, hex(info_hash_v1) AS hash FROM torrents ORDER BY id LIMIT 45")).toEqual(
      idsBefore.slice(0, 45),
    );
  }
  const standing = await site.offered();

  // A server that says nothing, one that is killed in the middle of a list, one that is gone: nothing changes.
  server.process.pause();
  expect((await failure(site.round({ times: SILENCE }))).code).toBe("TRACKER_UNREACHABLE");
  server.process.resume();
  await server.process.kill();
  expect((await failure(site.round())).code).toBe("TRACKER_UNREACHABLE");
  expect(await site.offered()).toEqual(standing);
  await server.restart();
  site.run(platform.repair ?? "");
  await site.round();

  // An answer that is cut anywhere is no list.
  const outcomes = new Set<string>();
  for (let bytes = 200; bytes < 12_000; bytes += 600) {
    outcomes.add(
      await site.cutRound(bytes).then(
        () => "whole",
        (error) => error.code,
      ),
    );
    expect(served.sql("SELECT count(*) AS n FROM torrents WHERE state = 0")[0].n).toBe(standing.length);
  }
  expect([...outcomes].sort()).toEqual(["TRACKER_UNREACHABLE", "whole"]);
  await site.round();

  // A dropped column is an error, again each round.
  expect(served.sql("SELECT failed FROM listing")).toEqual([{ failed: 0 }]);
  site.run(platform.dropColumn);
  for (const _ of [1, 2]) expect((await failure(site.round())).code).toMatch(/^TRACKER_(?:SCHEMA|REFUSED)$/);
  expect((await site.check()).join("\n")).toMatch(/has no|may not read/);
  expect(served.sql("SELECT failed FROM listing")).toEqual([{ failed: 2 }]);
  expect(await site.offered()).toEqual(standing);
}

/** An empty table is an accident; one that lost much is asked about, each round, until somebody says that it is meant. */
export async function guardScenario(server: DatabaseServer, platform: Platform, name: string): Promise<void> {
  const more = Array.from({ length: 60 }, (_, i): WorldTorrent => {
    const bytes = plainTorrent(`more ${i}`, 5_000 + i);
    const { infoHashV1: infoHash } = parseMetainfo(bytes);
    return {
      id: 100 + i,
      moderation: "accepted",
      bytes,
      infoHash,
      seeders: 1,
      leechers: 0,
      added: 1_700_000_000,
      owner: 1,
    };
  });
  using site = new Site(server, platform, name, () => true, more);
  await site.round();
  const standing = await site.offered();
  expect(standing.length).toBeGreaterThan(60);

  site.run(platform.shrink(100));
  for (const _ of [1, 2]) {
    const { rejected } = (await site.round()).list;
    expect([rejected?.code, rejected?.message]).toEqual([
      "LIST_SHRUNK",
      expect.stringContaining("would withhold 60 of"),
    ]);
  }
  expect(await site.offered()).toEqual(standing);
  expect((await site.check()).join("\n")).toContain("warning: The list has");
  expect((await site.round({ force: true })).list.rejected).toBeNull();
  expect(await site.offered()).toEqual(standing.filter((id) => id < 100));

  site.run(platform.empty);
  for (const force of [false, true]) expect((await site.round({ force })).list.rejected?.code).toBe("LIST_EMPTY");
  expect(await site.offered()).toEqual(standing.filter((id) => id < 100));
}

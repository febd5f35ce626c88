import { existsSync, readdirSync, statSync } from "node:fs";
import { ClientPool } from "../../src/client/clients/client-pool.ts";
import { openClient } from "../../src/client/clients/open-client.ts";
import { machineWaiting } from "../../src/client/clients/waiting.ts";
import { Handover } from "../../src/client/handover/hand-over.ts";
import { handOverAll } from "../../src/client/handover/hand-over-all.ts";
import type { HandoverOptions, HandoverOutcome } from "../../src/client/handover/handover-outcome.ts";
import { SeedingIndex } from "../../src/client/handover/held-torrents.ts";
import type { MatchResult } from "../../src/client/match-result.ts";
import { OwnCtimes } from "../../src/client/runs/own-ctimes.ts";
import { processName } from "../../src/client/runs/process-name.ts";
import { type Recovered, recover } from "../../src/client/runs/recover.ts";
import { type UndoneTorrent, undoRun } from "../../src/client/runs/undo-run.ts";
import { bytesToHex } from "../../src/core/hex.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { HandoverJournal, type JournalWatcher } from "../../src/store/client/handover-journal.ts";
import { buildTorrent, contentOf, type TorrentSpec } from "./torrent-builder.ts";
import { type Tree, tree } from "./tree.ts";

/** A library, folders of links and a journal, without a client; `using` removes them. */
export class HandoverWorld implements Disposable {
  readonly dir: Tree;
  readonly journalPath: string;

  constructor(dir: Tree = tree()) {
    this.dir = dir;
    this.journalPath = dir.path("state/state.db");
    for (const folder of ["library", "links"]) dir.folder(folder);
  }

  /**
   * A .torrent and its files in the library, under names of their own; all verified but those in `lacking` (not there)
   * and `damaged` (a byte differs).
   */
  torrent(spec: TorrentSpec, { lacking = [], unverified = [] }: { lacking?: number[]; unverified?: number[] } = {}) {
    const bytes = buildTorrent(spec);
    const files = spec.single ? spec.files.slice(0, 1) : spec.files;
    const paths = files.map((file, i) => {
      if (lacking.includes(i)) return null;
      const name = typeof spec.name === "string" ? spec.name.replace(/[^\w.-]/g, "_").slice(0, 60) : "bytes";
      return this.dir.write(`library/${name}/renamed ${i}.bin`, contentOf(file));
    });
    return verifiedResult(bytes, paths, unverified);
  }

  /** Hands results over to a client as a run of its own. */
  async run(
    results: MatchResult[],
    address: string,
    options: Partial<HandoverOptions> = {},
    watcher?: JournalWatcher,
  ): Promise<{ outcomes: (HandoverOutcome | null)[]; problems: string[]; name: string }> {
    using journal = new HandoverJournal(this.journalPath, watcher);
    const ctimes = new OwnCtimes(journal);
    const run = journal.begin("2026-11-27", processName(), 1);
    const signal = new AbortController().signal;
    const client = await testPool().get(address);
    const seeding = new SeedingIndex();
    seeding.add(client, await client.list(), [], []);
    const handover = new Handover(journal, run.id, ctimes, machineWaiting(signal), {
      roots: [this.dir.path("links")],
      category: "reseed",
      takesPartial: false,
      rechecks: false,
      budget: { left: 0 },
      ...options,
    });
    const outcomes: (HandoverOutcome | null)[] = [];
    const destination = { client, address, pairs: [{ local: "/", client: "/" }] };
    const world = { journal, ctimes, seeding, signal };
    const problems = await handOverAll(results, [destination], handover, world, (_, outcome) => outcomes.push(outcome));
    journal.finish(run.id, 2);
    return { outcomes, problems, name: run.name };
  }

  async undo(name: string | null = null): Promise<{ undone: UndoneTorrent[]; isWhole: boolean }> {
    using journal = new HandoverJournal(this.journalPath);
    const undone: UndoneTorrent[] = [];
    const note = (each: UndoneTorrent) => undone.push(each);
    const { isWhole } = await undoRun(journal, name, testPool(), new OwnCtimes(journal), 3, note);
    return { undone, isWhole };
  }

  /** What the next run does first. */
  async recover(): Promise<{ recovered: Recovered[] }> {
    using journal = new HandoverJournal(this.journalPath);
    return { recovered: await recover(journal, testPool(), new OwnCtimes(journal), 4) };
  }

  /** What lies below the folder of links, folders left out. */
  links(): string[] {
    return filesBelow(this.dir.path("links"));
  }

  [Symbol.dispose](): void {
    this.dir[Symbol.dispose]();
  }
}

/** Clients with the password of the test programs, in real time. */
export function testPool(): ClientPool {
  const login = { user: null, password: async () => "deluge", key: null };
  const waiting = machineWaiting(new AbortController().signal);
  return new ClientPool((address) => openClient(address, login, { fetch, waiting }));
}

/** Paths below a folder, of everything but folders, and of folders that are empty. */
export function filesBelow(root: string, below = ""): string[] {
  return readdirSync(`${root}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    const inside = filesBelow(root, path);
    return inside.length === 0 ? [`${path}/`] : inside;
  });
}

/** The result of a match that found `paths` for a torrent's real files, in their order. */
export function verifiedResult(bytes: Uint8Array, paths: (string | null)[], unverified: number[] = []): MatchResult {
  const metainfo = parseMetainfo(bytes);
  const real = metainfo.files.flatMap((file, index) => (file.pad || file.symlink ? [] : [{ file, index }]));
  const files = real.map(({ file, index }, i) => {
    const path = paths[i] ?? null;
    const stat = path === null || !existsSync(path) ? null : statSync(path, { bigint: true });
    const whole = path !== null && !unverified.includes(i);
    return { index, size: file.length, path, whole, stat };
  });
  return {
    torrent: {
      metainfo,
      bytes,
      infoHashV1: metainfo.infoHashV1 ? bytesToHex(metainfo.infoHashV1) : null,
      infoHashV2: metainfo.infoHashV2 ? bytesToHex(metainfo.infoHashV2) : null,
    },
    status: files.every(({ whole }) => whole) ? "ready" : "partial",
    seeders: 0,
    files,
    reason: null,
  };
}

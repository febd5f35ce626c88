import { TAR_END, tarEntry } from "../../src/core/archive/tar-writer.ts";
import { ZipWriter } from "../../src/core/archive/zip-writer.ts";
import { nativeCrc32 } from "../../src/core/hashing/native-digests.ts";
import type { Random } from "../corpus/random.ts";
import type { Folder } from "./folder.ts";
import type { Holdings, Pushed } from "./holdings.ts";

// biome-ignore lint/suspicious/noExplicitAny: what the server says is checked by hand
type Answer = any;

/** Where the server's outcomes of one push are compared with what is known of the torrents. */
interface Expected {
  torrent: Pushed;
  outcomes: readonly string[];
}

/**
 * Puts torrents in over HTTP, takes them off offer, and says how many seed them, as a tracker does: one thing after the
 * other, each sent again until it is answered.
 */
export class Pusher {
  readonly counts = { pushed: 0, pushedAgain: 0, changed: 0, swarms: 0, revived: 0, sentAgain: 0 };
  readonly faults: string[] = [];

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly holdings: Holdings,
    private readonly folder: Folder,
    private readonly random: Random,
  ) {}

  /** One thing. */
  async act(): Promise<void> {
    const kind = this.random.pick([
      "single",
      "archive",
      "archive",
      "folder",
      "flag",
      "unflag",
      "remove",
      "unremove",
      "swarm",
    ] as const);
    if (kind === "single") await this.single();
    else if (kind === "archive") await this.archive();
    else if (kind === "folder") await this.alsoInFolder();
    else if (kind === "swarm") await this.swarm();
    else if (kind === "unremove") await this.unremove();
    else await this.change(kind);
  }

  private async single(): Promise<void> {
    const torrent = this.holdings.make();
    const query = `?external_id=${torrent.externalId}`;
    const { answer, again } = await this.ask("POST", `/api/v1/torrents${query}`, torrent.bytes);
    this.note([{ torrent, outcomes: again ? ["added", "known"] : ["added"] }], answer);
  }

  /** New ones, and some that are there already. */
  private async archive(): Promise<void> {
    const added = Array.from({ length: this.random.integer(1, 12) }, () => this.holdings.make());
    const old = this.holdings.some(this.random, 3).filter(({ inFolder }) => !inFolder);
    const body = this.random.chance(0.5) ? tar([...added, ...old]) : zip([...added, ...old]);
    const { answer, again } = await this.ask("POST", "/api/v1/torrents", body);
    this.note(
      [
        ...added.map((torrent) => ({ torrent, outcomes: again ? ["added", "known"] : ["added"] })),
        ...old.map((torrent) => ({
          torrent,
          outcomes: torrent.removed ? ["removed"] : again ? ["returned", "known"] : ["known", "returned"],
        })),
      ],
      answer,
    );
    this.counts.pushedAgain += old.length;
  }

  /** One that lies in the folder, or did once. */
  private async alsoInFolder(): Promise<void> {
    const torrent = this.holdings.fromFolder(this.folder, this.random);
    const { answer } = await this.ask("POST", "/api/v1/torrents", torrent.bytes);
    this.note([{ torrent, outcomes: torrent.removed ? ["removed"] : ["added", "known", "returned"] }], answer);
  }

  private note(expected: readonly Expected[], answer: Answer): void {
    const said = new Map<string, Answer>();
    for (const each of answer?.torrents ?? []) said.set(each.info_hash, each);
    for (const { torrent, outcomes } of expected) {
      const result = said.get(torrent.infoHash);
      const isWrong = !outcomes.includes(result?.outcome) || (result?.external_id ?? null) !== torrent.externalId;
      if (isWrong) this.faults.push(`pushed ${torrent.infoHash}: expected ${outcomes}, got ${JSON.stringify(result)}`);
      if (!result) continue;
      if (torrent.id !== null && torrent.id !== result.torrent_id) this.faults.push(`${torrent.infoHash} has a new id`);
      torrent.id = result.torrent_id;
      this.holdings.keep(torrent);
      this.counts.pushed++;
    }
  }

  private async change(kind: "flag" | "unflag" | "remove"): Promise<void> {
    const [torrent] = this.holdings.some(this.random, 1);
    if (!torrent) return;
    const path = `/api/v1/torrents/${torrent.infoHash}`;
    const { answer } = await (kind === "remove" ? this.ask("DELETE", path) : this.ask("POST", `${path}/${kind}`));
    if (kind === "remove") torrent.removed = true;
    else torrent.flagged = kind === "flag";
    const state = torrent.removed ? "removed" : torrent.flagged ? "flagged" : "offered";
    if (answer?.state !== state)
      this.faults.push(`${kind} of ${torrent.infoHash} made it ${answer?.state}, not ${state}`);
    this.counts.changed++;
  }

  /** Its bytes are gone, so it is sent again at once. */
  private async unremove(): Promise<void> {
    const torrent = [...this.holdings.pushed.values()].find(({ removed }) => removed);
    if (!torrent) return;
    const { answer } = await this.ask("POST", `/api/v1/torrents/${torrent.infoHash}/unremove`);
    if (answer?.state === "removed") this.faults.push(`unremove of ${torrent.infoHash} left it removed`);
    torrent.removed = false;
    const query = torrent.externalId === null ? "" : `?external_id=${torrent.externalId}`;
    const pushed = await this.ask("POST", `/api/v1/torrents${query}`, torrent.bytes);
    this.note([{ torrent, outcomes: ["returned", "known"] }], pushed.answer);
  }

  private async swarm(): Promise<void> {
    const known = Array.from({ length: 20 }, () => this.random.pick(this.folder.known));
    const torrents = [...known, ...this.holdings.some(this.random, 10)].map(({ infoHash }) => {
      return { info_hash: infoHash, seeders: this.random.integer(0, 1), leechers: this.random.integer(0, 5) };
    });
    const { answer } = await this.ask("POST", "/api/v1/swarm", JSON.stringify({ torrents }));
    this.counts.revived += answer?.revived ?? 0;
    this.counts.swarms++;
  }

  private async ask(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
  ): Promise<{ answer: Answer; again: boolean }> {
    for (let again = false; ; again = true) {
      try {
        const headers = { authorization: `Bearer ${this.token}` };
        const response = await fetch(this.url + path, { method, headers, ...(body ? { body } : {}) });
        const text = await response.text();
        if (response.status !== 200) this.faults.push(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
        return { answer: response.status === 200 ? JSON.parse(text) : undefined, again };
      } catch {
        // Killed meanwhile, or starting.
        this.counts.sentAgain++;
        await Bun.sleep(20);
      }
    }
  }
}

/** A TAR in which each torrent is named by its external id. */
export function tar(torrents: readonly Pushed[]): Uint8Array<ArrayBuffer> {
  return Buffer.concat([...torrents.flatMap((torrent) => [...tarEntry(nameOf(torrent), torrent.bytes)]), TAR_END]);
}

function zip(torrents: readonly Pushed[]): Uint8Array<ArrayBuffer> {
  const writer = new ZipWriter(nativeCrc32);
  const entries = torrents.flatMap((torrent) => [...writer.add(nameOf(torrent), torrent.bytes)]);
  return Buffer.concat([...entries, ...writer.finish()]);
}

function nameOf({ externalId, infoHash }: Pushed): string {
  return `some/folder/${externalId ?? infoHash}.torrent`;
}

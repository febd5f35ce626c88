import type { SettingKey } from "../../src/core/settings/settings.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import { Store } from "../../src/store/store.ts";
import { Stores } from "../../src/work/runtime/stores.ts";
import { type RoundOptions, trackerRound } from "../../src/work/tracker/round.ts";
import { apiMemory } from "../../src/work/tracker-api/api-round.ts";
import { type ApiReply, type ApiRequest, ApiServer } from "./api-server.ts";
import { addTorrent } from "./indexed.ts";
import { plainTorrent } from "./plain-torrent.ts";
import { type Tree, tree } from "./tree.ts";

const bytesOf = (n: number) => plainTorrent(`t${n}`, n + 1);

/** An index beside a tracker's API; `await using` ends both. */
export class ApiWorld implements AsyncDisposable {
  readonly dir: Tree = tree();
  readonly store = Store.open(this.dir.path("a.db"), { create: true });
  readonly stores = new Stores(this.dir.path("a.db"), { busyTimeoutMs: 20 });
  readonly ids: number[] = [];
  now = Date.UTC(2026, 10, 20);
  readonly memory = apiMemory(() => this.now);

  private constructor(
    readonly server: ApiServer,
    readonly env: Record<string, string>,
  ) {}

  /** With the torrents 0 to `count` − 1. */
  static async start(
    tracker: string,
    token: string,
    answer: (request: ApiRequest) => ApiReply,
    count = 5,
  ): Promise<ApiWorld> {
    const world = new ApiWorld(await ApiServer.start(answer), { RESEEDER_TRACKER_TOKEN: token });
    world.set("tracker", tracker);
    world.set("tracker_url", world.server.url);
    for (let n = 0; n < count; n++) world.ids.push(addTorrent(world.store, bytesOf(n)));
    return world;
  }

  /** 40 digits of the torrent `n`. */
  static hash(n: number): string {
    return Buffer.from(parseMetainfo(bytesOf(n)).infoHashV1 ?? []).toString("hex");
  }

  set(key: SettingKey, value: string | number): void {
    this.store.write(() => this.store.settings.write(key, value));
  }

  round(options: Partial<RoundOptions> = {}) {
    const { env, memory } = this;
    const { signal } = new AbortController();
    return trackerRound(this.stores, {
      env,
      memory,
      force: false,
      dryRun: false,
      signal,
      clock: () => this.now,
      ...options,
    });
  }

  /** State of each torrent, and why it is withheld. */
  states(): string[] {
    return this.ids.map((id) => {
      const reason = this.store.torrentsUnderList.page(id - 1, 1)[0]?.withheldReason;
      return [this.store.torrentList.details(id)?.state, reason].filter(Boolean).join(" ");
    });
  }

  /** Seeders and leechers of each torrent, as they are known. */
  swarms(): (string | null)[] {
    return this.ids.map((id) => {
      const { seeders, leechers } = this.store.torrentsUnderList.page(id - 1, 1)[0] ?? {};
      return seeders === null ? null : `${seeders}/${leechers}`;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.stores.close();
    this.store.close();
    this.dir[Symbol.dispose]();
  }
}

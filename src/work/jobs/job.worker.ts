import { ReseederError } from "../../core/errors.ts";
import type { OpenOptions } from "../../store/database/database.ts";
import { Store } from "../../store/store.ts";
import { makeBackup } from "../backup/backup.ts";
import { restore } from "../backup/restore.ts";
import { verifyBackup } from "../backup/verify-backup.ts";
import { withHeartbeat } from "../observe/heartbeat.ts";
import { snapshot } from "../observe/snapshot.ts";
import { removeRoot } from "../roots/remove-root.ts";
import { scannedPaths } from "../roots/scanned-paths.ts";
import { type RetryOptions, retryWhileBusy } from "../runtime/retry-while-busy.ts";
import { Stores } from "../runtime/stores.ts";
import { scan } from "../scan/scan.ts";
import { changeTorrent } from "../torrents/change-torrent.ts";
import { searchTorrents } from "../torrents/search-torrents.ts";
import { showTorrent } from "../torrents/torrent-details.ts";
import { removeByAge } from "../users/retention.ts";
import { watch } from "../watch/watch.ts";
import type { JobName, JobOrder, JobReply, Jobs } from "./jobs.ts";

declare const self: Worker;

type Tell<N extends JobName> = (event: Jobs[N]["event"]) => void;
type Does = {
  [N in JobName]: (input: Jobs[N]["input"], tell: Tell<N>, signal: AbortSignal) => Promise<Jobs[N]["result"]>;
};

const DOES: Does = {
  scan: ({ path, roots, prune }, tell, signal) =>
    withHeartbeat(path, "scan", () =>
      withStore(path, {}, async (store) => {
        const chosen = store.roots.list().filter(({ id }) => roots === null || roots.includes(id));
        for await (const event of scan(store, { roots: chosen, prune, signal })) tell(event);
        return null;
      }),
    ),
  watch: ({ path, pollMs }, tell, signal) =>
    withHeartbeat(path, "watch", async () => {
      const stores = new Stores(path, { busyTimeoutMs: 5_000, relaxed: true });
      try {
        for await (const event of watch(stores, { pollMs, signal })) tell(event);
      } finally {
        stores.close();
      }
      return null;
    }),
  backup: (request, tell, signal) => withHeartbeat(request.path, "backup", () => makeBackup(request, tell, signal)),
  verify: async ({ path }) => ({ torrents: verifyBackup(path).torrents }),
  restore: (options) => restore(options),
  retention: (request, _, signal) => removeByAge(request, signal),
  "remove-path": ({ path, id }, tell, signal) =>
    withRetryingStore(path, { onBusy: () => tell("busy"), signal }, async (store, retry) => {
      const root = store.roots.list().find((known) => known.id === id);
      if (!root) return { files: 0, missing: 0 };
      return removeRoot(store, root, (write) => retryWhileBusy(write, retry));
    }),
  statistics: ({ path }) =>
    withStore(path, { readonly: true }, async (store) =>
      snapshot(store, { scans: 10, days: 30, torrents: 20 }, Date.now()),
    ),
  // The words for searching are derived: they need not be on disk at once.
  torrents: ({ path, search }) => withStore(path, { relaxed: true }, (store) => searchTorrents(store, search)),
  torrent: ({ path, id, files }) =>
    withStore(path, { readonly: true }, async (store) => showTorrent(store, id, { offset: 0, limit: files })),
  "change-torrent": ({ path, id, change }, tell, signal) =>
    withRetryingStore(path, { onBusy: () => tell("busy"), signal }, (store, retry) =>
      retryWhileBusy(() => store.write((writer) => changeTorrent(store, writer, `id:${id}`, change)), retry),
    ),
  paths: ({ path }) => withStore(path, { readonly: true }, async (store) => scannedPaths(store)),
};

const stopping = new AbortController();

self.onmessage = async ({ data }: MessageEvent<JobOrder>) => {
  if (data === "stop") {
    stopping.abort();
    return;
  }
  const reply = (message: JobReply) => postMessage(message);
  try {
    const does = DOES[data.name] as (input: unknown, tell: Tell<JobName>, signal: AbortSignal) => Promise<never>;
    reply({ result: await does(data.input, (event) => reply({ event }), stopping.signal) });
  } catch (error) {
    if (error instanceof ReseederError) {
      const { code, message, hint } = error;
      reply({ error: { code, message, hint } });
    } else {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      reply({ error: { name, message } });
    }
  }
};

/** With a store that does not wait by itself: how long it is waited for can be told, and ended. */
async function withRetryingStore<T>(
  path: string,
  retry: RetryOptions,
  action: (store: Store, retry: RetryOptions) => Promise<T>,
): Promise<T> {
  const store = await retryWhileBusy(() => Store.open(path, { busyTimeoutMs: 50 }), retry);
  return await action(store, retry).finally(() => store.close());
}

async function withStore<T>(path: string, options: OpenOptions, action: (store: Store) => Promise<T>): Promise<T> {
  const store = Store.open(path, options);
  try {
    return await action(store);
  } finally {
    store.close();
  }
}

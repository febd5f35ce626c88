import { Store } from "../../store/store.ts";

declare const self: Worker;

let store: Store | null = null;

/** Gets the path of a database and answers when its log is copied into it, as far as that could be done; null ends it. */
self.onmessage = ({ data }: MessageEvent<string | null>) => {
  try {
    if (data === null) return store?.close();
    store ??= Store.open(data, { busyTimeoutMs: 0, relaxed: true });
    store.checkpoint();
  } catch {
    // Whoever writes does it then.
  } finally {
    postMessage(null);
  }
};

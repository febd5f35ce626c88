import { toRecord } from "../../src/core/content/record.ts";
import { encodePath } from "../../src/core/path-bytes.ts";
import { parseMetainfo } from "../../src/core/torrent/parse.ts";
import type { FileStamp } from "../../src/store/index/location-writer.ts";
import { PostingsBuffer } from "../../src/store/index/postings-buffer.ts";
import { Store } from "../../src/store/store.ts";

/** A store of its own in memory; `using` closes it. */
export function memoryStore(): Store & Disposable {
  const store = Store.open(":memory:", { create: true });
  return Object.assign(store, { [Symbol.dispose]: () => store.close() });
}

export const STAMP: FileStamp = { size: 1, mtimeS: 2, mtimeNs: 3, inode: 4 };

/** Puts a .torrent into the index as if it lay at `path` below the root; answers the torrent's id. */
export function addTorrent(
  store: Store,
  bytes: Uint8Array,
  path = `${Bun.hash(bytes)}.torrent`,
  root = "/srv",
): number {
  return addTorrents(store, { [path]: bytes }, root)[path] ?? 0;
}

/** Puts .torrents (path below the root → bytes) into the index at once; answers path → id. */
export function addTorrents(
  store: Store,
  torrents: Readonly<Record<string, Uint8Array>>,
  root = "/srv",
): Record<string, number> {
  const ids: Record<string, number> = {};
  // Without one not even the root is known.
  if (Object.keys(torrents).length === 0) return ids;
  const rows = new PostingsBuffer(store);
  store.write((writer) => {
    const { id: rootId } = store.roots.register(root, 0);
    for (const [path, bytes] of Object.entries(torrents)) {
      const metainfo = parseMetainfo(bytes);
      const record = toRecord(metainfo);
      const { id, outcome } = writer.keep(record);
      const stamp = { ...STAMP, size: bytes.length };
      writer.upsert(rootId, encodePath(path), stamp, { id, infoOffset: metainfo.info.start });
      if (outcome === "added") rows.add(id, record);
      ids[path] = id;
    }
  });
  Array.from(rows.flush());
  return ids;
}

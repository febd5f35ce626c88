import { parseMetainfo } from "../../src/core/parse.ts";
import { encodePath } from "../../src/core/path-bytes.ts";
import { toRecord } from "../../src/core/record.ts";
import type { FileStamp } from "../../src/store/location-writer.ts";
import { LookupRows } from "../../src/store/lookup-rows.ts";
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
  const { id: rootId } = store.write(() => store.roots.register(root, 0));
  const metainfo = parseMetainfo(bytes);
  const record = toRecord(metainfo);
  const kept = store.write((writer) => {
    const kept = writer.keep(record);
    const stamp = { ...STAMP, size: bytes.length };
    writer.place(rootId, encodePath(path), stamp, { id: kept.id, infoOffset: metainfo.info.start });
    return kept;
  });
  const rows = new LookupRows(store);
  if (kept.outcome === "added") rows.add(kept.id, record);
  Array.from(rows.flush());
  return kept.id;
}

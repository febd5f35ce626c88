import { type ExternalIdPattern, externalIdOf, externalIdPattern } from "../../core/content/external-id.ts";
import { ID_SAID_BY, type IndexWriter } from "../../store/index/index-writer.ts";
import type { Root } from "../../store/index/roots.ts";
import type { Store } from "../../store/store.ts";
import { yieldToEventLoop } from "../runtime/yield-to-event-loop.ts";

/** Locations of one transaction, for which other writers wait. */
const LOCATIONS_PER_WRITE = 1_024;

/**
 * The tracker's own ids of torrents, by the names of their files: that of the first file, in order of root and path,
 * whose name gives one. What a push said stays. For use inside one write transaction.
 */
export class ExternalIds {
  private readonly patterns: Map<number, ExternalIdPattern | null>;
  private readonly touched = new Set<number>();
  /** False where no root makes ids, and none is to lose them. */
  private readonly mayDiffer: boolean;

  /** @param instead a root that is to get another pattern than it has */
  constructor(
    private readonly store: Store,
    instead?: { rootId: number; pattern: string },
  ) {
    const stored = new Map(store.roots.externalIdPatterns());
    if (instead) stored.set(instead.rootId, instead.pattern);
    this.mayDiffer = instead !== undefined || stored.values().some((text) => text !== "");
    const compiled = new Map([...new Set(stored.values())].map((text) => [text, externalIdPattern(text)]));
    this.patterns = new Map([...stored].map(([rootId, text]) => [rootId, compiled.get(text) ?? null]));
  }

  /** What the name of one file says; the path is below the root. */
  of(rootId: number, path: string): string | null {
    return externalIdOf(path, this.patterns.get(rootId) ?? null);
  }

  /** Notes that a torrent has got or lost a file; 0 stands for none. */
  touch(torrentId: number): void {
    if (torrentId !== 0) this.touched.add(torrentId);
  }

  /** Gives the touched torrents the ids of the files that they have now; one without any file keeps what it has. */
  settle(writer: IndexWriter): void {
    if (this.touched.size === 0 || !this.mayDiffer) return;
    const found = new Map<number, { id: string | null; has: string | null }>();
    for (const { torrentId, rootId, path, externalId } of this.store.locations.namesOf([...this.touched])) {
      const earlier = found.get(torrentId);
      if (earlier?.id == null) found.set(torrentId, { id: this.of(rootId, path), has: externalId });
    }
    for (const [torrentId, { id, has }] of found)
      if (id !== has) writer.setExternalId(torrentId, id, ID_SAID_BY.FILE_NAME);
  }
}

/**
 * Goes over the names of all known files of a root, when the setting `external_id_pattern` is another one than its ids
 * were made with. Stopped half-way, the next call begins anew.
 */
export async function renewExternalIds(store: Store, root: Root, signal?: AbortSignal): Promise<void> {
  const pattern = store.settings.read().settings.external_id_pattern;
  if (store.roots.externalIdPatterns().get(root.id) === pattern) return;
  for (let after: number | null = 0; after !== null && !signal?.aborted; ) {
    after = store.write((writer): number | null => {
      const ids = new ExternalIds(store, { rootId: root.id, pattern });
      const page = store.locations.page(root.id, after ?? 0, LOCATIONS_PER_WRITE);
      for (const { torrentId } of page) ids.touch(torrentId);
      ids.settle(writer);
      if (page.length === LOCATIONS_PER_WRITE) return page.at(-1)?.id ?? null;
      store.roots.setExternalIdPattern(root.id, pattern);
      return null;
    });
    if (after !== null) await yieldToEventLoop();
  }
}

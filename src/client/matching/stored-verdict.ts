import type { Verdict } from "../../core/completion/verdict.ts";
import { isObject } from "../../core/json-text.ts";
import type { Metainfo } from "../../core/torrent/metainfo.ts";
import type { Library } from "../library/library.ts";

/** A verdict as the state keeps it: local files by device and inode, since numbers change from walk to walk. */
export function storeVerdict(verdict: Verdict, library: Library): string {
  const sources = verdict.sources.map((local) => (local === null ? null : library.key(local)));
  return JSON.stringify({ ...verdict, sources });
}

/** A verdict of an earlier run; null where a file of it is gone, or what is stored makes no sense. */
export function restoreVerdict(text: string, { files, name }: Metainfo, library: Library): Verdict | null {
  try {
    const stored: unknown = JSON.parse(text);
    if (!isObject(stored) || !Array.isArray(stored["sources"])) return null;
    const sources = stored["sources"].map((key, i) =>
      typeof key === "string" ? library.byKey(key, files[i]?.path.at(-1) ?? name) : null,
    );
    const isGone = sources.some((local, i) => local === null && (stored["sources"] as unknown[])[i] !== null);
    return isGone ? null : ({ ...stored, sources } as unknown as Verdict);
  } catch {
    return null;
  }
}

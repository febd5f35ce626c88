import type { ListedFile } from "./file-list.ts";
import { normalizeText } from "./normalize.ts";

/**
 * The content signature by which Trackarr (Dim145/opentracker, apps/api/utils/contentSignature.ts) tells cross-seeds: the
 * SHA-256, in hexadecimal digits, of the JSON text of `[{"path","length"}]`. Paths are in Unicode NFC with the root
 * folder in front, sorted by UTF-16 code units; padding files count. It says nothing of what the files contain.
 */
export function contentSignature(name: string, files: readonly Pick<ListedFile, "path" | "length">[]): string {
  const list = files
    .map(({ path, length }) => ({ path: normalizeText(fullPath(name, path), "NFC"), length }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(list)).digest("hex");
}

/** A file's path with the torrent's root folder; that of a single-file torrent is its name. */
export function fullPath(name: string, path: string): string {
  return path === "" ? name : `${name}/${path}`;
}

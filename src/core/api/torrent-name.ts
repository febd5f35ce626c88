import { isExternalId } from "../content/external-id.ts";
import { readInfoHash } from "../torrent/infohash.ts";

/** How a torrent is named in paths and commands. */
export type TorrentName =
  | { by: "info-hash"; infoHash: Uint8Array }
  /** Our own id; `bare` where no `id:` stood before it, so that it may be meant as the tracker's. */
  | { by: "id"; id: number; bare: boolean }
  | { by: "external"; externalId: string };

/**
 * Reads a torrent's name: an info-hash of 40 or 64 hexadecimal digits, `id:42`, `external:4711`, or a bare number, which is
 * our id where it is taken at all (protocol, part 2, "Names of a torrent").
 * @returns null for any other text
 */
export function readTorrentName(text: string): TorrentName | null {
  const infoHash = readInfoHash(text);
  if (infoHash) return { by: "info-hash", infoHash };
  const [, prefix, digits] = /^(id:)?([1-9]\d{0,14})$/.exec(text) ?? [];
  if (digits !== undefined) return { by: "id", id: Number(digits), bare: prefix === undefined };
  const [, externalId = ""] = /^external:(.*)$/s.exec(text) ?? [];
  return isExternalId(externalId) ? { by: "external", externalId } : null;
}

import { readTorrentName } from "../../core/api/torrent-name.ts";
import { ReseederError } from "../../core/errors.ts";
import { invalid, show } from "../../core/json-text.ts";
import { displayPath } from "../../core/path-bytes.ts";
import type { Store } from "../../store/store.ts";

/** Torrents named in the error about a tracker's id that several have. */
const MOST_NAMED = 5;
/** Characters of a name there. */
const MAX_NAME = 60;

/**
 * The id of the torrent that an operator names.
 * @param named as `readTorrentName` takes it
 * @param bareNumbers whether a number alone is our id (where every answer says so), or is rejected, since the tracker has
 *   numbers too and a change would meet another torrent
 * @throws ReseederError `INVALID_REQUEST` for what is no name or that of several, `NOT_FOUND` for what was never in the index
 */
export function findTorrent(store: Store, named: string, bareNumbers: "taken" | "rejected" = "taken"): number {
  const name = readTorrentName(named);
  if (!name) {
    throw invalid(
      `torrent: expected an info-hash of 40 or 64 hexadecimal digits, id:N or external:ID, got ${show(named)}`,
    );
  }
  if (name.by === "id" && name.bare && bareNumbers === "rejected") throw bareNumber(store, name.id);
  const found = name.by === "external" ? theOne(store, name.externalId) : idOf(store, name);
  if (found === null) throw unknownTorrent(named);
  return found;
}

/** The error about a torrent that was never in the index. */
export function unknownTorrent(named: string | number): ReseederError {
  return new ReseederError("NOT_FOUND", `torrent ${named}: not in the index`, {
    hint: "Run `reseeder torrents list` with --search or --external-id to find it.",
  });
}

function idOf(store: Store, name: { infoHash: Uint8Array } | { id: number }): number | null {
  if ("infoHash" in name) return store.torrentList.idOf(name.infoHash);
  return store.torrents.describe([name.id]).has(name.id) ? name.id : null;
}

function theOne(store: Store, externalId: string): number | null {
  const ids = store.torrentList.withExternalId(externalId);
  if (ids.length < 2) return ids[0] ?? null;
  const all = ids.slice(0, MOST_NAMED).map((id) => `id:${id} ${nameOf(store, id)}`);
  const more = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more` : "";
  throw invalid(`external:${externalId} is the tracker ID of ${ids.length} torrents: ${all.join(", ")}${more}`);
}

function bareNumber(store: Store, number: number): ReseederError {
  const own = store.torrents.describe([number]).has(number) ? nameOf(store, number) : "no torrent";
  const ids = store.torrentList.withExternalId(String(number)).slice(0, MOST_NAMED);
  const external = ids.length === 0 ? "no torrent" : ids.map((id) => nameOf(store, id)).join(" and ");
  return invalid(`${number} is ambiguous: id:${number} is ${own}, external:${number} is ${external}`);
}

function nameOf(store: Store, id: number): string {
  const name = store.torrentList.details(id)?.name ?? "";
  return `"${displayPath(name.slice(0, MAX_NAME))}${name.length > MAX_NAME ? "…" : ""}"`;
}

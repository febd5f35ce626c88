import { isNoTime, readDumpedHash, readDumpedTime } from "../access/dumped-value.ts";
import { csvFields } from "../archive/csv-line.ts";
import { isExternalId, MAX_EXTERNAL_ID } from "../content/external-id.ts";
import { isObject, show } from "../json-text.ts";
import { isCount, MAX_COUNT } from "../scrape/swarm-count.ts";
import type { ListedTorrent } from "./listed-torrent.ts";

/** The last line of a list: how many lines came before it. */
export interface ListEnd {
  end: number;
}

const FIELDS = "info_hash[,external_id[,seeders[,leechers[,added]]]]";

/**
 * Reads one line of a list: `info_hash[,external_id[,seeders[,leechers[,added]]]]`, the same as an object of JSON, or the
 * last one, `{"end":N}`. An empty field says nothing.
 * @returns a sentence that says what is wrong where it is none of these
 */
export function readListLine(text: string): ListedTorrent | ListEnd | string {
  if (text.trimStart().startsWith("{")) return readObject(text);
  const fields = csvFields(text);
  if (fields === null) return "unexpected quote";
  if (fields.length > 5) return `expected ${FIELDS}, got ${fields.length} fields`;
  const [infoHash, externalId, seeders, leechers, added] = fields.map((field) => field.trim());
  return toListed(infoHash, externalId || null, readNumber(seeders), readNumber(leechers), added);
}

function readObject(text: string): ListedTorrent | ListEnd | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `expected an object of JSON, got ${show(text)}`;
  }
  if (!isObject(value)) return `expected an object of JSON, got ${show(text)}`;
  const { end, info_hash: infoHash, external_id: id, seeders, leechers, added } = value;
  if (end !== undefined) {
    return Number.isSafeInteger(end) ? { end: Number(end) } : `end: expected a number of lines, got ${show(end)}`;
  }
  const externalId = typeof id === "number" ? String(id) : (id ?? null);
  return toListed(infoHash, externalId, seeders ?? null, leechers ?? null, added);
}

function toListed(
  hash: unknown,
  externalId: unknown,
  seeders: unknown,
  leechers: unknown,
  added: unknown,
): ListedTorrent | string {
  const infoHash = readDumpedHash(hash);
  if (infoHash === null) return `info_hash: expected 40 or 64 hexadecimal digits, got ${show(hash)}`;
  if (externalId !== null && !(typeof externalId === "string" && isExternalId(externalId))) {
    return `external_id: expected 1 to ${MAX_EXTERNAL_ID} printable characters without spaces, got ${show(externalId)}`;
  }
  for (const [name, count] of Object.entries({ seeders, leechers })) {
    if (count !== null && !isCount(count))
      return `${name}: expected a whole number from 0 to ${MAX_COUNT}, got ${show(count)}`;
  }
  const addedAt = readAdded(added);
  if (addedAt === undefined) return `added: expected ISO 8601 or Unix seconds or milliseconds, got ${show(added)}`;
  return { infoHash, externalId, seeders: seeders as number | null, leechers: leechers as number | null, addedAt };
}

/** A date that the tracker itself does not know is as old as can be; one that is left out says nothing. */
function readAdded(added: unknown): number | null | undefined {
  return typeof added === "string" && isNoTime(added.trim()) ? 0 : readDumpedTime(added);
}

/** A count in a field; what is no number stays text. */
function readNumber(field: string | undefined): number | string | null {
  if (field === undefined || field === "" || field === "NULL" || field === "\\N") return null;
  return /^\d{1,10}$/.test(field) ? Number(field) : field;
}

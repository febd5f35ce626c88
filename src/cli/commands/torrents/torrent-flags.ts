import {
  readSearch,
  TORRENT_KINDS,
  TORRENT_ORDERS,
  type TorrentFilter,
  type TorrentKind,
  type TorrentOrder,
  type TorrentQuery,
} from "../../../core/api/torrent-query.ts";
import { TORRENT_STATES, type TorrentState } from "../../../core/api/torrent-state.ts";
import { ReseederError } from "../../../core/errors.ts";
import type { Flags, Invocation } from "../../command.ts";
import { wholeNumber } from "../../flags.ts";

/** Flags that choose torrents. */
export const QUERY_FLAGS: Flags = {
  search: { type: "string", valueHint: "WORDS", description: "Words that begin some of the name or of file names" },
  state: { type: "enum", options: [...TORRENT_STATES, "all"], default: "all", description: "Only these" },
  kind: { type: "enum", options: [...TORRENT_KINDS], description: "Only this version of the metainfo" },
  private: { type: "boolean", description: "Only private torrents" },
  "min-seeders": { type: "string", valueHint: "N", description: "Only with so many seeders at the last count" },
  "max-seeders": { type: "string", valueHint: "N", description: "Only with so few; 0 finds the dead" },
  "external-id": { type: "string", valueHint: "ID", description: "Only with this id at the tracker" },
  sort: { type: "enum", options: [...TORRENT_ORDERS], default: "newest", description: "By the time of adding" },
};

/**
 * What the flags choose.
 * @throws ReseederError USAGE
 */
export function queryOf({ flags }: Invocation): Omit<TorrentQuery, "beyond" | "limit"> {
  const filter: TorrentFilter = {};
  if (flags["state"] !== "all") filter.state = flags["state"] as TorrentState;
  if (flags["kind"] !== undefined) filter.kind = flags["kind"] as TorrentKind;
  if (flags["private"]) filter.private = true;
  if (flags["external-id"] !== undefined) filter.externalId = String(flags["external-id"]);
  const count = (name: string) => wholeNumber(name, String(flags[name]), 0, Number.MAX_SAFE_INTEGER);
  if (flags["min-seeders"] !== undefined) filter.minSeeders = count("min-seeders");
  if (flags["max-seeders"] !== undefined) filter.maxSeeders = count("max-seeders");
  const { search, sort } = flags;
  const words = search === undefined ? null : termsOf(String(search));
  return { filter, order: sort as TorrentOrder, words };
}

function termsOf(text: string): string[] {
  try {
    return readSearch(text);
  } catch (error) {
    throw new ReseederError("USAGE", String((error as Error).message).replace(/^q:/, "--search:"));
  }
}

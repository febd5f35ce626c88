import {
  readSearch,
  TORRENT_KINDS,
  TORRENT_ORDERS,
  type TorrentFilter,
  type TorrentQuery,
} from "../../../core/api/torrent-query.ts";
import { TORRENT_STATES } from "../../../core/api/torrent-state.ts";
import { ReseederError } from "../../../core/errors.ts";
import type { Flags, Values } from "../../command.ts";
import { wholeNumber } from "../../flags.ts";

/** Flags that choose torrents. */
export const QUERY_FLAGS = {
  search: { type: "string", valueHint: "WORDS", description: "Search names and file names for these words" },
  state: {
    type: "enum",
    options: [...TORRENT_STATES, "all"],
    default: "all",
    description: "Show only torrents in this state",
  },
  kind: { type: "enum", options: [...TORRENT_KINDS], description: "Show only torrents of this kind" },
  private: { type: "boolean", description: "Show only private torrents" },
  "min-seeders": { type: "string", valueHint: "N", description: "Show only torrents with at least N seeders" },
  "max-seeders": { type: "string", valueHint: "N", description: "Show only torrents with at most N seeders" },
  "external-id": { type: "string", valueHint: "ID", description: "Show only the torrent with this external ID" },
  sort: {
    type: "enum",
    options: [...TORRENT_ORDERS],
    default: "newest",
    description: "Sort by when torrents were added",
  },
} as const satisfies Flags;

/**
 * What the flags choose.
 * @throws ReseederError USAGE
 */
export function queryOf(flags: Values<typeof QUERY_FLAGS>): Omit<TorrentQuery, "beyond" | "limit"> {
  const filter: TorrentFilter = {};
  if (flags.state !== "all") filter.state = flags.state;
  if (flags.kind !== undefined) filter.kind = flags.kind;
  if (flags.private) filter.private = true;
  if (flags.externalId !== undefined) filter.externalId = flags.externalId;
  const count = (name: string, text: string) => wholeNumber(name, text, 0, Number.MAX_SAFE_INTEGER);
  if (flags.minSeeders !== undefined) filter.minSeeders = count("min-seeders", flags.minSeeders);
  if (flags.maxSeeders !== undefined) filter.maxSeeders = count("max-seeders", flags.maxSeeders);
  const { search, sort } = flags;
  const words = search === undefined ? null : termsOf(search);
  return { filter, order: sort, words };
}

function termsOf(text: string): string[] {
  try {
    return readSearch(text);
  } catch (error) {
    throw new ReseederError("USAGE", String((error as Error).message).replace(/^q:/, "--search:"));
  }
}

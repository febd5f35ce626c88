import type { Gathered } from "./gathered.ts";
import type { MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";

/**
 * Tells each source which of its torrents are verified and of which no piece holds; what was told in an earlier run is not
 * told again. The protocol has no word for those of which a part is here.
 */
export async function* reportAll(
  torrents: readonly Gathered[],
  { signal, summary }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  for (const [source, offered] of Map.groupBy(torrents, (torrent) => torrent.source)) {
    if (source.report === null) continue;
    const fresh = offered.filter((torrent) => !torrent.reported && torrent.outcome !== undefined);
    const confirmed = fresh
      .filter((torrent) => torrent.outcome?.status === "ready")
      .map((torrent) => ({ infoHash: torrent.infoHash, pieces: torrent.outcome?.pieces ?? 0 }));
    const rejected = fresh.filter((torrent) => torrent.outcome?.status === "none").map(({ infoHash }) => infoHash);
    if (confirmed.length + rejected.length === 0) continue;
    const problem = await source.report({ confirmed, rejected }, signal);
    if (problem === null) summary.reported += confirmed.length + rejected.length;
    else yield { type: "problem", message: `${source.name}: the report was not taken: ${problem}` };
  }
}

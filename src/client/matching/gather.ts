import { withoutSecrets } from "../../core/personal/personalise.ts";
import type { TorrentSource } from "../sources/torrent-source.ts";
import type { Gathered, Gathering } from "./gathered.ts";
import type { MatchEvent } from "./match-event.ts";
import type { MatchOptions } from "./match-options.ts";

/** Collects what a source has for the library, and tells how it goes. */
export async function* gather(
  source: TorrentSource,
  gathering: Gathering,
  { library, signal, summary }: MatchOptions,
): AsyncGenerator<MatchEvent> {
  yield { type: "asking", source: source.name };
  const before = gathering.torrents.length;
  for await (const event of source.torrents(library.index, signal)) {
    switch (event.type) {
      case "torrent": {
        const { label } = event.torrent;
        const outcome = gathering.add(event.torrent, source);
        if ("dropped" in outcome && outcome.dropped === "bad") {
          summary.invalid++;
          yield { type: "problem", message: `${label.slice(0, 200)}: ${outcome.message}` };
        }
        if (!("dropped" in outcome)) keepOffered(outcome, event.torrent.bytes);
        break;
      }
      case "asked": {
        summary.asked += event.files;
        summary.asked_before += event.known;
        const torrents = gathering.torrents.length - before;
        yield { type: "asked", source: source.name, files: event.files, known: event.known, torrents };
        break;
      }
      case "problem":
        if (event.fatal) summary.status = "failed";
        yield { type: "problem", message: event.message };
        break;
      case "waiting":
        yield { ...event, source: source.name };
        break;
      case "left_out":
        summary.held_back += event.heldBack;
        summary.invalid += event.malformed;
        break;
    }
  }
}

/** Before its files are said to be asked about, so that a run that is stopped loses no torrent. */
function keepOffered({ source, stripped, torrentId, infoHash, seeders }: Gathered, bytes: Uint8Array): void {
  if (stripped || torrentId === null) return;
  source.remember?.({ infoHash, torrentId, seeders, bytes: withoutSecrets(bytes) });
}

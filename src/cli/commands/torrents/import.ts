import { readSource } from "../../../work/ingest/archive-source.ts";
import { readPath } from "../../../work/ingest/import-source.ts";
import { ingest, ingestOptions } from "../../../work/ingest/ingest.ts";
import { IngestSummary } from "../../../work/ingest/ingest-summary.ts";
import { Stores } from "../../../work/runtime/stores.ts";
import { DB_FLAG, defineCommand, JSON_FLAG } from "../../command.ts";
import { resolvePath } from "../../io/resolve-path.ts";
import { untilAborted } from "../../io/until-aborted.ts";
import { withStore } from "../../open-store.ts";
import { type ImportStatus, importProgress, writeImported, writeNotPutIn } from "../../output/import-output.ts";
import { ProgressLine } from "../../output/output.ts";

/** `reseeder torrents import FILE|FOLDER|-…` */
const command = defineCommand({
  details:
    "Takes .torrent files, TAR (also gzipped) and ZIP archives, folders, and dumps with lines of info_hash<TAB>torrent in hexadecimal[<TAB>external ID].",
  args: { ...DB_FLAG, ...JSON_FLAG },
  operands: {
    names: { "FILE|FOLDER…": "What to import, or - for standard input" },
    min: 1,
    max: Number.POSITIVE_INFINITY,
  },
  examples: [
    ["reseeder torrents import torrents.tar.gz", "Import everything in an archive"],
    ["reseeder torrents import dump.tsv", "Import a dump of a tracker's database"],
    ["reseeder torrents import -", "Import what is piped in"],
  ],
  async run(invocation) {
    const { io, flags, operands } = invocation;
    const json = flags.json;
    const { path, settings } = await withStore(invocation, { create: true }, (store) => ({
      path: store.path,
      settings: store.settings.read().settings,
    }));
    const stores = new Stores(path, { busyTimeoutMs: 1_000, relaxed: true });
    const summary = new IngestSummary(0);
    const progress = new ProgressLine(io);
    const since = io.clock();
    try {
      for (const operand of operands) {
        const source =
          operand === "-"
            ? readSource(untilAborted(io.stdin(), io.signal), { name: "-", database: path })
            : readPath(resolvePath(io.cwd, operand), path);
        for await (const results of ingest(stores, source, ingestOptions(settings, true))) {
          summary.note(results);
          progress.clear();
          writeNotPutIn(io, results, json);
          progress.show(importProgress(summary, io.clock() - since));
          if (io.signal.aborted) break;
        }
      }
      // Once for all: an fsync in each transaction would keep other writers waiting.
      await stores.synced();
    } catch (error) {
      if (!io.signal.aborted) throw summary.explain(error);
    } finally {
      progress.clear();
      stores.close();
    }
    const rejected = summary.counts.rejected > 0;
    const status: ImportStatus = io.signal.aborted ? "cancelled" : rejected ? "partly" : "done";
    writeImported(io, summary, status, io.clock() - since, json);
    return { done: 0, partly: 3, cancelled: 1 }[status];
  },
});

export default command;

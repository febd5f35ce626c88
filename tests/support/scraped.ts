import { hashToken, tokenOf } from "../../src/core/access/token.ts";
import { STATE } from "../../src/core/api/torrent-state.ts";
import { Store } from "../../src/store/store.ts";
import { LIST_NUMBERS } from "./listing.ts";
import { plainTorrent } from "./plain-torrent.ts";
import { Served } from "./served.ts";

/** A token that `asker` puts into the database: scope metrics. */
export const METRICS_TOKEN = tokenOf(Buffer.alloc(32, "metrics"));

/** Asks with a token of scope metrics. */
export function asker(served: Served) {
  const store = Store.open(served.path);
  const scopes = ["metrics" as const];
  const hash = hashToken(METRICS_TOKEN);
  store.write(() => store.tokens.add({ name: "prometheus", hash, scopes, createdAt: 1, expiresAt: null }));
  store.close();
  return (path: string, method = "GET") =>
    served.ask(method, path, undefined, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
}

/** A server with something of everything that is counted. */
export async function busyServer(): Promise<Served> {
  const pack = plainTorrent("Pack", [
    ["one.mkv", 100],
    ["two.mkv", 200],
  ]);
  const served = new Served({ "pack.torrent": pack, "flagged.torrent": plainTorrent("flagged", 7) });
  const store = Store.open(served.path);
  store.write((writer) => {
    writer.changeState(served.ids["flagged.torrent"] ?? 0, STATE.FLAGGED, 0);
    store.listing.complete("sync", LIST_NUMBERS, 1_700_000_000_000);
    writer.store(served.ids["pack.torrent"] ?? 0, pack, 1);
    writer.setSwarm(served.ids["pack.torrent"] ?? 0, { seeders: 0, leechers: 3 }, 1);
    store.roots.noteScanned(1, 1_600_000_002_000);
    store.runs.finish(store.runs.start("scan", 1, 1_600_000_000_000), "partly", {}, 1_600_000_002_500);
    store.runs.finish(store.runs.start("backup", 1, 1_600_000_000_000), "failed", {}, 1_600_000_000_500);
  });
  store.close();
  await served.post("/match/phase1", { files: [named("one.mkv", 100), named("two.mkv", 200)] });
  await served.post("/match/phase1", { files: [named("none.mkv", 100)] });
  await served.post("/match/phase1", { files: 5 });
  await served.post("/match/phase2", { files: [{ size: 200 }] });
  await served.post("/match/report", { confirmed: [{ info_hash: "00".repeat(20) }] });
  await served.ask("GET", "/secret-path");
  served.rows();
  served.sql("UPDATE daily SET revived = 2");
  return served;
}

const named = (name: string, size: number) => ({ name, size });

// Compares the ways to store reports that arrive at once, for docs/benchmarks.md:
//   bun scripts/commit-methods.ts [REPORTS] [AT_A_TIME]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Store } from "../src/store/store.ts";
import { storeReport } from "../src/work/match/report.ts";
import { Stores } from "../src/work/runtime/stores.ts";

const reports = Number(process.argv[2] ?? 4_000);
const KEEP = 64 * 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), "reseeder-commits-"));

try {
  for (const atATime of [1, Number(process.argv[3] ?? 64)]) {
    console.log(`${reports} reports, ${atATime} at a time`);
    await measure("committed, in memory of the system", { relaxed: true }, atATime, async () => {});
    await measure("synced by each commit", { relaxed: false }, atATime, async () => {});
    await measure("one fsync for all that wait", { relaxed: true }, atATime);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(
  name: string,
  { relaxed }: { relaxed: boolean },
  atATime: number,
  syncFile?: () => Promise<void>,
): Promise<void> {
  const path = join(folder, `${name}-${atATime}.db`);
  Store.open(path, { create: true }).close();
  const stores = new Stores(path, { busyTimeoutMs: 20, relaxed }, syncFile);
  const waits: number[] = [];
  let next = 0;
  const client = async () => {
    while (next++ < reports) {
      const since = performance.now();
      const body = JSON.stringify({ user_id: String(next), confirmed: [] });
      await storeReport(stores, { at: 1, client: null, body, userId: null, confirmed: [], rejected: [] }, KEEP);
      waits.push(performance.now() - since);
    }
  };
  const since = performance.now();
  await Promise.all(Array.from({ length: atATime }, client));
  const seconds = (performance.now() - since) / 1000;
  stores.close();
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)]?.toFixed(2);
  const rate = Math.round(reports / seconds);
  console.log(`  ${name}: ${rate} a second, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
